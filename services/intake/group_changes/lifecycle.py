"""The whole life of a group change on one screen."""

from enum import StrEnum
from typing import Any

from services.intake.guards import premium_in_full
from shared.auth import Actor, Role
from shared.contracts import intake_group_changes as announced
from shared.errors import Text
from shared.guards import four_eyes
from shared.lifecycle import Guard, Lifecycle, Step, Timer
from shared.sla import working_days


class GroupChangeStatus(StrEnum):
    RECEIVED = "received"  # 已受理
    IN_UNDERWRITING = "in_underwriting"  # 核保中
    IN_REVIEW = "in_review"  # 待复核
    AWAITING_PREMIUM = "awaiting_premium"  # 待收费
    PAID = "paid"  # 已收费待出批单
    EFFECTIVE = "effective"  # 已批改
    REJECTED = "rejected"  # 不予批改
    WITHDRAWN = "withdrawn"  # 撤销


def _premium_is_due(case: Any, _actor: Actor) -> bool:
    return bool(case.premium_fen > 0)


FOUR_EYES = four_eyes("submitted_by", Text("经办与复核不得同一人", "Not who sent it to review"))
FULL = premium_in_full(Text("应收保费须足额", "The premium of the change, in full"))
DUE = Guard("premium-due", _premium_is_due, Text("本次批改不收费", "This change costs nothing"), foreseen=True)

S, R = GroupChangeStatus, Role
UNDECIDED = {S.RECEIVED, S.IN_UNDERWRITING, S.IN_REVIEW}
DESK, UNDERWRITER, REVIEWER, MONEY = {R.TELLER}, {R.UNDERWRITER}, {R.REVIEWER}, {R.CASHIER, R.INTEGRATOR}
Endorsed = announced.GroupChangeEndorsed

# fmt: off
LIFECYCLE = Lifecycle(
    "group_change",
    #    action              from                       to                  announces                       by
    Step("accept",           set(),                     S.RECEIVED,         announced.GroupChangeAccepted,  DESK),
    Step("submit",           {S.RECEIVED},              S.IN_REVIEW,        announced.GroupChangeSubmitted, DESK),
    Step("refer",            {S.RECEIVED},              S.IN_UNDERWRITING,  announced.GroupChangeReferred,  DESK),
    Step("approve",          {S.IN_UNDERWRITING},       S.IN_REVIEW,        announced.GroupChangeDecided,   UNDERWRITER),
    Step("decline",          {S.IN_UNDERWRITING},       S.REJECTED,         announced.GroupChangeRejected,  UNDERWRITER),
    Step("ask_premium",      {S.IN_REVIEW},             S.AWAITING_PREMIUM, announced.GroupChangeReviewed,  REVIEWER, (FOUR_EYES, DUE)),
    Step("reject",           {S.IN_REVIEW},             S.REJECTED,         announced.GroupChangeRejected,  REVIEWER, (FOUR_EYES,)),
    Step("receive_premium",  {S.AWAITING_PREMIUM},      S.PAID,             announced.GroupChangePaid,      MONEY, (FULL,)),
    Step("endorse",          {S.IN_REVIEW},             S.EFFECTIVE,        Endorsed,                       REVIEWER, (FOUR_EYES, FULL)),
    Step("endorse",          {S.PAID},                  S.EFFECTIVE,        Endorsed,                       DESK, (FULL,)),
    Step("withdraw",         UNDECIDED | {S.AWAITING_PREMIUM, S.PAID}, S.WITHDRAWN, announced.GroupChangeWithdrawn, DESK),
    Step("withdraw_overdue", {S.AWAITING_PREMIUM},      S.WITHDRAWN,        announced.GroupChangeWithdrawn),
    waits={S.AWAITING_PREMIUM: "premium"},
    timers=(
        # Our design, shorter than a form's thirty days: cover is from the day asked for, though it isn't paid yet.
        Timer("premium-deadline", {S.AWAITING_PREMIUM}, working_days(5), "withdraw_overdue"),
    ),
)
# fmt: on
