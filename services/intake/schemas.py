"""What the bodies of every kind of intake's cases are made of."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, ValidationInfo, field_validator

from services.intake import legal
from services.intake.identifiers import resident_id_fault
from shared.errors import Text
from shared.schemas import Body, Code, Day, Fen, Line, Name, Out, refusal

FormNo = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{6,30}$")]
# It goes into events: words only, so that no telephone or account number strays there.
Reason = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40)]
StaffRef = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:@-]{1,80}$", description="A staff reference, never a name")]
Reference = Annotated[
    Code, Field(description="The bank's or the teller's number (流水号), which counts once; a transfer must have it")
]
IdNumber = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9()-]{4,30}$")]
Phone = Annotated[str, StringConstraints(pattern=r"^[0-9+()转x -]{3,30}$")]
AccountNo = Annotated[str, StringConstraints(pattern=r"^[0-9 -]{6,40}$")]
EARLIEST_BIRTH, LATEST_BIRTH = date(1900, 1, 1), date(2100, 1, 1)


class PartyIn(Body):
    """A person as written on the form."""

    name: Name
    sex: Literal["male", "female"]
    born_on: Day
    id_type: Literal["resident_id", "passport", "household_register", "birth_certificate", "hk_mo_tw_permit"]
    id_number: IdNumber
    phones: dict[Literal["mobile", "home_phone", "office_phone"], Phone] = Field(default={}, max_length=3)
    address: Line
    account_no: AccountNo | None = None
    share_percent: Annotated[int, Field(ge=1, le=100)] | None = None

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


class ReasonIn(Body):
    reason: Reason = Field(examples=["customer-request"])


class ReceiptIn(Body):
    """Premium received at the counter (现金/转账收费)."""

    amount_fen: Fen = Field(gt=0)
    method: Literal["cash", "transfer"]
    reference: Reference | None = None


class WarningOut(Out):
    """What the law gives to think about (合规提示); `mark` V: read in its source."""

    code: str
    rule: str
    text: dict[str, str] = Field(description="zh and en")
    basis: str
    mark: str


def _in_words(codes: Any) -> Any:
    """A case keeps codes."""
    rules = legal.told(codes)
    return [
        WarningOut(code=it.code, rule=it.rule_id, text=it.text._asdict(), basis=it.basis, mark=it.mark) for it in rules
    ]


Warnings = Annotated[list[WarningOut], BeforeValidator(_in_words)]
