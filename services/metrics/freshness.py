"""How far the numbers have followed each service's log: said with every answer, so that nobody trusts a standstill."""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics.models import live, positions
from services.metrics.schemas import Freshness
from services.metrics.store import looked_at

SILENT = timedelta(seconds=30)


async def freshness(session: AsyncSession) -> list[Freshness]:
    at = positions.c
    rows = await session.execute(
        select(at.topic, at.next_offset, at.end_offset, at.last_event_at, at.checked_at)
        .join(live, live.c.generation == at.generation)
        .order_by(at.topic)
    )
    by_service: dict[str, list[tuple[int, datetime | None, datetime]]] = {}
    for topic, next_offset, end_offset, last_event_at, checked_at in rows:
        service = topic.split(".")[1]
        by_service.setdefault(service, []).append((max(0, end_offset - next_offset), last_event_at, checked_at))
    return [_of(service, partitions) for service, partitions in by_service.items()]


def _of(service: str, partitions: list[tuple[int, datetime | None, datetime]]) -> Freshness:
    behind = sum(lag for lag, _, _ in partitions)
    checked_at = max(checked for _, _, checked in partitions)
    state = _state(behind, checked_at)
    return Freshness(
        service=service,
        last_event_at=max((event for _, event, _ in partitions if event), default=None),
        checked_at=checked_at,
        behind=None if state == "silent" else behind,  # what was known then is no measure of now
        state=state,
    )


def _state(behind: int, checked_at: datetime) -> Literal["live", "behind", "silent"]:
    if looked_at() - checked_at > SILENT:
        return "silent"
    return "behind" if behind else "live"
