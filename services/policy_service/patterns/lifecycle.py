"""The life of a pattern on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts import policy_service_patterns as announced
from shared.lifecycle import Lifecycle, Step


class SalesPatternStatus(StrEnum):
    FLAGGED = "flagged"  # 待核查
    CONFIRMED = "confirmed"  # 属实
    UNFOUNDED = "unfounded"  # 不成立


S, R = SalesPatternStatus, Role
EXAMINERS = {R.BRANCH_MANAGER, R.PROVINCE}

# fmt: off
LIFECYCLE = Lifecycle(
    "sales_pattern",
    #    action     from         to            announces                       by
    Step("flag",    set(),       S.FLAGGED,    announced.SalesPatternFlagged),
    Step("confirm", {S.FLAGGED}, S.CONFIRMED,  announced.SalesPatternConfirmed, EXAMINERS),
    Step("clear",   {S.FLAGGED}, S.UNFOUNDED,  announced.SalesPatternCleared,   EXAMINERS),
)
# fmt: on
