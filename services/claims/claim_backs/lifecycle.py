"""The whole life of a claim-back on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts import claims_claim_backs as announced
from shared.lifecycle import Lifecycle, Step


class ClaimBackStatus(StrEnum):
    OUTSTANDING = "outstanding"  # 待追回
    RECOVERED = "recovered"  # 已追回
    SETTLED_ANEW = "settled_anew"  # 已重新结算


S, R = ClaimBackStatus, Role
CLERK, MONEY = {R.ADJUDICATOR, R.BRANCH_MANAGER}, {R.CASHIER}
DECIDER = CLERK | {R.PROVINCE}  # it follows from the claim's decision, and whoever may take that may take it

# fmt: off
LIFECYCLE = Lifecycle(
    "claim_back",
    #    action          from             to              announces                      by
    Step("open",         set(),           S.OUTSTANDING,  announced.ClaimBackOpened,        DECIDER),
    Step("receive_part", {S.OUTSTANDING}, None,           announced.ClaimBackPartRecovered, MONEY),
    Step("receive_rest", {S.OUTSTANDING}, S.RECOVERED,    announced.ClaimBackRecovered,     MONEY),
    Step("set_off_part", {S.OUTSTANDING}, None,           announced.ClaimBackPartRecovered, CLERK),
    Step("set_off_rest", {S.OUTSTANDING}, S.RECOVERED,    announced.ClaimBackRecovered,     CLERK),
    # The payment that it was kept from is voided: whoever does that may be of another branch.
    Step("reverse",      {S.OUTSTANDING}, None,           announced.ClaimBackReversed),
    Step("reverse",      {S.RECOVERED},   S.OUTSTANDING,  announced.ClaimBackReversed),
    # By the claim's next decision, which counts what came in.
    Step("settle_anew",  {S.OUTSTANDING}, S.SETTLED_ANEW, announced.ClaimBackSettledAnew,   DECIDER),
    at_rest={S.RECOVERED},
)
# fmt: on
