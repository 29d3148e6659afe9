"""What may come of a call (呼叫结果), as rows: how long the case rests then, and what follows."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from shared.marks import Mark


class Follows(StrEnum):
    AGAIN = "again"  # another call, after the rest
    BRANCH = "branch"  # 重点跟进: to the branch at once, if it was the province's
    DESK = "desk"  # 方言坐席 of the province, or the branch where none has time
    PROBLEM = "problem"  # 问题件: somebody else than the salesperson looks into it
    END = "end"  # all was asked and answered


class CallResult(StrEnum):
    """Results as call centres record them (S2 V)."""

    COMPLETED = "completed"  # 成功
    NO_ANSWER = "no-answer"  # 无人接听
    BUSY = "busy"  # 占线
    SWITCHED_OFF = "switched-off"  # 关机
    NOT_REACHABLE = "not-reachable"  # 无法接通
    APPOINTMENT = "appointment"  # 预约
    WRONG_NUMBER = "wrong-number"  # 电话错误
    VACANT_NUMBER = "vacant-number"  # 空号
    HUNG_UP = "hung-up"  # 客户挂断
    REJECTED = "call-rejected"  # 拒接
    NOT_THE_PERSON = "not-the-person"  # 无法联系本人: somebody else answered, and may not answer for them
    DISTRUSTS = "distrusts"  # 不信任
    DIALECT = "dialect"  # 方言: neither success nor failure
    DENIES_PURCHASE = "denies-purchase"  # 客户称未办理
    IDENTITY_UNVERIFIED = "identity-unverified"  # 身份核实问题
    UNWILLING = "unwilling"  # 不配合
    UNWELL = "unwell"  # 身体原因
    COMPLAINT = "complaint"  # 涉及投诉
    MIS_SELLING = "mis-selling"  # 销售误导
    WANTS_OUT = "wants-out"  # 退保
    OTHER = "other"  # 其他


@dataclass(frozen=True, slots=True)
class Result:
    """`rest`: how long nobody calls then. `wrong`: nobody is to be rung at that number again.

    `counts`: it uses up one of the round's calls.
    """

    code: CallResult
    follows: Follows
    rest: timedelta
    basis: str
    mark: Mark
    wrong: bool = False
    counts: bool = True


C, F = CallResult, Follows
AT_ONCE = "二访规则: 电话错误、空号、挂断、拒接、不配合、无法联系本人、不信任 → 立即重点跟进 (S2)"
OWN = "间隔为本系统设计"
LOOKED_INTO = "问题件由销售人员以外的人处理 (S15); 由此结果立件为本系统设计"
SOON, LATER, TOMORROW = timedelta(minutes=30), timedelta(hours=2), timedelta(days=1)
NEVER = timedelta()

# fmt: off
RESULTS: dict[str, Result] = {row.code: row for row in (
    Result(C.COMPLETED,           F.END,     NEVER,             "回访成功须本人受访且逐项回答 (S22)",          "V"),
    Result(C.BUSY,                F.AGAIN,   SOON,              OWN,                                           "D"),
    Result(C.NO_ANSWER,           F.AGAIN,   LATER,             OWN,                                           "D"),
    Result(C.SWITCHED_OFF,        F.AGAIN,   timedelta(hours=4), OWN,                                          "D"),
    Result(C.NOT_REACHABLE,       F.AGAIN,   timedelta(hours=4), OWN,                                          "D"),
    Result(C.APPOINTMENT,         F.AGAIN,   NEVER,             "按客户约定的时间; 不计次数为本系统设计",      "D", counts=False),
    Result(C.UNWELL,              F.AGAIN,   3 * TOMORROW,      OWN,                                           "D"),
    Result(C.IDENTITY_UNVERIFIED, F.AGAIN,   TOMORROW,          OWN,                                           "D"),
    Result(C.OTHER,               F.AGAIN,   TOMORROW,          OWN,                                           "D"),
    Result(C.DIALECT,             F.DESK,    NEVER,             "既非成功亦非失败, 转方言坐席; 为本系统设计",  "D", counts=False),
    Result(C.WRONG_NUMBER,        F.BRANCH,  TOMORROW,          AT_ONCE,                                       "V", wrong=True),
    Result(C.VACANT_NUMBER,       F.BRANCH,  TOMORROW,          AT_ONCE,                                       "V", wrong=True),
    Result(C.HUNG_UP,             F.BRANCH,  TOMORROW,          AT_ONCE,                                       "V"),
    Result(C.REJECTED,            F.BRANCH,  TOMORROW,          AT_ONCE,                                       "V"),
    Result(C.UNWILLING,           F.BRANCH,  TOMORROW,          AT_ONCE,                                       "V"),
    Result(C.NOT_THE_PERSON,      F.BRANCH,  TOMORROW,          AT_ONCE,                                       "V"),
    Result(C.DISTRUSTS,           F.BRANCH,  TOMORROW,          AT_ONCE,                                       "V"),
    Result(C.WANTS_OUT,           F.BRANCH,  TOMORROW,          "退保意愿由机构跟进; 为本系统设计",            "D"),
    Result(C.DENIES_PURCHASE,     F.PROBLEM, NEVER,             LOOKED_INTO,                                   "D"),
    Result(C.COMPLAINT,           F.PROBLEM, NEVER,             LOOKED_INTO,                                   "D"),
    Result(C.MIS_SELLING,         F.PROBLEM, NEVER,             LOOKED_INTO,                                   "D"),
)}
# fmt: on
