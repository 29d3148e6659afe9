"""A person as written on a form, whichever service takes the form in."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from shared.errors import Text
from shared.identifiers import resident_id_fault
from shared.schemas import Body, Day, Line, Name, refusal

IdNumber = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9()-]{4,30}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^[0-9+()转x -]{3,30}$")]
AccountNo = Annotated[str, StringConstraints(pattern=r"^[0-9 -]{6,40}$")]
PartyRef = Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{36}$")]
Sex = Literal["male", "female"]
IdType = Literal["resident_id", "passport", "household_register", "birth_certificate", "hk_mo_tw_permit"]
Phones = Annotated[
    dict[Literal["mobile", "home_phone", "office_phone"], Phone],
    Field(max_length=3, description="As written on a form"),
]
EARLIEST_BIRTH, LATEST_BIRTH = date(1900, 1, 1), date(2100, 1, 1)


class IdentifiedIn(Body):
    """A person as far as their document says who they are."""

    name: Name
    sex: Sex
    born_on: Day
    id_type: IdType
    id_number: IdNumber

    @field_validator("born_on")
    @classmethod
    def _plausible(cls, born_on: date) -> date:
        if not EARLIEST_BIRTH <= born_on <= LATEST_BIRTH:
            raise refusal("birth-date-plausible", Text("出生日期不合理", "The date of birth is not plausible"))
        return born_on

    @field_validator("id_number")
    @classmethod
    def _without_fault(cls, id_number: str, info: ValidationInfo) -> str:
        """A resident ID carries its own check character, the birth date and the sex."""
        known = info.data
        if known.get("id_type") != "resident_id" or "born_on" not in known or "sex" not in known:
            return id_number
        id_number = id_number.upper()
        if fault := resident_id_fault(id_number, known["born_on"], known["sex"]):
            raise refusal(*fault)
        return id_number


class PartyIn(IdentifiedIn):
    """A person as written on the form."""

    phones: Phones = Field(default={})
    address: Line
    account_no: AccountNo | None = None
    share_percent: Annotated[int, Field(ge=1, le=100)] | None = None


class AgentIn(Body):
    """Who acts for the applicant (代办人), with a letter of authority."""

    name: Name
    id_type: IdType
    id_number: IdNumber
    phone: Phone


def check_shares(beneficiaries: Sequence[PartyIn]) -> None:
    """Raises the refusal of a validator unless the shares of those named (受益份额) make a whole."""
    if beneficiaries and sum(each.share_percent or 0 for each in beneficiaries) != 100:
        raise refusal("shares-sum-to-100", Text("受益份额合计应为100%", "The beneficiaries' shares must sum to 100"))
