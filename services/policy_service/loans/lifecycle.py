"""The life of a policy loan on one screen. Whatever moves it moves the policy, too: a request, maturity, an ending."""

from enum import StrEnum

from shared.contracts import policy_service_loans as announced
from shared.lifecycle import LastDay, Lifecycle, Step, Timer


class LoanStatus(StrEnum):
    AGREED = "agreed"  # 已同意待付款
    OUTSTANDING = "outstanding"  # 借款中
    OVERDUE = "overdue"  # 逾期未还
    REPAID = "repaid"  # 已结清


S = LoanStatus
OWED = {S.AGREED, S.OUTSTANDING, S.OVERDUE}

# fmt: off
LIFECYCLE = Lifecycle(
    "policy_loan",
    #    action          from             to             announces
    Step("lend",         set(),           S.AGREED,      announced.PolicyLoanLent),
    # Of a premium left unpaid: nothing is paid out.
    Step("lend_premium", set(),           S.OUTSTANDING, announced.PolicyLoanPremiumLent),
    # Of before the system: its money was paid out long ago.
    Step("take_over",    set(),           S.OUTSTANDING, announced.PolicyLoanTakenOver),
    Step("hand_over",    {S.AGREED},      S.OUTSTANDING, announced.PolicyLoanHandedOver),
    Step("fall_overdue", {S.OUTSTANDING}, S.OVERDUE,     announced.PolicyLoanFallenOverdue),
    Step("repay",        OWED,            None,          announced.PolicyLoanRepaid),
    Step("settle",       OWED,            S.REPAID,      announced.PolicyLoanSettled),
    # The benefit that had repaid it never fell due.
    Step("reopen",       {S.REPAID},      S.OUTSTANDING, announced.PolicyLoanReopened),
    Step("reopen",       OWED,            None,          announced.PolicyLoanReopened),
    Step("move",         OWED,            None,          announced.PolicyLoanMoved),
    # Until it is overdue nobody has to do anything about it; its payment is its request's.
    at_rest={S.AGREED, S.OUTSTANDING, S.REPAID},
    timers=(
        #     name       while in         until                      what happens
        Timer("overdue", {S.OUTSTANDING}, LastDay("last_day_on"), "fall_overdue"),
    ),
)
# fmt: on
