"""Events of callback: the problem case (问题件), of a call that found something wrong."""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.base import CaseEvent


class PointFact(BaseModel):
    """One thing that is wrong (一个问题点): a question with what was chosen, or a reason alone. Codes, never words."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    point: str = Field(description="A question of the project, or a reason", examples=["knows-surrender-loss"])
    choice: str | None = Field(default=None, description="What was answered; None: no question", examples=["no"])


class ProblemCaseEvent(CaseEvent):
    """What every event of a problem case carries beside the case.

    `salesperson` is whose the policy was when it was found, and `handler` who settles it: never the same.
    """

    callback_no: str = Field(description="The call-back that found it (回访件)", examples=["HF260302-R5N2V0EK"])
    policy_no: str
    policyholder_ref: str
    project: str = Field(description="What was called about (回访项目)", examples=["new-policy"])
    reason: str = Field(description="The gravest of its reasons (问题原因)", examples=["terms-unclear"])
    points: tuple[PointFact, ...] = Field(description="What is wrong, each once")
    found_by: str = Field(description="Who called, a staff reference", examples=["V0001"])
    policy_ended_on: date | None = Field(default=None, description="The policy ended while it was open")
    because: str | None = Field(default=None, description="Why, of the last step that had to say so")
    reopenings: int = Field(default=0, description="How often it was opened again")
    reminders: int = Field(default=0, description="How often it was reminded of")


class ProblemCaseOpened(ProblemCaseEvent):
    """问题件立案: a call found something wrong; it is to be assigned."""

    type: ClassVar[str] = "callback.problem-case.opened.v1"


class ProblemCaseAdded(ProblemCaseEvent):
    """问题件补充: a further call about the same found more."""

    type: ClassVar[str] = "callback.problem-case.added.v1"


class ProblemCaseAssigned(ProblemCaseEvent):
    """问题件分派: it is somebody's, who is its handler."""

    type: ClassVar[str] = "callback.problem-case.assigned.v1"


class ProblemCaseSettled(ProblemCaseEvent):
    """问题件办结: `outcome` is how."""

    type: ClassVar[str] = "callback.problem-case.settled.v1"

    outcome: str = Field(description="办结结果", examples=["explained"])


class ProblemCaseReopened(ProblemCaseEvent):
    """问题件重开: it wasn't settled after all, and is to be assigned again."""

    type: ClassVar[str] = "callback.problem-case.reopened.v1"


class ProblemCaseReminded(ProblemCaseEvent):
    """问题件催办: it is open still."""

    type: ClassVar[str] = "callback.problem-case.reminded.v1"


class ProblemCaseMoved(ProblemCaseEvent):
    """随保单迁移: another branch has its policy, and is to assign it."""

    type: ClassVar[str] = "callback.problem-case.moved.v1"


class ProblemCasePolicyEnded(ProblemCaseEvent):
    """保单已终止: the policy ended, and what was found is to be settled all the same."""

    type: ClassVar[str] = "callback.problem-case.policy-ended.v1"


class ProblemCaseDropped(ProblemCaseEvent):
    """问题件撤销: the policy ended, and with it what was unclear about it."""

    type: ClassVar[str] = "callback.problem-case.dropped.v1"

    outcome: str = Field(description="Why", examples=["policy-ended"])
