"""Bodies and answers of the call-back's routes."""

from datetime import date
from enum import StrEnum

from shared.cases import CaseOut
from shared.contracts.callback import AttemptFact
from shared.schemas import Body


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
    """What came of a call (呼叫结果)."""

    result: CallResult


class CallbackOut(CaseOut):
    """A call-back as it stands (回访件)."""

    project: str
    policy_no: str
    policyholder_ref: str
    call_by: date | None
    attempts: list[AttemptFact]
