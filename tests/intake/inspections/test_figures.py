"""What the board says of inspections and findings, against SQL over intake's own tables."""

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text

from services.intake.inspections.lifecycle import TOOLS
from services.metrics import queries
from services.metrics.queries import Window
from shared.auth import Role
from tests.intake.counter import CHINA, ORG, Case
from tests.intake.figures import figures_of
from tests.intake.house import MANAGER, House

MIDNIGHT = datetime(2026, 10, 26, tzinfo=CHINA)
COUNTS = {
    "inspections-done": "SELECT count(*) FROM inspections WHERE status = 'recorded'",
    "inspection-rate": """
        SELECT count(*) / 5.0 / (SELECT count(*) FROM counter_days WHERE held_on BETWEEN '2026-10-26' AND '2026-11-06')
        FROM inspections WHERE status = 'recorded'""",
    "findings-found": "SELECT count(*) FROM findings WHERE status <> 'cancelled'",
    "findings-open": "SELECT count(*) FROM findings WHERE status IN ('to_fix', 'fixed')",
    "findings-in-time-rate": """
        SELECT avg(in_time) FROM (
            SELECT f.case_no, min(julianday(c.at) <= julianday(s.value ->> 'due_at')) AS in_time
            FROM findings f JOIN json_each(f.clocks) s
            JOIN case_events c ON c.case_no = f.case_no AND c.type LIKE '%.closed.v1'
            WHERE f.status = 'closed' AND s.value ->> 'stopped_at' = (
                SELECT max(t.value ->> 'stopped_at') FROM json_each(f.clocks) t)
            GROUP BY f.case_no)""",
}


async def play(house: House, draw: Random) -> None:
    """Two weeks in which the manager inspects more or less, and things are put right sooner or later."""
    house.counter.time.set(MIDNIGHT)
    await house.posted(from_on="2026-10-26")
    await house.posted(staff="M1", position="counter_manager", from_on="2026-10-26", outlet="XY02")
    for day in range(12):
        await house.counter.until(MIDNIGHT + timedelta(days=day, hours=10))
        if day % 7 < 5:
            await inspect(house, draw, str((MIDNIGHT + timedelta(days=day)).date()))
        await put_right(house, draw)
    wrong = await house.found("badge", outlet="XY02", inspected_on="2026-11-02")
    for what, role, ref in (("fix", Role.TELLER, "T1"), ("closing", MANAGER, None)):
        await house.done(f"/findings/{wrong[0]['case_no']}/{what}", None, role, ref=ref)
    await house.done(f"/inspections/{wrong[0]['inspection_no']}/cancellation")


async def inspect(house: House, draw: Random, day: str) -> None:
    for tool in draw.sample(list(TOOLS.values()), draw.randrange(1, 5)):
        items = [{"item": item.code, "passed": True} for item in tool.items]
        if draw.random() < 0.6:
            items[0] = {"item": tool.items[0].code, "passed": False, "owner": "T1", "limit_days": 2}
        await house.inspected(tool=tool.code, items=items, inspected_on=day)


async def put_right(house: House, draw: Random) -> None:
    for case in sorted(await house.items("/findings", status="to_fix"), key=_found):
        if draw.random() < 0.25:
            await house.done(f"/findings/{case['case_no']}/fix", None, Role.TELLER, ref="T1")
    for case in sorted(await house.items("/findings", status="fixed"), key=_found):
        if draw.random() < 0.7:
            await house.done(f"/findings/{case['case_no']}/{draw.choice(['closing', 'closing', 'reopening'])}")


def _found(case: Case) -> tuple[str, str]:
    """In an order that doesn't hang on case numbers, which are drawn anew each time."""
    return case["opened_at"], case["item"]


async def test_each_figure_equals_a_count_of_its_own(house: House, tmp_path: Path):
    await play(house, Random(4))
    app = house.counter.app
    async with figures_of(app, tmp_path) as session, app.state.sessions() as own:
        for kpi, query in COUNTS.items():
            window = Window(ORG, start=date(2026, 10, 26), end=None if kpi == "findings-open" else date(2026, 11, 6))
            told = await queries.kpi(session, kpi, window)
            assert told.value == pytest.approx(await own.scalar(text(query))), kpi
            assert 0 < (told.value or 0) < (1 if kpi.endswith("-rate") else 60), kpi
        by_item = await queries.kpi(session, "findings-found", Window(ORG, start=date(2026, 10, 26), by="item"))
        assert len(by_item.slices or []) == 5, "the first item of each tool failed now and then"


async def test_a_late_lap_is_late_though_the_last_was_not(house: House, tmp_path: Path):
    (case,) = await house.found("badge")
    await house.counter.until(datetime(2026, 10, 26, 10, tzinfo=CHINA))
    for what in ("fix", "closing", "reopening", "fix", "closing"):
        role, ref = (Role.TELLER, "T1") if what == "fix" else (Role.BRANCH_MANAGER, None)
        await house.done(f"/findings/{case['case_no']}/{what}", None, role, ref=ref)
    async with figures_of(house.counter.app, tmp_path) as session:
        told = await queries.kpi(session, "findings-in-time-rate", Window(ORG))
    assert (told.numerator, told.denominator, told.value) == (0, 1, 0.0)
