"""The whole life of a group application on one screen."""

from enum import StrEnum
from typing import Any

from services.intake.guards import premium_in_full
from shared.auth import Actor, Role
from shared.contracts import intake_groups as announced
from shared.errors import Text
from shared.lifecycle import Guard, Lifecycle, Step, Timer
from shared.sla import calendar_days

FEWEST_INSURED = 3  # 保监发〔2015〕14号: a group has three insured persons or more (M)


class GroupApplicationStatus(StrEnum):
    RECEIVED = "received"  # 已受理
    IMPORTING = "importing"  # 清单导入中
    AWAITING_LIST = "awaiting_list"  # 待补清单
    IN_UNDERWRITING = "in_underwriting"  # 核保中
    AWAITING_PREMIUM = "awaiting_premium"  # 待收费
    PAID = "paid"  # 已收费待出单
    ISSUED = "issued"  # 已出单
    RETURNED = "returned"  # 退单
    WITHDRAWN = "withdrawn"  # 撤单
    DECLINED = "declined"  # 拒保


def _is_a_group(case: Any, _actor: Actor) -> bool:
    return bool(case.heads >= FEWEST_INSURED)


A_GROUP = Guard(
    "group-of-three",
    _is_a_group,
    Text("被保险人不足3人", "A group needs three insured persons or more"),
    field="heads",
    foreseen=True,
)
FULL = premium_in_full(Text("保费应为人数×每人保费,须足额", "The premium is heads × premium a head, in full"))

S, R = GroupApplicationStatus, Role
AT_DESK = {S.RECEIVED, S.AWAITING_LIST}
OPEN = AT_DESK | {S.IMPORTING, S.IN_UNDERWRITING, S.AWAITING_PREMIUM}
CUSTOMERS_TURN = {S.AWAITING_LIST, S.AWAITING_PREMIUM}
DESK, UNDERWRITER, MONEY = {R.TELLER}, {R.UNDERWRITER}, {R.CASHIER, R.INTEGRATOR}

# fmt: off
LIFECYCLE = Lifecycle(
    "group_application",
    #    action              from                                      to                  announces                             by
    Step("accept",           set(),                                    S.RECEIVED,         announced.GroupApplicationAccepted,      DESK | {R.INTEGRATOR}),
    Step("import_list",      AT_DESK,                                  S.IMPORTING,        announced.GroupApplicationListReceived,  DESK),
    Step("take_list",        {S.IMPORTING},                            S.RECEIVED,         announced.GroupApplicationListTaken),
    Step("refuse_list",      {S.IMPORTING},                            S.AWAITING_LIST,    announced.GroupApplicationListRefused),
    Step("add_insured",      AT_DESK,                                  None,               announced.GroupApplicationInsuredChanged, DESK),
    Step("remove_insured",   AT_DESK,                                  None,               announced.GroupApplicationInsuredChanged, DESK),
    Step("submit",           AT_DESK,                                  S.IN_UNDERWRITING,  announced.GroupApplicationSubmitted,     DESK, (A_GROUP,)),
    Step("escalate",         {S.IN_UNDERWRITING},                      None,               announced.GroupApplicationEscalated,     UNDERWRITER),
    Step("reopen",           {S.IN_UNDERWRITING, S.AWAITING_PREMIUM},  S.RECEIVED,         announced.GroupApplicationReopened,      DESK | UNDERWRITER),
    Step("approve",          {S.IN_UNDERWRITING},                      S.AWAITING_PREMIUM, announced.GroupApplicationDecided,       UNDERWRITER),
    Step("decline",          {S.IN_UNDERWRITING},                      S.DECLINED,         announced.GroupApplicationDecided,       UNDERWRITER),
    Step("receive_premium",  {S.AWAITING_PREMIUM},                     S.PAID,             announced.GroupApplicationPaid,          MONEY, (FULL,)),
    Step("issue",            {S.PAID},                                 S.ISSUED,           announced.GroupApplicationIssued,        DESK),
    Step("return",           AT_DESK,                                  S.RETURNED,         announced.GroupApplicationReturned,      DESK),
    Step("withdraw",         OPEN | {S.PAID},                          S.WITHDRAWN,        announced.GroupApplicationWithdrawn,     DESK),
    Step("withdraw_overdue", CUSTOMERS_TURN,                           S.WITHDRAWN,        announced.GroupApplicationWithdrawn),
    waits={S.AWAITING_LIST: "list", S.AWAITING_PREMIUM: "premium"},
    timers=(
        # As for the individual application: unanswered on day 30 leads to withdrawal (domain §4, V [S53]).
        Timer("list-deadline",    {S.AWAITING_LIST},    calendar_days(30), "withdraw_overdue"),
        Timer("premium-deadline", {S.AWAITING_PREMIUM}, calendar_days(30), "withdraw_overdue"),
    ),
)
# fmt: on
