"""How many surveys a branch's investigators can do on a day."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.investigators.models import InvestigatorCapacity
from services.claims.investigators.schemas import CapacityIn
from shared import clock
from shared.auth import Actor, check_scope


async def record(session: AsyncSession, form: CapacityIn, actor: Actor) -> InvestigatorCapacity:
    check_scope(actor, form.org)
    row = InvestigatorCapacity(recorded_by=actor.ref, recorded_at=clock.now(), **form.model_dump())
    session.add(row)
    await session.flush()
    return row


async def capacities_of(session: AsyncSession, org: str, first: date, last: date) -> Sequence[InvestigatorCapacity]:
    """Rows that hold on some day from the first to the last, the newest last."""
    lasts = or_(InvestigatorCapacity.to_on.is_(None), InvestigatorCapacity.to_on >= first)
    query = select(InvestigatorCapacity).where(InvestigatorCapacity.org == org, lasts)
    query = query.where(InvestigatorCapacity.from_on <= last)
    return (await session.scalars(query.order_by(InvestigatorCapacity.id))).all()


def on_day(rows: Sequence[InvestigatorCapacity], day: date) -> Mapping[str, int]:
    """Everybody known that day, with 0 for who is away."""
    return {row.staff: row.per_day for row in rows if row.from_on <= day <= (row.to_on or date.max)}
