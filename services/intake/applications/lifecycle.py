"""The whole life of an individual long-term application on one screen."""

from enum import StrEnum
from typing import Any

from services.intake.guards import premium_in_full
from shared.auth import Actor, Role
from shared.contracts import intake as announced
from shared.errors import Text
from shared.guards import four_eyes
from shared.lifecycle import Guard, Lifecycle, Step, Timer
from shared.sla import calendar_days, working_days


class ApplicationStatus(StrEnum):
    RECEIVED = "received"  # 已受理
    AWAITING_SUPPLEMENT = "awaiting_supplement"  # 待补正
    AWAITING_REPLACEMENT = "awaiting_replacement"  # 待换单
    SCANNED = "scanned"  # 已扫描
    KEYED = "keyed"  # 已录入
    REVIEWED = "reviewed"  # 已复核
    IN_UNDERWRITING = "in_underwriting"  # 人工核保中
    AWAITING_ANSWER = "awaiting_answer"  # 函件待回销
    AWAITING_PREMIUM = "awaiting_premium"  # 待收费
    PAID = "paid"  # 已收费待出单
    ISSUED = "issued"  # 已出单
    RETURNED = "returned"  # 退单
    WITHDRAWN = "withdrawn"  # 撤单
    DECLINED = "declined"  # 拒保
    POSTPONED = "postponed"  # 延期


def _pages_are_complete(case: Any, _actor: Actor) -> bool:
    return not case.missing_pages


def _scans_passed(case: Any, _actor: Actor) -> bool:
    return bool(case.scan_check != "due")


def _all_answered(case: Any, _actor: Actor) -> bool:
    return not case.open_notices


COMPLETE = Guard(
    "pages-complete",
    _pages_are_complete,
    Text("影像资料不齐全", "Required pages are missing"),
    field="missing_pages",
    foreseen=True,
)
CHECKED = Guard(
    "scans-checked",
    _scans_passed,
    Text("影像抽中质检,尚未通过", "The scans were sampled for a quality check"),
    field="scan_check",
    foreseen=True,
)
FOUR_EYES = four_eyes("keyed_by", Text("复核人不能是录入人", "The keyer can't review"))
ANSWERED = Guard(
    "notices-answered", _all_answered, Text("仍有函件未回销", "A notice is still unanswered"), field="notices"
)
FULL = premium_in_full(Text("首期保费未足额到账", "The first premium is not in, in full"))

S, R = ApplicationStatus, Role
FORM = {S.RECEIVED, S.AWAITING_SUPPLEMENT, S.AWAITING_REPLACEMENT, S.SCANNED, S.KEYED}
OPEN = FORM | {S.REVIEWED, S.IN_UNDERWRITING, S.AWAITING_ANSWER, S.AWAITING_PREMIUM}
CUSTOMERS_TURN = {S.AWAITING_SUPPLEMENT, S.AWAITING_REPLACEMENT, S.AWAITING_ANSWER, S.AWAITING_PREMIUM}
DESK, UNDERWRITER, MONEY = {R.TELLER}, {R.UNDERWRITER}, {R.CASHIER, R.INTEGRATOR}


def _mending_asked_in(status: ApplicationStatus, by: set[Role]) -> tuple[Step, Step]:
    """The worst defect decides between the two (reception.report_defects), so whoever may ask for one may for both."""
    supplement, replacement = announced.ApplicationSupplementRequested, announced.ApplicationReplacementRequested
    return (
        Step("request_supplement", {status}, S.AWAITING_SUPPLEMENT, supplement, by),
        Step("request_replacement", {status}, S.AWAITING_REPLACEMENT, replacement, by),
    )


# fmt: off
LIFECYCLE = Lifecycle(
    "application",
    #    action                 from                        to                      announces                                by
    Step("accept",              set(),                      S.RECEIVED,             announced.ApplicationAccepted,             DESK | {R.INTEGRATOR}),
    *_mending_asked_in(S.RECEIVED, by=DESK),
    *_mending_asked_in(S.SCANNED, by=DESK | {R.REVIEWER}),
    *_mending_asked_in(S.KEYED, by={R.REVIEWER}),
    *_mending_asked_in(S.IN_UNDERWRITING, by=UNDERWRITER),
    Step("supplement",          {S.AWAITING_SUPPLEMENT},    S.RECEIVED,             announced.ApplicationSupplemented,         DESK),
    Step("replace",             {S.AWAITING_REPLACEMENT},   S.RECEIVED,             announced.ApplicationReplaced,             DESK),
    Step("return",              FORM,                       S.RETURNED,             announced.ApplicationReturned,             DESK | {R.REVIEWER}),
    Step("scan",                {S.RECEIVED},               S.SCANNED,              announced.ApplicationScanned,              DESK, (COMPLETE,)),
    Step("pass_scans",          {S.SCANNED},                None,                   announced.ApplicationScansChecked,         {R.REVIEWER}),
    Step("reject_scans",        {S.SCANNED},                S.RECEIVED,             announced.ApplicationScansChecked,         {R.REVIEWER}),
    Step("key",                 {S.SCANNED},                S.KEYED,                announced.ApplicationKeyed,                DESK, (CHECKED,)),
    Step("reject_keying",       {S.KEYED},                  S.SCANNED,              announced.ApplicationKeyed,                {R.REVIEWER}),
    Step("review",              {S.KEYED},                  S.REVIEWED,             announced.ApplicationReviewed,             {R.REVIEWER}, (FOUR_EYES,)),
    Step("pass_automatically",  {S.REVIEWED},               S.AWAITING_PREMIUM,     announced.ApplicationDecided),
    Step("refer",               {S.REVIEWED},               S.IN_UNDERWRITING,      announced.ApplicationReferred),
    Step("escalate",            {S.IN_UNDERWRITING},        None,                   announced.ApplicationReferred,             UNDERWRITER),
    Step("send_notice",         {S.IN_UNDERWRITING},        S.AWAITING_ANSWER,      announced.ApplicationNoticed,              UNDERWRITER),
    Step("send_notice",         {S.AWAITING_ANSWER},        None,                   announced.ApplicationNoticed,              UNDERWRITER),
    Step("ask_for_examination", {S.IN_UNDERWRITING},        S.AWAITING_ANSWER,      announced.ApplicationNoticed,              UNDERWRITER),
    Step("ask_for_examination", {S.AWAITING_ANSWER},        None,                   announced.ApplicationNoticed,              UNDERWRITER),
    Step("tell_customer",       {S.AWAITING_ANSWER},        None,                   announced.ApplicationNoticed,              DESK),
    Step("tell_of_examination", {S.AWAITING_ANSWER},        None,                   announced.ApplicationNoticed,              DESK),
    Step("answer_notice",       {S.AWAITING_ANSWER},        None,                   announced.ApplicationNoticed,              DESK),
    Step("resume",              {S.AWAITING_ANSWER},        S.IN_UNDERWRITING,      announced.ApplicationReferred,             needs=(ANSWERED,)),
    Step("approve",             {S.IN_UNDERWRITING},        S.AWAITING_PREMIUM,     announced.ApplicationDecided,              UNDERWRITER),
    Step("decline",             {S.IN_UNDERWRITING},        S.DECLINED,             announced.ApplicationDecided,              UNDERWRITER),
    Step("postpone",            {S.IN_UNDERWRITING},        S.POSTPONED,            announced.ApplicationDecided,              UNDERWRITER),
    Step("record_debit",        {S.AWAITING_PREMIUM},       None,                   announced.ApplicationDebited,              MONEY),
    Step("receive_premium",     {S.AWAITING_PREMIUM},       S.PAID,                 announced.ApplicationPaid,                 MONEY, (FULL,)),
    Step("issue",               {S.PAID},                   S.ISSUED,               announced.ApplicationIssued,               DESK),
    Step("dun",                 CUSTOMERS_TURN,             None,                   announced.ApplicationDunned),
    Step("withdraw",            OPEN | {S.PAID},            S.WITHDRAWN,            announced.ApplicationWithdrawn,            DESK),
    Step("withdraw_overdue",    CUSTOMERS_TURN,             S.WITHDRAWN,            announced.ApplicationWithdrawn),
    waits={S.AWAITING_SUPPLEMENT: "supplement", S.AWAITING_REPLACEMENT: "replacement", S.AWAITING_ANSWER: "notice", S.AWAITING_PREMIUM: "premium"},
    timers=(
        #     name                  while in                  for                what happens
        Timer("dun",                CUSTOMERS_TURN,           working_days(3),   "dun", repeats=True),
        # Practice: unanswered on day 30 leads to withdrawal (domain §4, V [S53]); applied to every wait for the customer.
        Timer("form-deadline",      {S.AWAITING_SUPPLEMENT, S.AWAITING_REPLACEMENT}, calendar_days(30), "withdraw_overdue"),
        Timer("notice-deadline",    {S.AWAITING_ANSWER},      calendar_days(30), "withdraw_overdue", anew={"send_notice", "ask_for_examination"}),
        Timer("premium-deadline",   {S.AWAITING_PREMIUM},     calendar_days(30), "withdraw_overdue"),
    ),
)
# fmt: on
