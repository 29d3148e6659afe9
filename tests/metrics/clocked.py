"""Cases with clocks of a branch of ours, and what was announced of them."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.metrics.pulse import Pulse
from services.metrics.watch import Watch
from shared.bus import Message
from shared.bus.local import LocalBus
from shared.cloudevents import encode
from shared.db import make_sessions
from shared.tables import case_events

TOPIC = "guimian.intake.events"


def reading(**changes: Any) -> dict[str, Any]:
    """Of a clock of three working days that began on Monday morning."""
    return {
        "id": "stage-underwriting",
        "started_at": "2026-04-13T01:00:00Z",
        "due_at": "2026-04-16T09:30:00Z",
        "used_50_at": "2026-04-14T06:00:00Z",
        "used_80_at": "2026-04-15T08:00:00Z",
    } | changes


def step(number: int = 1, version: int = 1, **changes: Any) -> dict[str, Any]:
    clocks = changes.setdefault("clocks", [reading()])
    due = [clock["due_at"] for clock in clocks if clock["due_at"] and not clock.get("stopped_at")]
    return {
        "kind": "application",
        "case_no": f"TB260413-{number:08}",
        "version": version,
        "status": "in_underwriting",
        "org": "350322",
        "handler": "U1",
        "opened_at": "2026-04-13T01:00:00Z",
        "due_at": min(due, default=None),
        "action": "refer",
        "at": "2026-04-13T01:00:00Z",
        "by": "U1",
    } | changes


async def tell(log: LocalBus, *steps: dict[str, Any], topic: str = TOPIC) -> None:
    messages = [Message(topic, each["case_no"], _envelope(each)) for each in steps]
    assert not any(await log.publish(messages))


def _envelope(step: dict[str, Any]) -> bytes:
    at = datetime.fromisoformat(step["at"])
    names = {"event_id": f"{step['case_no']}-{step['version']}", "type": "intake.application.moved.v1"}
    return encode(
        **names, case_no=step["case_no"], version=step["version"], at=at, data=json.dumps(step), traceparent=None
    )


async def look(engine: AsyncEngine) -> int:
    return await Watch(make_sessions(engine), Pulse()).look()


async def announced(engine: AsyncEngine) -> list[tuple[str, int, str]]:
    """What of each clock, at which threshold, and when; in the order of the outbox."""
    async with engine.connect() as connection:
        rows = (await connection.execute(select(case_events).order_by(case_events.c.id))).all()
    return [(row.type.split(".")[2], json.loads(row.data)["threshold"], json.loads(row.data)["at"]) for row in rows]
