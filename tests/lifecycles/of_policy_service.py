"""One case of each kind of policy_service."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.archives.models import ArchiveLookup
from services.policy_service.benefits.models import Benefit
from services.policy_service.campaigns.models import Campaign
from services.policy_service.loans.models import PolicyLoan
from services.policy_service.patterns.models import SalesPattern
from services.policy_service.policies.models import Policy
from services.policy_service.renewal_batches.models import RenewalBatch
from services.policy_service.renewals.models import Renewal
from services.policy_service.requests.models import ServiceRequest
from services.policy_service.transfers.models import TransferBatch
from shared.auth import Actor
from shared.cases import advance
from tests.lifecycles.example import ORG, example

DAY, NEXT_DAY = date(2026, 10, 12), date(2026, 10, 13)
POLICY_NO, REQUEST_NO, TRANSFER_NO = "BD261012-00000001", "BQ261012-00000001", "ZF261012-00000001"


def policy() -> Policy:
    facts: dict[str, Any] = {"application_no": "TB261012-00000001", "effective_on": NEXT_DAY, "pay_years": 10}
    facts |= {"payment_mode": "annual", "premium_fen": 600_000, "sum_assured_fen": 20_000_000, "org": ORG}
    facts |= {"policyholder_ref": "5b0f8a52", "free_look_days": 15, "free_look_starts": "day_after"}
    facts |= {"free_look_ends_on": date(2026, 10, 28), "cancelled": "changed-mind", "suspended_on": date(2027, 12, 12)}
    return Policy(case_no=POLICY_NO, item="contact-change", request_no=REQUEST_NO, clocks=[], **facts)


async def put_policy(session: AsyncSession) -> None:
    await advance(session, policy(), "open", Actor.system())


def archive_lookup() -> ArchiveLookup:
    facts: dict[str, Any] = {"voucher_kind": "receipt", "voucher_no": "96-1", "voucher_hash": "0", "voucher_year": 1996}
    facts |= {"printed_product": "简易人身保险", "holder": "{}", "brought_by": "holder", "org": ORG}
    facts |= {"searches": 2, "finds": 1, "minutes_searched": 95, "handler": "S1", "made_by": "T0001"}
    facts |= {"registered_no": POLICY_NO, "negative": "no-trace", "told_by_channel": "phone"}
    return ArchiveLookup(case_no="DA261012-00000001", reason="new-evidence", clocks=[], **facts)


def benefit() -> Benefit:
    facts: dict[str, Any] = {"benefit": "survival", "due_on": DAY, "amount_fen": 1, "payee_ref": "5b0f"}
    facts |= {"batch_no": TRANSFER_NO, "turned_back": "other", "claimed_by": "T0001"}
    return Benefit(case_no="SC261012-00000001", org=ORG, policy_no=POLICY_NO, clocks=[], **facts)


def transfer_batch() -> TransferBatch:
    return TransferBatch(case_no=TRANSFER_NO, org=ORG, clocks=[], items=1, amount_fen=1)


def campaign() -> Campaign:
    days = {"starts_on": DAY, "ends_on": date(2026, 10, 16), "tally_on": DAY}
    goal = {"campaign_type": "card-password", "goal_percent": 50, "targets": 3}
    return Campaign(case_no="ZX261012-00000001", org=ORG, clocks=[], **days, **goal)


def policy_loan() -> PolicyLoan:
    facts: dict[str, Any] = {"principal_fen": 50_000, "balance_fen": 50_000, "rate_bp": 500, "interest_due_fen": 0}
    facts |= {"lent_on": DAY, "interest_from": DAY, "due_on": date(2027, 4, 10), "request_no": REQUEST_NO}
    return PolicyLoan(case_no="JK261012-00000001", org=ORG, policy_no=POLICY_NO, clocks=[], **facts)


def sales_pattern() -> SalesPattern:
    period = {"period_from": date(2026, 4, 16), "period_to": DAY}
    numbers = {"exposed": 10, "ended": 5, "branch_exposed": 100, "branch_ended": 7, "p_value": 0.0001}
    rest = {"policies": [], "reasons": ["employer-closed"], "clocks": [], "salesperson": "A1", "org": ORG}
    return SalesPattern(case_no="XS261012-00000001", **period, **numbers, **rest)


def renewal() -> Renewal:
    days: dict[str, Any] = {"due_on": NEXT_DAY, "grace_ends_on": date(2026, 12, 12)}
    facts: dict[str, Any] = {"premium_fen": 360_000, "payment_mode": "annual", "premium_year": 2, "mandated": True}
    facts |= {"attempt": 1, "tried": [], "reminders": 0, "reminded_by": "call", "notice": "letter"}
    facts |= {"paid_on": NEXT_DAY, "paid_by": "cash", "paid_to_on": date(2027, 10, 13)}
    return Renewal(case_no="XQ261013-1", policy_no=POLICY_NO, org=ORG, clocks=[], **days, **facts)


def renewal_batch() -> RenewalBatch:
    facts: dict[str, Any] = {"debit_on": NEXT_DAY, "items": 1, "amount_fen": 360_000, "org": ORG}
    return RenewalBatch(case_no="XD261013-1", cancelled="mistake", clocks=[], **facts)


def service_request() -> ServiceRequest:
    """Its papers are complete."""
    facts: dict[str, Any] = {"item": "contact-change", "applicant_ref": "5b0f8a52", "agent_acts": False, "change": "{}"}
    facts |= {"papers": [], "missing_papers": [], "told_papers": [], "rejected_papers": [], "missed_papers": []}
    facts |= {"money": [], "money_in_fen": 0, "money_out_fen": 0, "made_by": "T0001", "rejected": "other"}
    facts |= {"endorsement_no": "PD261012-00000001", "notice_means": "phone", "send_backs": 0}
    facts |= {"confirmed_at": datetime(2026, 10, 12, 3, tzinfo=UTC), "org": ORG, "policy_no": POLICY_NO}
    return ServiceRequest(case_no=REQUEST_NO, clocks=[], **facts)


# fmt: off
EXAMPLES = {
    "archive_lookup": example(archive_lookup, "told", "registered", "cancelled"),
    "benefit": example(benefit, "paid_out", "ended", "retained", beside=put_policy),
    "campaign": example(campaign, "ended", "cancelled"),
    "policy": example(policy, "in_force", "suspended", "terminated", "free_look_cancelled", "voided"),
    "policy_loan": example(policy_loan, "agreed", "outstanding", "repaid", beside=put_policy),
    "renewal": example(renewal, "collected", "lapse_notified", "cancelled", beside=put_policy),
    "renewal_batch": example(renewal_batch, "reconciled", "cancelled"),
    "sales_pattern": example(sales_pattern, "confirmed", "unfounded"),
    "service_request": example(
        service_request, "confirmed", "rejected", "cancelled", beside=put_policy,
        for_action={action: {"missing_papers": ["id_card"]} for action in ("tell_missing", "return_paper")},
    ),
    "transfer_batch": example(transfer_batch, "reconciled", "cancelled"),
}
# fmt: on
