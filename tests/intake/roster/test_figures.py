"""Items a head of the front desk, against SQL over the roster's own tables; a correction moves them."""

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics import queries
from services.metrics.queries import Window
from shared.auth import Role
from tests.intake.counter import CHINA, ORG
from tests.intake.figures import figures_of
from tests.intake.house import House

MIDNIGHT = datetime(2026, 10, 26, tzinfo=CHINA)
START, END = date(2026, 10, 26), date(2026, 11, 6)
# Each half of each working day on which somebody stands on the front desk; the days are two plain weeks.
HALVES = """
    WITH RECURSIVE days(day) AS (
        SELECT '2026-10-26' UNION ALL SELECT date(day, '1 day') FROM days WHERE day < '2026-11-06'
    ), halves AS (
        SELECT p.staff, p.outlet, day, half FROM days
        JOIN staff_positions p ON p.from_on <= day AND coalesce(p.to_on, '2199-01-01') >= day AND p.removed_at IS NULL
        JOIN (SELECT 'morning' AS half UNION ALL SELECT 'afternoon')
        WHERE strftime('%w', day) NOT IN ('0', '6') AND p.position = 'teller' AND NOT EXISTS (
            SELECT 1 FROM staff_leaves l WHERE l.staff = p.staff AND l.removed_at IS NULL AND l.part IN ('full', half)
            AND day BETWEEN l.from_on AND l.to_on))"""
ITEMS = "(SELECT count(*) FROM applications WHERE date(opened_at, '8 hours') <= '2026-11-06')"
COUNTS = {
    "front-desk-person-days": f"{HALVES} SELECT count(*) / 2.0 FROM halves",
    "items-per-front-desk-day": f"{HALVES} SELECT {ITEMS} * 2.0 / count(*) FROM halves",
    "items-per-front-desk-teller": f"{HALVES} SELECT {ITEMS} * 1.0 / count(DISTINCT staff) FROM halves",
    "items-per-front-desk-teller-month": f"""{HALVES}
        SELECT {ITEMS} * 1.0 / count(DISTINCT staff || substr(day, 1, 7)) FROM halves""",
}


async def play(house: House, draw: Random) -> None:
    """Two weeks of two outlets: people come, go, fall ill and change their position, some of it told too late."""
    house.counter.time.set(MIDNIGHT)
    for number in range(5):
        await house.posted(staff=f"T{number}", outlet=f"XY0{number % 2}", from_on="2026-10-26")
    await house.posted(staff="M1", position="counter_manager", from_on="2026-10-26")
    late = await house.posted(staff="T9", from_on="2026-10-28", to_on="2026-10-30")
    for day in range(14):
        await house.counter.until(MIDNIGHT + timedelta(days=day, hours=10))
        for _ in range(draw.randrange(4)):
            await accept(house, f"T{draw.randrange(5)}")
        if draw.random() < 0.6:
            away = MIDNIGHT.date() + timedelta(days=draw.randrange(12))
            part = draw.choice(["full", "morning", "afternoon"])
            await house.post("/leaves", {
                "staff": f"T{draw.randrange(3)}", "type": "sick", "part": part, "from_on": str(away),
                "to_on": str(away + timedelta(days=draw.randrange(2))),
            })  # fmt: skip
    leave = await house.away("T4", "2026-10-27", to_on="2026-10-28")
    await house.done(f"/leaves/{leave['id']}/cancellation")
    await house.done(f"/positions/{late['id']}/removal")
    (row,) = await house.items("/positions", staff="T3")
    await house.done(f"/positions/{row['id']}/change", {"position": "cashier", "from_on": "2026-10-30"})


async def accept(house: House, teller: str) -> None:
    headers = house.counter.token(Role.TELLER, ref=teller)
    form = house.counter.form(form_on="2026-10-26")
    answer = await house.counter.http.post("/v1/applications", json=form, headers=headers)
    assert answer.status_code == 201, answer.text


async def told(session: AsyncSession, kpi: str, by: str | None = None) -> queries.KpiAnswer:
    return await queries.kpi(session, kpi, Window(ORG, start=START, end=END, by=by))


async def test_each_figure_equals_a_count_of_its_own(house: House, tmp_path: Path):
    await play(house, Random(11))
    app = house.counter.app
    async with figures_of(app, tmp_path) as session, app.state.sessions() as own:
        for kpi, query in COUNTS.items():
            assert (await told(session, kpi)).value == pytest.approx(await own.scalar(text(query))), kpi
        by_teller = text(f"{HALVES} SELECT staff, count(*) / 2.0 FROM halves GROUP BY staff ORDER BY staff")
        slices = (await told(session, "front-desk-person-days", "teller")).slices or []
        assert [(each.by, each.value) for each in slices] == [tuple(row) for row in await own.execute(by_teller)]
        assert 1 < len(slices) < 6, "T9 was taken back, and the manager never was on the front desk"
        items = (await told(session, "items-per-front-desk-day", "teller")).slices or []
        assert sum(each.numerator for each in items) == (await told(session, "items-per-front-desk-day")).numerator


async def test_a_leave_told_afterwards_moves_the_number(house: House, tmp_path: Path):
    house.counter.time.set(MIDNIGHT)
    await house.posted(from_on="2026-10-26")
    await house.posted(staff="T2", from_on="2026-10-26")
    await house.counter.until(MIDNIGHT + timedelta(days=3))
    await accept(house, "T1")
    (tmp_path / "before").mkdir()
    async with figures_of(house.counter.app, tmp_path / "before") as session:
        days = await queries.kpi(session, "front-desk-person-days", Window(ORG))
        assert (days.value, days.numerator) == (8, 16), "today, as it is planned, included"
    await house.away("T2", "2026-10-27", part="morning")
    (tmp_path / "after").mkdir()
    async with figures_of(house.counter.app, tmp_path / "after") as session:
        assert (await queries.kpi(session, "front-desk-person-days", Window(ORG))).value == 7.5
        assert (await queries.kpi(session, "items-per-front-desk-day", Window(ORG))).value == 1 / 7.5
        assert (await queries.kpi(session, "items-per-front-desk-teller", Window(ORG))).value == 1 / 2
