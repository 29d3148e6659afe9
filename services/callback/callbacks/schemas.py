"""Bodies and answers of the call-back's routes."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.callback.callbacks.call_results import CallResult
from services.callback.languages import LANGUAGES
from services.callback.phones.schemas import NumberOut
from services.callback.projects.projects import PROJECTS
from shared.cases import CaseOut
from shared.contracts.callback import AttemptFact
from shared.people import ContactOut
from shared.phones.facts import FIELDS
from shared.schemas import Body, Code, Day, Instant, among

ProjectCode = Annotated[str, Field(pattern=among(PROJECTS), description="回访项目")]
OwnerCode = Annotated[str, Field(pattern=among(("province", "branch")), description="任务归属")]


Answers = Annotated[
    dict[Code, Code],
    Field(
        max_length=20,
        description="回答: as `GET /v1/callback-projects` offers them; `completed` needs all that the case asks",
        examples=[{"is-policyholder": "yes", "knows-premium-due": "yes"}],
    ),
]
Language = Annotated[str, Field(pattern=among(LANGUAGES), description="语言或方言", examples=["puxian"])]
PhoneField = Annotated[str, Field(pattern=among(FIELDS), description="所拨号码所在栏位", examples=["mobile"])]


class NextIn(Body):
    """What the caller can take (取下一件). Who already holds `load` cases gets the one held longest."""

    languages: list[Language] | None = Field(
        default=None,
        min_length=1,
        max_length=len(LANGUAGES),
        description="In which they call; none: Mandarin, and of a branch's own tasks whichever the customer speaks",
    )
    owner: OwnerCode | None = Field(
        default=None, description="Whose tasks; none: the province's or the branch's, by where the caller is"
    )
    load: int = Field(default=1, ge=1, le=5, description="手上可同时持有的件数")


class AttemptIn(Body):
    """What came of a call (呼叫结果), and what was answered: a choice by question. Words have no place here."""

    result: CallResult
    answers: Answers = Field(default={})
    field: PhoneField | None = None
    call_at: Instant | None = Field(default=None, description="预约时间: of an `appointment` alone")
    language: Language | None = Field(default=None, description="Which one the customer speaks: of a `dialect` alone")
    recording: Code | None = Field(default=None, description="录音编号", examples=["R-20261012-0042"])


class VisitResult(StrEnum):
    """What came of a visit (上门结果)."""

    COMPLETED = "completed"  # 上门成功
    NOT_AT_HOME = "not-at-home"  # 无人在家
    MOVED = "moved-away"  # 已搬迁
    NOT_THE_PERSON = "not-the-person"  # 无法联系本人
    UNWILLING = "unwilling"  # 不配合
    DENIES_PURCHASE = "denies-purchase"  # 客户称未办理
    COMPLAINT = "complaint"  # 涉及投诉
    MIS_SELLING = "mis-selling"  # 销售误导


class VisitIn(Body):
    result: VisitResult
    visited_on: Day
    answers: Answers = Field(default={})


class LetterIn(Body):
    sent_on: Day


class LetterAnswerIn(Body):
    """The letter answered point by point, with the receipt that the policyholder signed (签收回执)."""

    signed_on: Day
    answers: Answers


class IdentityCheck(StrEnum):
    """How the platform made sure of who answers (身份核实方式)."""

    FACE = "face"  # 人脸识别
    ONE_TIME_CODE = "one-time-code"  # 短信验证码与证件号
    SIGNATURE = "electronic-signature"  # 电子签名


class ElectronicIn(Body):
    """The customer's own answers on the insurer's platform (电子回访)."""

    verified_by: IdentityCheck
    answers: Answers


class CallbackOut(CaseOut):
    """A call-back as it stands (回访件); `problems`: what was not answered in the affirmative.

    `ready_at`: when somebody may call next; none: nobody can be rung. `held_by` holds it until `held_until`, if that is
    to come. `tries`: calls of this round that count. `provinces_until`, `calls_until`: after these days it goes to the
    branch, and to a visit. `listed_on`: the day of the province's official list that it is on. `wish_no`: who is called
    doesn't want to be rung, up to and on `no_calls_until`, or ever.
    """

    project: str
    owner: str
    policy_no: str
    policyholder_ref: str
    called: str
    cause_no: str
    cause_on: date | None
    call_by: date | None
    language: str
    tries: int
    desk_no: str | None
    ready_at: datetime | None
    held_by: str | None
    held_until: datetime | None
    provinces_until: date | None
    calls_until: date | None
    listed_on: date | None
    wish_no: str | None
    no_calls_until: date | None
    letter_sent_on: date | None
    questions: list[str]
    problems: list[str]
    attempts: list[AttemptFact]


class CallContactOut(ContactOut):
    """Whom to ask for, and what to dial: `phones` are as written, and nobody dials those."""

    numbers: list[NumberOut]
