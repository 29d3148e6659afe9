"""The mapping (映射): which columns of a foreign log mean what. Read from TOML, refused by key."""

import codecs
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from services.metrics.foreign import LabelName
from services.metrics.importlog.faults import MappingInvalid
from services.metrics.ingest import OWN_KINDS
from services.metrics.state import MAX_LABELS
from shared.errors import Text
from shared.messages import message
from shared.schemas import refusal

Cells = dict[str, str]  # a row: column → text


class _Block(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _as_list(given: Any) -> Any:
    return [given] if isinstance(given, str) else given


Names = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_as_list)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_as_list)]  # "" stands for an empty cell
PACKAGED = Path(__file__).parent / "maps"


class Value(_Block):
    """Where a field's text comes from: the first of `column` that is not empty, or a `constant`."""

    column: Names = ()
    constant: str | None = None
    values: dict[str, str] = {}  # what to call what the column says
    other: str | None = None  # what to call the rest
    empty: str | None = None  # what to call nothing
    prefix: str = ""

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        if bool(self.column) == (self.constant is not None):
            raise refusal("one_source", Text("column 与 constant 须二选一", "give either column or constant"))
        return self

    def of(self, row: Cells) -> str | None:
        raw = self.constant or next((text for name in self.column if (text := row.get(name))), None)
        if raw is None:
            return self.empty
        named = self.values.get(raw)
        if named is None:
            named = raw if self.other is None else self.other
        return self.prefix + named

    @property
    def columns(self) -> tuple[str, ...]:
        return self.column


class Rule(_Block):
    """A label that follows from several columns: `then` if each holds one of its texts, else `otherwise`."""

    where: Annotated[dict[str, Texts], Field(min_length=1)]
    then: str = "yes"
    otherwise: str = "no"

    def of(self, row: Cells) -> str | None:
        holds = all(row.get(name, "") in texts for name, texts in self.where.items())
        return self.then if holds else self.otherwise

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.where)


def _as_value(given: Any) -> Any:
    return {"column": given} if isinstance(given, str | list) else given


def _as_label(given: Any) -> Any:
    return Rule.model_validate(given) if isinstance(given, dict) and "where" in given else Value(**_table(given))


def _table(given: Any) -> dict[str, Any]:
    table = _as_value(given)
    if not isinstance(table, dict):
        raise refusal("value", Text("应为列名或表", "give a column's name or a table"))
    return table


Source = Annotated[Value, BeforeValidator(_as_value)]
Label = Annotated[Value | Rule, BeforeValidator(_as_label)]


class CaseColumns(_Block):
    """What belongs to the case. `opened` and `closed`, where given, outrank what the activities say."""

    id: Source
    org: Source
    opened: Source | None = None
    closed: Source | None = None
    due: Source | None = None
    outcome: Source | None = None
    handler: Source | None = None
    outlet: Source | None = None
    channel: Source | None = None
    line: Source | None = None
    product: Source | None = None


class EventColumns(_Block):
    """What belongs to one row of a log with a row an event."""

    activity: Source
    time: Source
    by: Source | None = None
    order: Source | None = None  # a whole number that orders events of the same instant; else the file's order does


class Activities(_Block):
    """What activities do to a case; those not named here are steps that leave it as it is."""

    open: tuple[str, ...] = ()
    close: tuple[str, ...] = ()
    pause: dict[str, str] = {}  # activity → what the case then waits for
    resume: tuple[str, ...] = ()  # none named: whatever is not a pause ends one


def _a_zone(name: Any) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        zh, en = f"没有名为“{name}”的时区", f"no time zone is named '{name}'"
        raise refusal("zone", Text(zh, en + "; write it like Asia/Shanghai")) from None


def _an_encoding(name: str) -> str:
    try:
        codec = codecs.lookup(name)
        "".encode(codec.name)  # hex, rot13 and the like are codecs, too, but not of text
    except (LookupError, ValueError):
        raise refusal("encoding", Text(f"没有名为“{name}”的编码", f"no encoding is named '{name}'")) from None
    return codec.name


def _a_foreign_kind(kind: str) -> str:
    if kind in OWN_KINDS:
        raise refusal(
            "foreign_kind", Text(f"“{kind}”是本系统自己的案件种类", f"'{kind}' is a kind of our own services")
        )
    return kind


class Mapping(_Block):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    kind: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$"), AfterValidator(_a_foreign_kind)]
    rows: Literal["case", "event"]
    zone: Annotated[ZoneInfo, BeforeValidator(_a_zone)]
    calendar: Literal["24x7", "cn"] = "24x7"
    time_format: str | None = None  # of strptime; without it ISO 8601
    encoding: Annotated[str, AfterValidator(_an_encoding)] = "utf-8"
    delimiter: str = Field(",", min_length=1, max_length=1)
    case: CaseColumns
    event: EventColumns | None = None
    activities: Activities = Activities()
    labels: Annotated[dict[LabelName, Label], Field(max_length=MAX_LABELS)] = {}

    @model_validator(mode="after")
    def _rows_have_what_they_need(self) -> Self:
        if self.rows == "event" and self.event is None:
            raise _at(
                "event", "missing", Text("一行一事件的日志须有此节", "a log with a row an event needs this table")
            )
        if self.rows == "case" and self.case.opened is None:
            raise _at("case.opened", "missing", Text("一行一案件的日志须有此项", "a log with a row a case needs it"))
        if self.rows == "case" and (self.event or self.activities != Activities()):
            en = "belongs to logs with a row an event only"
            raise _at("event" if self.event else "activities", "surplus", Text("仅用于一行一事件的日志", en))
        return self

    def columns(self) -> dict[str, str]:
        """Every column that is read → the key of the mapping that names it."""
        blocks = {"case": self.case, "event": self.event, "labels": self.labels}
        found: dict[str, str] = {}
        for block, content in blocks.items():
            for name, source in dict(content or {}).items():
                found.update((column, f"{block}.{name}") for column in (source.columns if source else ()))
        return found


def _at(key: str, rule: str, text: Text) -> PydanticCustomError:
    return PydanticCustomError("rule", "{en}", {"rule": rule, "zh": text.zh, "en": text.en, "key": key})


def load_mapping(path: Path) -> Mapping:
    """Read and check a mapping file, or one of the package by its name; MappingInvalid names each key at fault."""
    packaged = PACKAGED / f"{path}.toml"
    path = packaged if not path.suffix and not path.exists() and packaged.exists() else path
    try:
        return Mapping.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise MappingInvalid([(str(path), Text("无法读取该文件", f"can't be read ({error.strerror})"))]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MappingInvalid([(str(path), Text(f"不是有效的 TOML:{error}", f"not valid TOML: {error}"))]) from None
    except ValidationError as error:
        raise MappingInvalid([_named(dict(entry)) for entry in error.errors()]) from None


def _named(entry: dict[str, Any]) -> tuple[str, Text]:
    key = (entry.get("ctx") or {}).get("key") or ".".join(str(part) for part in entry["loc"] if part != "[key]")
    return key or "mapping", Text(message(entry, "zh"), message(entry, "en"))
