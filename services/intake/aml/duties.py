"""What the law asks where premium is taken and where the contract is made."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.aml import cash, identification
from services.intake.aml.customers import payer_of
from services.intake.aml.models import PersonSeen
from services.intake.aml.subjects import customers_of, heads_of
from services.intake.aml.thresholds import keep_until
from shared import clock
from shared.calendar_data import calendar_for


async def on_money(session: AsyncSession, case: Any, amount_fen: int, came_by: str) -> None:
    """At the counter: refuse what customers bring who must be identified first, and count the day's cash.

    Money that a bank sends, by transfer or debit, is here when we learn of it: `on_issue` holds such a case up.
    """
    people = await customers_of(session, case)
    await identification.demand_for_premium(session, case, people, amount_fen, came_by, heads_of(case))
    if came_by == "cash":
        await cash.take(session, case, payer_of(people), amount_fen)


async def on_premium(session: AsyncSession, case: Any) -> None:
    """The premium is in: who stands on the form is noted, each once, the policyholder who is the insured too."""
    now = clock.now()
    kept = keep_until(calendar_for(case.org).date_of(now))
    for who in {each.id_hash: each for each in reversed(await customers_of(session, case))}.values():
        hashes = {"person_hash": who.id_hash, "mobile_hash": who.mobile_hash, "account_hash": who.account_hash}
        seen = PersonSeen(case_no=case.case_no, org=case.org, role=who.role, seen_at=now, keep_until=kept, **hashes)
        session.add(seen)


async def on_issue(session: AsyncSession, case: Any) -> None:
    """After the step that made the contract: refuse it while somebody who must be identified isn't."""
    people, came_by = await customers_of(session, case), case.premium_came_by
    await identification.demand_for_premium(session, case, people, case.premium_collected_fen, came_by, heads_of(case))
    await identification.demand_beneficiaries(session, case, people)
