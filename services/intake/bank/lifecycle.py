"""The whole life of a bank's application on one screen."""

from enum import StrEnum
from typing import Any

from services.intake.guards import premium_in_full
from shared import clock
from shared.auth import Actor, Role
from shared.calendar_data import calendar_for
from shared.contracts import intake_bank as announced
from shared.days import today_at
from shared.errors import Text
from shared.lifecycle import Guard, LastDay, Lifecycle, Step, Timer


class BankApplicationStatus(StrEnum):
    RECEIVED = "received"  # 已受理
    IN_UNDERWRITING = "in_underwriting"  # 人工核保中
    AWAITING_PREMIUM = "awaiting_premium"  # 待收费
    PAID = "paid"  # 已收费待出单
    ISSUED = "issued"  # 已出单
    DECLINED = "declined"  # 拒保
    WITHDRAWN = "withdrawn"  # 撤单
    LAPSED = "lapsed"  # 逾期作废
    VOIDED = "voided"  # 当日撤单


def _is_day_of_issue(case: Any, _actor: Actor) -> bool:
    calendar = calendar_for(case.org)
    return calendar.date_of(case.issued_at) == calendar.date_of(clock.now())


def _is_not_too_late(case: Any, _actor: Actor) -> bool:
    return bool(today_at(case.org) <= case.premium_due_on)


FULL = premium_in_full(Text("保费须足额", "The premium is not in, in full"))
IN_TIME = Guard(
    "premium-by-its-day",
    _is_not_too_late,
    Text("已过收费期限,该件已作废", "The day by which the premium was due is over: the application has lapsed"),
    foreseen=True,
)
SAME_DAY = Guard(
    "void-on-day-of-issue",
    _is_day_of_issue,
    Text("仅出单当日可撤单,之后请办理犹豫期退保", "Only on the day of issue: later it is a free-look cancellation"),
    foreseen=True,
)
S, R = BankApplicationStatus, Role
UNPAID = {S.IN_UNDERWRITING, S.AWAITING_PREMIUM}
BANK, DESK, UNDERWRITER = {R.INTEGRATOR}, {R.INTEGRATOR, R.TELLER}, {R.UNDERWRITER}

# fmt: off
LIFECYCLE = Lifecycle(
    "bank_application",
    #    action                from                  to                  announces                           by
    Step("accept",             set(),                S.RECEIVED,         announced.BankApplicationAccepted,  BANK),
    Step("pass_automatically", {S.RECEIVED},         S.AWAITING_PREMIUM, announced.BankApplicationDecided),
    Step("refer",              {S.RECEIVED},         S.IN_UNDERWRITING,  announced.BankApplicationReferred),
    Step("escalate",           {S.IN_UNDERWRITING},  None,               announced.BankApplicationReferred,  UNDERWRITER),
    Step("approve",            {S.IN_UNDERWRITING},  S.AWAITING_PREMIUM, announced.BankApplicationDecided,   UNDERWRITER),
    Step("decline",            {S.IN_UNDERWRITING},  S.DECLINED,         announced.BankApplicationDecided,   UNDERWRITER),
    Step("receive_premium",    {S.AWAITING_PREMIUM}, S.PAID,             announced.BankApplicationPaid,      BANK, (FULL, IN_TIME)),
    Step("issue",              {S.PAID},             S.ISSUED,           announced.BankApplicationIssued),
    Step("void",               {S.ISSUED},           S.VOIDED,           announced.BankApplicationVoided,    BANK, (SAME_DAY,)),
    Step("withdraw",           UNPAID,               S.WITHDRAWN,        announced.BankApplicationWithdrawn, DESK),
    Step("lapse",              {S.AWAITING_PREMIUM}, S.LAPSED,           announced.BankApplicationLapsed),
    waits={S.AWAITING_PREMIUM: "premium"},
    at_rest={S.ISSUED},  # only its void may follow, that day
    timers=(
        #     name                while in              until                      what happens
        Timer("premium-deadline", {S.AWAITING_PREMIUM}, LastDay("premium_due_on"), "lapse"),
    ),
)
# fmt: on
