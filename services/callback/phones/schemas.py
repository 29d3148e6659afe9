"""Numbers in, what to dial out."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from shared.phones.normalising import PhoneFlag, PhoneKind
from shared.schemas import Body, OrgCode, Out

MOST_NUMBERS = 500


def _as_text(value: Any) -> Any:
    """A number's cell may hold a number or nothing; what else it holds is no number, and is answered as such."""
    if isinstance(value, float) and value.is_integer():  # a column of numbers with a gap in it is written 139….0
        return str(int(value))
    return value if isinstance(value, str) else "" if value is None else str(value)


Raw = Annotated[str, BeforeValidator(_as_text), WithJsonSchema({"description": "As written (原样), of any type"})]


class PhoneIn(Body):
    """A number as it stands in a field of a form (电话)."""

    raw: Raw = ""
    field: Annotated[str, StringConstraints(max_length=80)] = Field("", description="Its field (栏位)")
    org: OrgCode | None = Field(None, description="Whose area code a local number has; the caller's own by default")


class PhonesIn(Body):
    """Numbers to normalise (号码规整)."""

    numbers: Annotated[list[PhoneIn], Field(max_length=MOST_NUMBERS)]


class _Read(Out):
    kind: PhoneKind
    dial_string: str | None
    extension: str | None
    flags: list[PhoneFlag]


class PhoneOut(_Read):
    """What a number is, and all that is to be dialled for it."""

    raw: str
    e164: str | None


class NumberOut(_Read):
    """A number of somebody to be rung, and the field of the form that it stood in."""

    field: str


class PhonesOut(Out):
    numbers: list[PhoneOut]
