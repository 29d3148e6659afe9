"""The halls at this moment (大厅此刻): who waits, who stands at a window, and since when the first has waited.

Levels tell how many; how long the first has waited only the visits themselves can tell.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.facts import unpack
from services.metrics.models import facts, live
from services.metrics.state import State
from services.metrics.store import STILL_OPEN
from shared.auth import at_or_below

MOST_OPEN = 3_000  # visits read for one look: above them whoever looks must choose a branch


@dataclass(slots=True)
class Hall:
    """The hall of one outlet."""

    org: str
    outlet: str
    by_status: Counter[str] = field(default_factory=Counter)
    waiting_since: datetime | None = None  # of the first ticket that nobody has called yet
    due_at: datetime | None = None  # by when that ticket should be called

    def add(self, visit: State) -> None:
        self.by_status[visit.status] += 1
        if visit.status == "waiting" and (self.waiting_since is None or visit.opened_at < self.waiting_since):
            self.waiting_since, self.due_at = visit.opened_at, visit.due_at


async def halls(session: AsyncSession, org: str) -> list[Hall] | None:
    """Those where somebody is now, the longest wait first; None if there are too many visits to read them."""
    rows = facts.c
    query = select(rows.data).join(live, live.c.generation == rows.generation)
    query = query.where(rows.kind == "visit", rows.last_day == STILL_OPEN)
    if org:
        query = query.where(at_or_below(rows.org, org))
    found = (await session.scalars(query.limit(MOST_OPEN + 1))).all()
    if len(found) > MOST_OPEN:
        return None
    by_outlet: dict[tuple[str, str], Hall] = {}
    for data in found:
        visit = unpack(data).state
        place = visit.org, visit.outlet or ""
        by_outlet.setdefault(place, Hall(*place)).add(visit)
    return sorted(by_outlet.values(), key=_urgency)


def _urgency(hall: Hall) -> tuple[bool, float, str, str]:
    since = hall.waiting_since
    return since is None, since.timestamp() if since else 0.0, hall.org, hall.outlet
