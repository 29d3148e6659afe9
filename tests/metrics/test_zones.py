"""A case's days are those of its zone, but now is now: an hour's difference makes nothing overdue too early."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from shared import clock
from tests.metrics.desk import Desk, event

ZONES = [None, "America/New_York", "Pacific/Auckland", "Pacific/Kiritimati", "Etc/GMT+12"]
DAY = datetime(2026, 4, 20, tzinfo=UTC)
NOWS = [DAY + timedelta(hours=hours) for hours in (-8, -4, 0, 7.5, 10, 15, 15.99)]
DUE = [now + timedelta(seconds=seconds) for now in NOWS for seconds in (-1, 1)]
OPENED = DAY - timedelta(days=9, hours=8)


@pytest.fixture
async def cases(desk: Desk) -> list[tuple[str, datetime]]:
    """A case of every zone for each due time."""
    found = []
    for number, (zone, due) in enumerate(product(ZONES, DUE)):
        times = {"opened_at": OPENED.isoformat(), "at": OPENED.isoformat(), "due_at": due.isoformat()}
        found.append(event(number, **times, **({"zone": zone} if zone else {})))
    assert (await desk.post(found)).json()["taken"] == len(found)
    await desk.catch_up()
    return [(each["data"]["case_no"], datetime.fromisoformat(each["data"]["due_at"])) for each in found]


@pytest.mark.parametrize("now", NOWS)
async def test_a_case_is_overdue_from_its_due_time_in_every_zone(
    desk: Desk, cases: list[tuple[str, datetime]], now: datetime
) -> None:
    clock.install(clock.SimulatedClock(now))
    late = {case_no for case_no, due in cases if due <= now}
    assert (await desk.get("/kpis/overdue-count")).json()["value"] == len(late)
    assert (await desk.get("/kpis/overdue-count/trend?from=2026-04-18")).json()[-1]["value"] == len(late)
    listed = (await desk.get("/kpis/overdue-count/cases?limit=200")).json()["items"]
    assert {case["case_no"] for case in listed} == late


async def test_what_has_happened_is_open_now_though_its_own_day_is_tomorrow(desk: Desk) -> None:
    now = datetime(2026, 4, 20, 13, 0, tzinfo=UTC)  # 21:00 in Shanghai, the next day in Auckland
    clock.install(clock.SimulatedClock(now))
    times = {"opened_at": now.isoformat(), "at": now.isoformat(), "due_at": now.isoformat()}
    await desk.post([event(1, **times, zone="Pacific/Auckland"), event(2, **times)])
    await desk.catch_up()
    for kpi in ("open-count", "overdue-count"):
        assert (await desk.get(f"/kpis/{kpi}")).json()["value"] == 2
        assert len((await desk.get(f"/kpis/{kpi}/cases")).json()["items"]) == 2


async def test_a_past_day_ends_when_it_ended_for_the_case(desk: Desk) -> None:
    midnight = {"UTC": "2026-04-18T00:00:00Z", "Asia/Shanghai": "2026-04-17T16:00:00Z"}
    for number, (zone, due) in enumerate(midnight.items()):
        await desk.post(
            [event(number, opened_at="2026-04-10T00:00:00Z", at="2026-04-10T00:00:00Z", due_at=due, zone=zone)]
        )
    await desk.catch_up()
    for day, late in (("2026-04-17", 0), ("2026-04-18", 2)):
        assert (await desk.get(f"/kpis/overdue-count?as_of={day}")).json()["value"] == late
