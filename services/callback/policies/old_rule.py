"""Whom the county's old dialler would have failed to ring (原拨号规则): counted of the policies that are kept."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.policies.models import KnownPolicy
from services.callback.projects.projects import KEPT
from shared.auth import Actor, at_or_below
from shared.phones.facts import Reach


async def by_channel(session: AsyncSession, actor: Actor, org: str | None) -> list[dict[str, Any]]:
    """Of the actor's organisation, and there at or below `org`; a channel a row, policies without one last."""
    where = [at_or_below(KnownPolicy.org, actor.org), KnownPolicy.status.in_(sorted(KEPT))]
    if org is not None:
        where.append(at_or_below(KnownPolicy.org, org))
    reach, channel = KnownPolicy.reach, KnownPolicy.channel
    counted = {
        "policies": func.count(),
        "rung": func.count().filter(reach == Reach.RUNG),
        "missed": func.count().filter(reach == Reach.RESCUED),
        "unknown": func.count().filter(reach.is_(None)),
    }
    query = select(channel, *(count.label(name) for name, count in counted.items())).where(*where).group_by(channel)
    rows = (await session.execute(query.order_by(channel.is_(None), channel))).mappings()
    return [row | {"none": row["policies"] - row["rung"] - row["missed"] - row["unknown"]} for row in map(dict, rows)]
