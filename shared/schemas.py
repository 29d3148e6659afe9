"""What requests are made of: bodies that take JSON at its word, and the types of fields they share."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError

from shared.errors import Text
from shared.marks import Mark

LAST_BEFORE_FIRST = Text("止日不能早于起日", "The last day can't come before the first")
MAX_FEN = 10**15  # ten trillion yuan; a BIGINT holds nine thousand times as much

Fen = Annotated[int, Field(ge=0, le=MAX_FEN, description="Money in fen (分) of CNY", examples=[128000])]
Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
OrgCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,20}$")]
StaffRef = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:@-]{1,80}$", description="A staff reference, never a name")]
CaseNo = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,40}$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
# It goes into events: words only, so that no telephone or account number strays there.
Reason = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40)]
Remark = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)]


def among(codes: Iterable[str]) -> str:
    """The pattern of a code that is one of these."""
    return rf"^({'|'.join(codes)})$"


def _written(pattern: str, kind: Literal["date_type", "datetime_type", "int_parsing"]) -> Callable[[Any], Any]:
    """pydantic would read 0 and "0" as seconds since 1970, and "1_0" as ten."""
    form = re.compile(pattern, re.ASCII)

    def check(value: Any) -> Any:
        if isinstance(value, int | float) or (isinstance(value, str) and not form.fullmatch(value)):
            raise PydanticKnownError(kind)
        return value

    return check


Written = BeforeValidator(_written(r"-?\d{1,19}", "int_parsing"))
"""Beside an `int` that comes as text, in a query or a form: digits and nothing else."""


def _in_utc(value: datetime) -> datetime:
    """As all our times are. The first and last hours of the calendar, with an offset, may be no time in UTC at all."""
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise PydanticCustomError("value_range", "The time is out of range") from None


Day = Annotated[date, BeforeValidator(_written(r"\d{4}-\d{2}-\d{2}", "date_type"))]
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_written(r"\d{4}-\d{2}-\d{2}[Tt ].+", "datetime_type")),
    AfterValidator(_in_utc),
]

_STRICT = frozenset({"int", "float", "bool"})


def _make_numbers_strict(schema: Any) -> None:
    if isinstance(schema, list | tuple):
        for part in schema:
            _make_numbers_strict(part)
    if not isinstance(schema, dict):
        return
    if isinstance(kind := schema.get("type"), str) and kind in _STRICT:  # a field may be named `type` too
        schema["strict"] = True
    for name, part in schema.items():
        if name not in ("metadata", "serialization", "default", "keys_schema"):  # JSON keys are always strings
            _make_numbers_strict(part)


class Body(BaseModel):
    """Base of request bodies: unknown fields refused, no number from "12", no fen from `true` or 12.0."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # `strict=True` in the config would also refuse dates and codes, which JSON can only carry as strings.
        schema = handler(source)
        _make_numbers_strict(schema)
        return schema


class Out(BaseModel):
    """Base of answers: read off a row, no more fields than declared."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class TextOut(Out):
    zh: str
    en: str


class CodedRowOut(TextOut):
    code: str
    basis: str
    mark: Mark


def refusal(rule: str, text: Text) -> PydanticCustomError:
    """What a validator raises so that the caller reads why in their own language."""
    return PydanticCustomError("rule", "{en}", {"rule": rule, "zh": text.zh, "en": text.en})
