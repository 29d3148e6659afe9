"""Bodies and answers of the call-back's routes."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.callback.phones.schemas import NumberOut
from services.callback.projects.projects import PROJECTS
from shared.cases import CaseOut
from shared.contracts.callback import AttemptFact
from shared.people import ContactOut
from shared.schemas import Body, Code, among

ProjectCode = Annotated[str, Field(pattern=among(PROJECTS), description="回访项目")]
OwnerCode = Annotated[str, Field(pattern=among(("province", "branch")), description="任务归属")]


class CallResult(StrEnum):
    """Reasons why a call did not succeed as call centres record them (S2 V)."""

    COMPLETED = "completed"  # 成功
    NO_ANSWER = "no-answer"  # 无人接听
    NOT_REACHABLE = "not-reachable"  # 无法接通
    WRONG_NUMBER = "wrong-number"  # 电话错误
    HUNG_UP = "hung-up"  # 客户挂断
    DIALECT = "dialect"  # 方言: neither success nor failure
    DENIES_PURCHASE = "denies-purchase"  # 客户称未办理
    IDENTITY_UNVERIFIED = "identity-unverified"  # 身份核实问题
    UNWILLING = "unwilling"  # 不配合
    UNWELL = "unwell"  # 身体原因
    COMPLAINT = "complaint"  # 涉及投诉
    MIS_SELLING = "mis-selling"  # 销售误导
    WANTS_OUT = "wants-out"  # 退保
    OTHER = "other"  # 其他


class AttemptIn(Body):
    """What came of a call (呼叫结果), and what was answered: a choice by question. Words have no place here."""

    result: CallResult
    answers: dict[Code, Code] = Field(
        default={},
        max_length=20,
        description="回答: as `GET /v1/callback-projects` offers them; `completed` needs all that the case asks",
        examples=[{"is-policyholder": "yes", "knows-premium-due": "yes"}],
    )


class CallbackOut(CaseOut):
    """A call-back as it stands (回访件); `problems`: what was not answered in the affirmative."""

    project: str
    owner: str
    policy_no: str
    policyholder_ref: str
    called: str
    cause_no: str
    cause_on: date | None
    call_by: date | None
    questions: list[str]
    problems: list[str]
    attempts: list[AttemptFact]


class CallContactOut(ContactOut):
    """Whom to ask for, and what to dial: `phones` are as written, and nobody dials those."""

    numbers: list[NumberOut]
