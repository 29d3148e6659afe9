"""Bodies and answers of the problem case's routes."""

from datetime import date
from typing import Annotated

from pydantic import Field

from services.callback.problems.reasons import REASONS
from services.callback.problems.settlements import SETTLEMENTS
from shared.cases import CaseOut
from shared.contracts.callback_problems import PointFact
from shared.marks import Mark
from shared.schemas import Body, Code, Out, Reason, TextOut, among

StaffRef = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:@-]{1,80}$", description="A staff reference, never a name")]
ReasonCode = Annotated[str, Field(pattern=among(REASONS), description="问题原因")]
ResultCode = Annotated[str, Field(pattern=among(SETTLEMENTS), description="办结结果", examples=["explained"])]


class AssignmentIn(Body):
    handler: StaffRef = Field(description="Who settles it (处理人): nobody who sells", examples=["T0002"])


class SettlementIn(Body):
    """How it was settled. Words have no place here."""

    result: ResultCode


class ManagerSettlementIn(SettlementIn):
    reason: Reason = Field(description="Why it isn't its handler who settles it", examples=["handler-on-leave"])


class ReopeningIn(Body):
    reason: Reason = Field(description="Why it isn't settled", examples=["customer-called-again"])


class ProblemCaseOut(CaseOut):
    """A problem case as it stands (问题件)."""

    callback_no: str
    policy_no: str
    policyholder_ref: str
    project: str
    reason: str
    points: list[PointFact]
    found_by: str
    policy_ended_on: date | None
    because: str | None
    remind_on: date
    reopenings: int
    reminders: int


class ProblemReasonOut(TextOut):
    """`outlives`: the case is settled even if the policy ends. `asked_by`: questions that point to it."""

    code: Code
    outlives: bool
    asked_by: list[str]
    basis: str
    mark: Mark


class SettlementOut(TextOut):
    """`confirms`: what was said against the salesperson is true, and goes to the sales discipline."""

    code: Code
    confirms: bool
    basis: str
    mark: Mark


class ProblemTablesOut(Out):
    reasons: list[ProblemReasonOut]
    results: list[SettlementOut]
