"""Who is in the halls now, and since when the first has waited: read from the visits themselves."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.metrics import halls
from services.metrics.halls import Hall
from services.metrics.schemas import Freshness
from services.metrics.web.data import Data
from services.metrics.web.hall_page import is_heard
from shared.bus import Message
from shared.cloudevents import topic
from tests.metrics.desk import NOW, Desk, event

Seen = list[tuple[str, str, dict[str, int], datetime | None]]


async def visits(desk: Desk, *taken: dict[str, Any]) -> None:
    """One visit for each, as intake tells of them."""
    messages = []
    for number, facts in enumerate(taken):
        told = {"kind": "visit", "outlet": "XY01", "status": "waiting", "opened_at": NOW.isoformat(), "due_at": None}
        value = json.dumps(event(number, **told | facts)).encode()
        messages.append(Message(topic("intake"), f"H{number}", value))
    assert not any(await desk.app.state.bus.publish(messages))
    await desk.catch_up()


async def seen(desk: Desk, org: str = "") -> Seen | None:
    found = await Data(desk.app).halls(org)
    return None if found is None else [_told(hall) for hall in found]


def _told(hall: Hall) -> tuple[str, str, dict[str, int], datetime | None]:
    return hall.org, hall.outlet, dict(hall.by_status), hall.waiting_since


def ago(minutes: int) -> str:
    return (NOW - timedelta(minutes=minutes)).isoformat()


async def test_the_outlet_whose_first_customer_waits_longest_comes_first(desk: Desk) -> None:
    await visits(
        desk,
        {"opened_at": ago(5)},
        {"opened_at": ago(7)},
        {"outlet": "XY02", "opened_at": ago(9), "status": "called"},
        {"outlet": "XY02", "opened_at": ago(3), "status": "in_service"},
        {"org": "350305", "opened_at": ago(12)},
        {"org": "350305", "opened_at": ago(30), "status": "finished", "closed_at": ago(1)},
        {"kind": "application", "opened_at": ago(60)},
    )
    here = [
        ("350322", "XY01", {"waiting": 2}, NOW - timedelta(minutes=7)),
        ("350322", "XY02", {"called": 1, "in_service": 1}, None),
    ]
    assert await seen(desk) == [("350305", "XY01", {"waiting": 1}, NOW - timedelta(minutes=12)), *here]
    assert await seen(desk, "350322") == here
    assert await seen(desk, "11") == []


async def test_of_too_many_visits_nothing_is_told_rather_than_a_part(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(halls, "MOST_OPEN", 2)
    await visits(desk, {}, {})
    assert await seen(desk) is not None
    await visits(desk, {}, {}, {})
    assert await seen(desk) is None


def test_a_hall_is_heard_only_while_its_service_is() -> None:
    def told(service: str, state: Any) -> Freshness:
        return Freshness(service=service, last_event_at=None, checked_at=datetime.now(UTC), behind=None, state=state)

    assert is_heard([told("claims", "silent"), told("intake", "behind")])
    assert not is_heard([told("claims", "live"), told("intake", "silent")])
    assert not is_heard([])
