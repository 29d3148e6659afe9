"""Bodies and answers of the suspicion's routes."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from shared.cases import CaseOut
from shared.marks import Mark
from shared.schemas import Body, CaseNo, OrgCode, Out, Reason, Remark


class SuspicionIn(Body):
    """What somebody at work noticed (可疑情形)."""

    org: OrgCode = Field(examples=["350322"])
    reason: Reason = Field(description="As in the table of reasons", examples=["surrender-over-cover"])
    cases: Annotated[list[CaseNo], Field(max_length=20)] = Field(default=[], description="Cases of intake it shows in")
    remark: Remark | None = Field(default=None, description="Kept encrypted; read by compliance and audit only")


class SuspicionTakenOut(Out):
    """That it was taken down: whoever raises one learns no more of it."""

    case_no: str
    opened_at: datetime


class SuspicionOut(CaseOut):
    """A suspicion as it stands (可疑交易报告件)."""

    reason: str
    cases: list[str]
    raised_by_rule: str | None
    weight: int = Field(description="Raised by a rule: how many holders or contracts it met")
    confirmed_at: datetime | None
    dismissed: str | None
    filed_as: str | None
    keep_until: date | None


class SuspicionDetailOut(SuspicionOut):
    remark: str | None = Field(description="Shown only to a token that may read personal data; the read is recorded")


class ReasonOut(Out):
    """A reason for suspicion (可疑特征)."""

    code: str
    zh: str
    en: str
    basis: str
    mark: Mark
    rule: str | None = Field(description="The threshold by which the system raises it itself")
