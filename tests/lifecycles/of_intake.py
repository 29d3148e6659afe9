"""One case of each kind of intake."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.applications.models import Application
from services.intake.bank.models import BankApplication
from services.intake.cards.models import Card, CardActivation
from services.intake.debits.models import DebitBatch
from services.intake.findings.models import Finding
from services.intake.group_changes.models import GroupChange
from services.intake.groups.models import GroupApplication
from services.intake.inspections.models import Inspection
from services.intake.large_cash.models import LargeCashReport
from services.intake.roster.models import CounterDay
from services.intake.suspicions.models import Suspicion
from services.intake.trainings.models import Training
from services.intake.visits.models import Visit
from shared.auth import Actor
from shared.cases import advance
from tests.lifecycles.example import ORG, example

MONDAY = datetime(2026, 10, 12, 9, tzinfo=timezone(timedelta(hours=8)))
DAY, NEXT_DAY = date(2026, 10, 12), date(2026, 10, 13)
OUTLET: dict[str, Any] = {"org": ORG, "outlet": "XY01", "clocks": []}
INSPECTION_NO, CARD_NO = "XJ261012-00000001", "8800000001"


def application() -> Application:
    facts: dict[str, Any] = {"case_no": "TB261012-00000001", "form_no": "350322-26-000001", "org": ORG}
    facts |= {"accepted_at": MONDAY, "form_on": DAY}
    facts |= {"premium_fen": 360_000, "premium_collected_fen": 360_000, "sum_assured_fen": 10_000_000}
    facts |= {"payment_mode": "annual", "payment_method": "transfer", "pay_years": 10, "insured_age": 41}
    facts |= {"term_years": 20, "free_look_days": 15, "free_look_starts": "day_after"}
    facts |= {"policy_no": "BD261012-00000001", "effective_on": NEXT_DAY, "keyed_by": "somebody"}
    facts |= {"defects": [], "reminders": [], "referral_reasons": [], "notices": [], "debits": [], "clocks": []}
    facts |= {"warnings": []}
    return Application(papers={}, to_scan=[], scan_check="none", scans=0, rescans=0, dun_count=0, **facts)


def bank_application() -> BankApplication:
    case = BankApplication(
        case_no="YB261012-00000001", bank="psbc", transaction_no="20261012000001", org=ORG, clocks=[]
    )
    case.content_hash, case.finances, case.flags = "0" * 64, "{}", []
    case.referral_reasons, case.declared_reasons, case.refund_due_fen = [], [], 0
    case.payment_mode, case.pay_years, case.term_years = "single", 1, 6
    case.free_look_days, case.free_look_starts = 15, "day_after"
    case.premium_fen = case.premium_collected_fen = 5_000_000
    case.sum_assured_fen, case.premium_due_on = 5_300_000, DAY
    case.accepted_at = case.issued_at = MONDAY
    case.policy_no, case.effective_on = "BD261012-00000001", NEXT_DAY
    return case


def activation() -> CardActivation:
    case = CardActivation(case_no="KZ261012-00000001", card_no=CARD_NO, org=ORG, clocks=[], dun_count=0)
    case.premium_fen = case.premium_collected_fen = 10_000
    case.sum_assured_fen, case.prepaid, case.refund_due_fen = 10_000_000, False, 0
    case.accepted_at, case.effective_on = MONDAY, NEXT_DAY
    case.policy_no = "BD261012-00000001"
    return case


async def put_card(session: AsyncSession) -> None:
    facts = {"status": "used", "prepaid": False, "password_hash": "", "wrong_passwords": 0}
    session.add(Card(card_no=CARD_NO, org=ORG, outlet="35032201", product="K2001", **facts))
    await session.flush()


def debit_batch() -> DebitBatch:
    sums = {"items": 1, "amount_fen": 1, "succeeded": 0, "succeeded_fen": 0}
    return DebitBatch(case_no="DK261012-00000001", org=ORG, clocks=[], **sums)


def group_application() -> GroupApplication:
    facts: dict[str, Any] = {"case_no": "TT261012-00000001", "form_no": "350322-26-T00001", "org": ORG}
    facts |= {"accepted_at": MONDAY, "form_on": DAY}
    facts |= {"scheme": "group", "applicant_name": "某某", "credit_code": "91350100M000100Y43", "product": "G2001"}
    facts |= {"premium_per_head_fen": 10_000, "sum_per_head_fen": 10_000_000, "heads": 3, "term_months": 12}
    facts |= {"premium_collected_fen": 30_000, "policy_no": "TD261012-00000001", "effective_on": NEXT_DAY}
    return GroupApplication(clocks=[], lists=0, rows_taken=0, rows_bad=0, **facts)


def inspection() -> Inspection:
    facts = {"tool": "dress", "inspected_on": DAY, "items": [], "checked": 3, "failed": 0}
    return Inspection(case_no=INSPECTION_NO, **OUTLET, **facts)


def finding() -> Finding:
    """S1 owns it, somebody else put it right."""
    facts: dict[str, Any] = {"inspection_no": INSPECTION_NO, "tool": "dress", "item": "badge"}
    facts |= {"severity": "minor", "limit_days": 5, "handler": "S1", "fixed_by": "S2", "remind_on": date(2026, 10, 19)}
    return Finding(case_no="ZG261012-00000001", **OUTLET, **facts)


async def put_inspection(session: AsyncSession) -> None:
    """The one that it was found in, without its event."""
    facts = {"case_no": INSPECTION_NO, "version": 1, "status": "recorded", "org": ORG, "clocks": [], "items": []}
    facts |= {"tool": "dress", "inspected_on": DAY, "checked": 3, "failed": 1, "opened_at": MONDAY}
    facts |= {"action": "record", "at": MONDAY, "by": "M1"}
    await session.execute(insert(Inspection).values(facts))


def large_cash_report() -> LargeCashReport:
    case = LargeCashReport(case_no="DE261012-00000001", org=ORG, clocks=[], customer_hash="a" * 64, receipts=1)
    case.cash_on, case.cash_fen, case.doubted_by = DAY, 5_000_000, "S-other"
    return case


def suspicion() -> Suspicion:
    return Suspicion(case_no="KY261012-00000001", org=ORG, clocks=[], reason="other", cases=[], weight=0)


def counter_day() -> CounterDay:
    return CounterDay(case_no="YR261012-00000001", held_on=DAY, posted=1, desk=[], **OUTLET)


def training() -> Training:
    facts: dict[str, Any] = {"held_on": DAY, "topics": ["unsigned"], "attendees": 3, "salespeople": []}
    return Training(case_no="PX261012-00000001", **OUTLET, **facts)


def visit() -> Visit:
    facts: dict[str, Any] = {"case_no": "PH261012-00000001", "number": 1, "calls": 3, "calls_in_turn": 3}
    facts |= {"taken_on": DAY, "business": "claim", "priority": False, "prompted_at": MONDAY, "window_no": "1"}
    return Visit(waiting_limit_minutes=15, handling_limit_minutes=10, **OUTLET, **facts)


def group_change() -> GroupChange:
    """Its premium is in."""
    facts: dict[str, Any] = {"case_no": "JR261012-00000001", "group_application_no": "TT261012-00000001", "org": ORG}
    facts |= {"accepted_at": MONDAY, "form_on": DAY, "policy_no": "TD261012-00000001", "scheme": "group"}
    facts |= {"credit_code": "91350100M000100Y43", "product": "G2001", "effective_on": date(2027, 1, 1)}
    facts |= {"sum_per_head_fen": 10_000_000, "share_fen": 7_808, "added": 1, "removed": 0, "removals": []}
    facts |= {"heads_before": 3, "premium_collected_fen": 7_808, "endorsement_no": "PD261012-00000001"}
    return GroupChange(clocks=[], endorsed_at=MONDAY, consents_proven=False, **facts)


async def put_group(session: AsyncSession) -> None:
    await advance(session, group_application(), "accept", Actor.system())


EXAMPLES = {
    "application": example(application, "issued", "returned", "withdrawn", "declined", "postponed"),
    "bank_application": example(bank_application, "issued", "declined", "withdrawn", "lapsed", "voided"),
    "card_activation": example(activation, "issued", "withdrawn", beside=put_card),
    "counter_day": example(counter_day, "closed"),
    "debit_batch": example(debit_batch, "reconciled", "cancelled"),
    "finding": example(finding, "closed", "cancelled", beside=put_inspection),
    "group_application": example(group_application, "issued", "returned", "withdrawn", "declined"),
    "group_change": example(group_change, "effective", "rejected", "withdrawn", beside=put_group),
    "inspection": example(inspection, "recorded", "cancelled"),
    "large_cash_report": example(large_cash_report, "reported", "mistaken"),
    "suspicion": example(suspicion, "reported", "dismissed"),
    "training": example(training, "recorded", "cancelled"),
    "visit": example(visit, "finished", "abandoned", "left_open"),
}
