"""Taking in the sales company's list of its people's numbers; nothing of them is kept but keyed hashes."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.numbers.models import SalespersonsNumber
from services.policy_service.numbers.schemas import SalespersonNumbersIn, SalespersonNumbersOut
from services.policy_service.numbers.telling import hash_of
from shared import clock
from shared.auth import Actor
from shared.db import take_turns
from shared.phones.normalising import normalise


async def take_in(
    session: AsyncSession, listed: Sequence[SalespersonNumbersIn], actor: Actor
) -> list[SalespersonNumbersOut]:
    """Each one's in place of those that their organisation listed before: another's of that code is somebody else.

    A policy is compared when it next tells its numbers.
    """
    await take_turns(session, [f"salesperson/{actor.org}/{each.salesperson}" for each in listed])
    return [await _replace(session, each, actor) for each in listed]


async def _replace(session: AsyncSession, listed: SalespersonNumbersIn, actor: Actor) -> SalespersonNumbersOut:
    read = [normalise(raw, "mobile", actor.org) for raw in listed.numbers]
    hashes = {hash_of(phone) for phone in read if phone.dial_string}
    theirs = (SalespersonsNumber.org == actor.org, SalespersonsNumber.salesperson == listed.salesperson)
    await session.execute(delete(SalespersonsNumber).where(*theirs))
    kept = {"salesperson": listed.salesperson, "org": actor.org, "listed_at": clock.now()}
    session.add_all(SalespersonsNumber(number_hash=each, **kept) for each in sorted(hashes))
    none = [place for place, phone in enumerate(read) if phone.dial_string is None]
    return SalespersonNumbersOut(salesperson=listed.salesperson, kept=len(hashes), not_diallable=none)
