"""Events of the log that don't fit the contract: they count in no number, and here is why."""

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import registry

from services.metrics.models import live, meta
from services.metrics.models import refused as table
from shared.pagination import Found, PageRequest, paginate


@registry(metadata=meta).mapped
class RefusedEvent:
    """A row; where it stands in the log, and the field and rule that refused it."""

    __table__ = table


def _is_live() -> ColumnElement[bool]:
    return table.c.generation == select(live.c.generation).scalar_subquery()


async def refusals(session: AsyncSession, page: PageRequest) -> Found[RefusedEvent]:
    """The newest first."""
    keys = (table.c.refused_at, table.c.topic, table.c.partition, table.c.offset)
    return await paginate(session, select(RefusedEvent).where(_is_live()), page, *keys, descending=True)


async def count(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(table).where(_is_live())) or 0
