"""Rows of tables that people choose from: a code, what it says, and on what it rests. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from shared.errors import Text
from shared.marks import Mark


@dataclass(frozen=True, slots=True)
class CodedRow:
    code: str
    text: Text
    basis: str
    mark: Mark


class Coded(Protocol):
    """What a row needs to be shown, whatever it says besides."""

    @property
    def code(self) -> str: ...
    @property
    def text(self) -> Text: ...
    @property
    def basis(self) -> str: ...
    @property
    def mark(self) -> Mark: ...


def shown(row: Coded) -> dict[str, Any]:
    """As `CodedRowOut` answers it."""
    return {"code": row.code, **row.text._asdict(), "basis": row.basis, "mark": row.mark}


def shown_all(table: Mapping[str, Coded]) -> list[dict[str, Any]]:
    return [shown(row) for row in table.values()]
