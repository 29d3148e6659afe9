"""The life of a renewal on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts import policy_service_renewals as announced
from shared.lifecycle import LastDay, Lifecycle, Step, Timer


class RenewalStatus(StrEnum):
    DUE = "due"  # 应交
    NOTICED = "noticed"  # 已通知
    IN_BATCH = "in_batch"  # 代扣中
    FAILED = "debit_failed"  # 代扣失败
    REMINDED = "reminded"  # 已催缴
    GRACE = "grace"  # 宽限期
    COLLECTED = "collected"  # 已交
    GRACE_OVER = "grace_over"  # 宽限期满,保单中止,待告知
    LAPSE_NOTIFIED = "lapse_notified"  # 中止已告知
    CANCELLED = "cancelled"  # 已取消


S, R = RenewalStatus, Role
AHEAD = {S.DUE, S.NOTICED, S.FAILED, S.REMINDED}
UNPAID = AHEAD | {S.GRACE}  # and no debit of it is with the bank
OPEN = UNPAID | {S.IN_BATCH}
MONEY, COLLECTORS = {R.CASHIER, R.INTEGRATOR}, {R.TELLER, R.CALLER, R.INTEGRATOR}

# fmt: off
LIFECYCLE = Lifecycle(
    "renewal",
    #    action            from              to                 announces                       by
    Step("open",           set(),            S.DUE,             announced.RenewalOpened),
    Step("notify",         {S.DUE},          S.NOTICED,         announced.RenewalNoticed),
    Step("send",           UNPAID,           S.IN_BATCH,        announced.RenewalDebitSent,     MONEY),
    Step("fail",           {S.IN_BATCH},     S.FAILED,          announced.RenewalDebitFailed,   MONEY),
    Step("fail_in_grace",  {S.IN_BATCH},     S.GRACE,           announced.RenewalDebitFailed,   MONEY),
    Step("remind_to_pay",  {S.NOTICED, S.FAILED, S.REMINDED}, S.REMINDED, announced.RenewalReminded, COLLECTORS),
    Step("remind_to_pay",  {S.GRACE},        None,              announced.RenewalReminded,      COLLECTORS),
    Step("enter_grace",    AHEAD,            S.GRACE,           announced.RenewalGraceEntered),
    Step("collect",        OPEN,             S.COLLECTED,       announced.RenewalPaid,          MONEY),
    Step("owe_again",      {S.COLLECTED},    S.GRACE,           announced.RenewalOwedAgain),
    Step("end_grace",      {S.GRACE},        S.GRACE_OVER,      announced.RenewalLapsed),
    Step("notify_lapse",   {S.GRACE_OVER},   S.LAPSE_NOTIFIED,  announced.RenewalLapseNotified, COLLECTORS),
    Step("cancel",         OPEN,             S.CANCELLED,       announced.RenewalCancelled),
    Step("move",           OPEN | {S.GRACE_OVER}, None,        announced.RenewalMoved),
    # What a claim had paid it may keep no longer, decided anew.
    at_rest={S.COLLECTED},
    timers=(
        #     name         while in   until                     what happens
        Timer("grace-end", {S.GRACE}, LastDay("grace_ends_on"), "end_grace"),
    ),
)
# fmt: on
