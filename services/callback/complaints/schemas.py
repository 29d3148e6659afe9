"""Bodies and answers of the complaint's routes."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from services.callback.complaints.tables import EXTENSIONS, FINDINGS, FURTHER_DAYS, REASONS, REFUSALS
from shared.cases import CaseOut
from shared.errors import Text
from shared.person_forms import PartyRef, Phone
from shared.schemas import Body, CaseNo, Code, CodedRowOut, Day, Line, Name, OrgCode, Out, among, refusal

CHANNELS = ("counter", "telephone", "letter", "regulator", "online")
Words = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, strip_whitespace=True),
    Field(description="Kept encrypted; in no event", examples=["销售时说是存款, 随时可取"]),
]
ReasonCode = Annotated[str, Field(pattern=among(REASONS), description="投诉原因", examples=["mis-selling"])]
ChannelCode = Annotated[str, Field(pattern=among(CHANNELS), description="投诉渠道", examples=["counter"])]
ToldBy = Annotated[
    Literal["counter", "telephone", "letter", "message", "visit"],
    Field(description="How who complained was told (告知方式)"),
]


class ComplainantIn(Body):
    """Who complains, if it isn't a policyholder whom policy_service knows; kept encrypted."""

    name: Name
    phone: Phone | None = None
    address: Line | None = None


class ComplaintIn(Body):
    """A complaint as it comes in (投诉登记): of a policy, or of a call about one, else of a branch.

    `salesperson`: who is complained of; left out, of a sale it is who sold the policy.
    """

    channel: ChannelCode
    reason: ReasonCode
    told: Words
    complainant: Literal["policyholder", "insured", "beneficiary", "heir", "proxy", "other"]
    complainant_ref: PartyRef | None = Field(default=None, description="Left out, a policyholder's is the policy's")
    contact: ComplainantIn | None = None
    policy_no: Code | None = None
    callback_no: CaseNo | None = Field(default=None, description="The call-back in which it was made (涉及投诉)")
    org: OrgCode | None = Field(default=None, description="Of no policy: the branch complained of")
    salesperson: Code | None = None
    received_on: Day | None = Field(default=None, description="收到日; left out: today")

    @model_validator(mode="after")
    def _says_of_what(self) -> Self:
        if (self.org is None) == (self.policy_no is None and self.callback_no is None):
            told = Text(
                "有保单号或回访件号的不填机构, 否则须填机构", "Name the branch exactly where no policy or call is named"
            )
            raise refusal("policy-or-branch", told)
        return self

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        known = self.complainant_ref or (self.complainant == "policyholder" and self.org is None)
        if not known and self.contact is None:
            raise refusal("complainant-known", Text("须登记投诉人", "Name who complains"))
        return self


class HandlerIn(Body):
    handler: Code = Field(
        description="Who handles it from now on; not the salesperson complained of", examples=["T0002"]
    )


class RefusalIn(Body):
    """Not accepted (不予受理): it is told with its reason."""

    reason: Annotated[str, Field(pattern=among(REFUSALS), examples=["before-a-court"])]
    told_by: ToldBy


class ToldIn(Body):
    told_by: ToldBy


class ExtensionIn(Body):
    """The decision takes longer (延期), which who complained is told."""

    reason: Annotated[str, Field(pattern=among(EXTENSIONS), examples=["complex"])]
    told_by: ToldBy


class FurtherExtensionIn(ExtensionIn):
    days: int = Field(default=FURTHER_DAYS, ge=1, le=FURTHER_DAYS, description="Beyond the thirty")


class HandlingIn(Body):
    """What was found (处理意见)."""

    finding: Annotated[str, Field(pattern=among(FINDINGS), examples=["partly-founded"])]
    findings: Words


class AnswerIn(Body):
    """What who complained was told (答复)."""

    answer: Words
    told_by: ToldBy


class ComplaintOut(CaseOut):
    """A complaint as it stands (投诉件); what people said is in `…/details`."""

    reason: str
    policy_no: str | None
    callback_no: str | None
    complainant: str
    complainant_ref: str | None
    received_on: date
    limit_days: int
    refusal: str | None
    extension: str | None
    finding: str | None
    reopened: int
    told_by: str | None


class ComplaintDetailsOut(Out):
    """Who complained and what was said, found and answered; none of it without the right to personal data."""

    masked: bool
    contact: dict[str, Any] | None
    told: str | None
    findings: str | None
    answer: str | None


class ComplaintTablesOut(Out):
    """Reasons of a complaint, of not accepting it and of an extension, and what is found."""

    reasons: list[CodedRowOut]
    refusals: list[CodedRowOut]
    extensions: list[CodedRowOut]
    findings: list[CodedRowOut]
