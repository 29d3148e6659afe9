"""What the law asks where premium is taken and where the contract is made."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.aml import cash, identification, premium
from services.intake.aml.customers import Customer, payer_of
from services.intake.aml.models import PersonSeen
from services.intake.aml.subjects import customers_of, heads_of
from services.intake.aml.thresholds import keep_until
from services.intake.ledger import book
from services.intake.ledger.models import PremiumReceipt
from shared import clock
from shared.auth import Actor
from shared.calendar_data import calendar_for


async def on_money(session: AsyncSession, case: Any, people: Sequence[Customer], amount_fen: int, came_by: str) -> None:
    """At the counter: refuse what customers bring who must be identified first, and count the day's cash.

    Money that a bank sends, by transfer or debit, is here when we learn of it: `on_issue` holds such a case up.
    """
    await _identified_for(session, case, people, came_by)
    if came_by == "cash":
        await cash.take(session, case, payer_of(people), amount_fen)


async def on_assignment(session: AsyncSession, case: Any, receipt: PremiumReceipt, amount_fen: int) -> None:
    """Cash that lay in the house becomes this case's: as if its customer brought it now, but for who did already."""
    if receipt.came_by != "cash":
        return
    people = await customers_of(session, case)
    await _identified_for(session, case, people, receipt.came_by)
    if not await cash.was_taken_from(session, receipt.receipt_no, payer_of(people)):
        await cash.take(session, case, payer_of(people), amount_fen)


async def on_sale(session: AsyncSession, case: Any, roles: Collection[str], actor: Actor) -> None:
    """A bank sold it on our behalf and says whom it identified (代理机构识别): refused without those who must be."""
    people = await customers_of(session, case)
    await identification.attest(session, case, people, roles, actor)
    await identification.demand_for_premium(session, case, people, {"bank": case.premium_fen})
    await identification.demand_beneficiaries(session, case, people)


def on_premium(session: AsyncSession, case: Any, people: Sequence[Customer]) -> None:
    """The premium is in: who stands on the form is noted, each once, the policyholder who is the insured too."""
    now = clock.now()
    kept = keep_until(calendar_for(case.org).date_of(now))
    for who in {each.id_hash: each for each in reversed(people)}.values():
        hashes = {"person_hash": who.id_hash, "mobile_hash": who.mobile_hash, "account_hash": who.account_hash}
        seen = PersonSeen(case_no=case.case_no, org=case.org, role=who.role, seen_at=now, keep_until=kept, **hashes)
        session.add(seen)


async def on_issue(session: AsyncSession, case: Any) -> None:
    """After the step that made the contract: refuse it while somebody who must be identified isn't."""
    people, paid = await customers_of(session, case), await book.applied_by_way(session, case.case_no)
    await identification.demand_for_premium(session, case, people, paid, heads_of(case))
    await identification.demand_beneficiaries(session, case, people)


async def _identified_for(session: AsyncSession, case: Any, people: Sequence[Customer], came_by: str) -> None:
    """For all that came this way, what waits for the rest of the premium too."""
    came = {came_by: await premium.brought(session, case.case_no, came_by)}
    await identification.demand_for_premium(session, case, people, came, heads_of(case))
