"""The whole life of a suspicion on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts import intake_aml as announced
from shared.lifecycle import Lifecycle, Step


class SuspicionStatus(StrEnum):
    RAISED = "raised"  # 待甄别
    CONFIRMED = "confirmed"  # 已确认待报告
    REPORTED = "reported"  # 已报告
    DISMISSED = "dismissed"  # 排除可疑


S, R = SuspicionStatus, Role
ANYBODY_AT_WORK = {R.TELLER, R.CASHIER, R.REVIEWER, R.UNDERWRITER, R.BRANCH_MANAGER, R.COMPLIANCE}
COMPLIANCE = {R.COMPLIANCE}

# fmt: off
LIFECYCLE = Lifecycle(
    "suspicion",
    #    action     from            to            announces                       by
    Step("raise",   set(),          S.RAISED,     announced.SuspicionRaised,      ANYBODY_AT_WORK),
    Step("dismiss", {S.RAISED},     S.DISMISSED,  announced.SuspicionDismissed,   COMPLIANCE),
    Step("confirm", {S.RAISED},     S.CONFIRMED,  announced.SuspicionConfirmed,   COMPLIANCE),
    Step("report",  {S.CONFIRMED},  S.REPORTED,   announced.SuspicionReported,    COMPLIANCE),
)
# fmt: on
