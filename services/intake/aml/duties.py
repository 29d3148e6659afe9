"""What a kind of case calls, once where it takes premium and once where it makes the contract."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.aml import cash, identification
from services.intake.aml.customers import Customer, payer_of
from services.intake.aml.models import PersonSeen
from services.intake.aml.thresholds import keep_until
from shared import clock
from shared.calendar_data import calendar_for


async def on_premium(
    session: AsyncSession, case: Any, people: Sequence[Customer], amount_fen: int, came_by: str, insured: int = 1
) -> None:
    """After the step that took the premium: refuse it from customers who must be identified first, count cash of the
    day, note who stood on the form. `insured`: how many heads the amount is for.

    A bank's debit is no longer ours to refuse: its money is here. `on_issue` holds such a case up.
    """
    if came_by != "debit":
        await identification.demand_for_premium(session, case, people, amount_fen, came_by, insured)
    if came_by == "cash":
        await cash.take(session, case, payer_of(people), amount_fen)
    _note(session, case, people)


async def on_issue(session: AsyncSession, case: Any, people: Sequence[Customer]) -> None:
    """After the step that made the contract: refuse it while somebody who must be identified isn't."""
    paid, came_by = case.premium_collected_fen, case.premium_came_by
    await identification.demand_for_premium(session, case, people, paid, came_by)
    await identification.demand_beneficiaries(session, case, people)


def _note(session: AsyncSession, case: Any, people: Sequence[Customer]) -> None:
    """Each once, the policyholder who is the insured too."""
    now = clock.now()
    kept = keep_until(calendar_for(case.org).date_of(now))
    for who in {each.id_hash: each for each in reversed(people)}.values():
        hashes = {"person_hash": who.id_hash, "mobile_hash": who.mobile_hash, "account_hash": who.account_hash}
        seen = PersonSeen(case_no=case.case_no, org=case.org, role=who.role, seen_at=now, keep_until=kept, **hashes)
        session.add(seen)
