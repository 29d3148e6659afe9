"""What an import refuses: a row, a mapping, a whole file; each says where and why in both languages."""

from collections.abc import Sequence
from typing import NamedTuple

from shared.errors import Text


class Refusal(NamedTuple):
    """A row that was not imported. `column` is empty when the row as a whole is at fault."""

    line: int
    column: str
    zh: str
    en: str


class RowRefused(Exception):
    def __init__(self, line: int, column: str, reason: Text) -> None:
        self.refusal = Refusal(line, column, reason.zh, reason.en)
        super().__init__(reason.en)


class MappingInvalid(ValueError):
    """The mapping can't be used; nothing was imported. `errors` pairs each key with what is wrong there."""

    def __init__(self, errors: Sequence[tuple[str, Text]]) -> None:
        self.errors = list(errors)
        super().__init__("; ".join(f"{key}: {reason.en}" for key, reason in self.errors))

    @property
    def text(self) -> Text:
        zh = ";".join(f"{key}:{reason.zh}" for key, reason in self.errors)
        return Text(f"映射文件有误 — {zh}", f"The mapping is at fault - {self}")


class LogUnreadable(ValueError):
    """The file broke off or is of another format; nothing was imported."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)
