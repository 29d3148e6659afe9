"""Events of callback (回访)."""

from datetime import date
from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.contracts.base import CaseEvent

MOST_ATTEMPTS = 50


class AnswerFact(BaseModel):
    """One answer (一个回答): codes of the project's table, never words."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    question: str = Field(examples=["knows-free-look"])
    choice: str = Field(examples=["yes"])


class AttemptFact(BaseModel):
    """One call (一次呼叫), or what came of a visit, a letter or on-line; `at` is when it was told."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    attempt: int
    result: str = Field(description="`completed`, or why not", examples=["no-answer"])
    at: AwareDatetime
    answers: tuple[AnswerFact, ...] = Field(default=(), max_length=20, examples=[()])
    round: str | None = Field(
        default=None, description="first, second, branch, visit, letter or electronic", examples=["first"]
    )
    owner: str | None = Field(
        default=None,
        description="Whose attempt: of the province's official list, or the branch's own; none: the customer's on-line",
        examples=["province"],
    )
    field: str | None = Field(default=None, description="Which number was dialled", examples=["mobile"])
    language: str | None = Field(default=None, description="Which one the customer speaks", examples=["puxian"])
    recording: str | None = Field(default=None, description="Reference of the recording", examples=["R-20261012-0042"])
    verified_by: str | None = Field(
        default=None, description="How an answer on-line was known to be the customer's", examples=[None]
    )
    happened_on: date | None = Field(
        default=None, description="Day of the visit, or of the signature on the letter", examples=[None]
    )


class CallbackEvent(CaseEvent):
    """What every event of a call-back carries beside the case."""

    project: str = Field(description="Why we call (回访项目)", examples=["new-policy"])
    policy_no: str
    policyholder_ref: str
    call_by: date | None = Field(
        default=None, description="Last day of the free-look period, once it is known, or of grace"
    )
    attempts: tuple[AttemptFact, ...] = Field(default=(), max_length=MOST_ATTEMPTS)
    owner: str = Field(default="province", description="Whose task it is: province or branch", examples=["province"])
    called: str = Field(default="policyholder", description="In which role on the policy who is called stands")
    cause_no: str | None = Field(
        default=None, description="The case it is about, or the salesperson who left", examples=["BD260302-4WT8ZC1D"]
    )
    cause_on: date | None = Field(default=None, description="Day of what it is about", examples=["2026-03-02"])
    questions: tuple[str, ...] = Field(default=(), description="To be answered", examples=[["knows-free-look"]])
    problems: tuple[str, ...] = Field(
        default=(), description="Of the completed call: those not answered in the affirmative; or what else it came to"
    )
    language: str = Field(default="mandarin", description="Which one the customer speaks", examples=["mandarin"])
    call_round: str | None = Field(default=None, description="Of the last attempt", examples=["first"])
    reached_by: str | None = Field(
        default=None,
        description="Whose attempt reached the customer: the province's or the branch's; none: they answered on-line",
        examples=[None],
    )
    desk_no: str | None = Field(default=None, description="The dialect desk at which a slot is booked", examples=[None])
    tries: int = Field(default=0, description="Calls of this round that count", examples=[1])
    listed_on: date | None = Field(
        default=None, description="Day of the province's official list that it is on", examples=[None]
    )
    wish_no: str | None = Field(default=None, description="Who is called doesn't want to be rung", examples=[None])
    no_calls_until: date | None = Field(
        default=None, description="The last day of that wish; none: for ever, if there is one", examples=[None]
    )


class CallbackOpened(CallbackEvent):
    """回访任务建立: a call-back is owed; that of a new policy has its limit once the receipt is signed."""

    type: ClassVar[str] = "callback.callback.opened.v1"


class CallbackDated(CallbackEvent):
    """回访期限确定: the receipt is signed, the call is due inside the free-look period."""

    type: ClassVar[str] = "callback.callback.dated.v1"


class CallbackListed(CallbackEvent):
    """列入省公司任务清单: it is on the province's official list."""

    type: ClassVar[str] = "callback.callback.listed.v1"

    listed_on: date = Field(description="Day of the list", examples=["2026-10-13"])


class CallbackSpared(CallbackEvent):
    """谢绝来电: nobody rings the customer; the call waits for the end of that wish, or another means follows."""

    type: ClassVar[str] = "callback.callback.spared.v1"

    wish_no: str = Field(description="The customer's wish", examples=["XJ261012-5RB2W8QM"])


class CallbackReadyAgain(CallbackEvent):
    """撤回谢绝来电: the customer may be rung again."""

    type: ClassVar[str] = "callback.callback.ready-again.v1"


class CallbackAttempted(CallbackEvent):
    """呼叫未成功: a call was tried."""

    type: ClassVar[str] = "callback.callback.attempted.v1"


class CallbackHandedOn(CallbackEvent):
    """转二访: nobody was reached in the first round; the province's second line calls."""

    type: ClassVar[str] = "callback.callback.handed-on.v1"


class CallbackHandedDown(CallbackEvent):
    """转机构重点跟进: three days are left, or what came of a call asks for somebody near; the branch calls."""

    type: ClassVar[str] = "callback.callback.handed-down.v1"


class CallbackVisitOrdered(CallbackEvent):
    """转上门回访: the telephone reached nobody."""

    type: ClassVar[str] = "callback.callback.visit-ordered.v1"


class CallbackLetterSent(CallbackEvent):
    """信函已发: the visit reached nobody either."""

    type: ClassVar[str] = "callback.callback.letter-sent.v1"


class CallbackUnreached(CallbackEvent):
    """未能回访: calls, visits and the letter are used up."""

    type: ClassVar[str] = "callback.callback.unreached.v1"


class CallbackCompleted(CallbackEvent):
    """回访成功: the policyholder was told everything and answered."""

    type: ClassVar[str] = "callback.callback.completed.v1"


class CallbackProblemFound(CallbackEvent):
    """回访问题件: not all answers are affirmative, or what was told in the call or visit must be looked into."""

    type: ClassVar[str] = "callback.callback.problem-found.v1"

    problems: tuple[str, ...] = Field(
        description="Questions, or the result that tells", examples=[["knows-surrender-loss"]]
    )


class CallbackDropped(CallbackEvent):
    """回访撤销: what it was about is gone (the policy ended, the premium is paid): nobody is to be called any more."""

    type: ClassVar[str] = "callback.callback.dropped.v1"


class CallbackMoved(CallbackEvent):
    """随保单迁移: another branch has its policy, and calls from now on."""

    type: ClassVar[str] = "callback.callback.moved.v1"
