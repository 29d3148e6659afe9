"""A month of the made-up branches: each KPI equals a count by plain SQL over the services' own tables.

With `GUIMIAN_QUARTER=1` a quarter, which takes a quarter of an hour.
"""

import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.intake.groups import list_work
from services.metrics.kpis import KPIS
from services.metrics.kpis.base import Kpi
from services.metrics.verify import verify
from services.suite import create_app
from shared import clock
from shared.clock import SimulatedClock
from shared.db import make_engine
from shared.settings import SERVICES, Settings
from shared.testing.databases import migrate_quickly
from simulator.api import Api
from simulator.branches import Staff
from simulator.play import Play
from simulator.rhythm import Stream
from tests.e2e.month import oddities
from tests.e2e.month.ledger import MONTH, QUARTER, Asked, ledger
from tests.e2e.month.tables import SCALE, SQL, STATEMENTS, TRIVIAL

QUIET = Stream(applications=1.2, visits=2.0, cards=2.0, groups=0.7, banks=3.0, services=3.0, claims=6.0)
SPRINT = datetime(2026, 9, 21, 0, 30, tzinfo=UTC)
# Quiet days; a market day on which the halls are full; then more comes in than is done.
PHASES = (
    (datetime(2026, 9, 17, 12, 0, tzinfo=UTC), QUIET._replace(applications=2.5)),
    (datetime(2026, 9, 18, 12, 0, tzinfo=UTC), QUIET._replace(visits=150.0)),
    (datetime(2026, 10, 1, 1, 0, tzinfo=UTC), QUIET),
)
SECONDS_A = {"minutes": 60, "hours": 3600, "working_hours": 3600, "days": 86_400}
Period = tuple[date, date]
PERIODS = (
    pytest.param(MONTH, id="month"),
    pytest.param(
        QUARTER,
        id="quarter",
        marks=[pytest.mark.skipif("GUIMIAN_QUARTER" not in os.environ, reason="long"), pytest.mark.timeout(3_600)],
    ),
)
PART = Asked("350322", date(2026, 9, 7), date(2026, 9, 18))
# What stood at 0 on the last evening may have stood higher on another; each is a past day to the metrics service.
EVENINGS = tuple(date(2026, 9, day) for day in (11, 18, 23, 29))
# Two plays of one seed differ a little: whose event comes first is up to the machine.
MISSED_BY_CHANCE = 3


def test_each_kpi_of_the_catalogue_has_its_statement_under_its_own_words():
    assert {kpi.id: kpi.population.en for kpi in KPIS.values()} == {id: words for id, (words, _) in SQL.items()}
    assert sum(map(len, STATEMENTS)) == len(SQL), "no two of one KPI"


def morning_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC)


@asynccontextmanager
async def suite(folder: Path, first: date) -> AsyncIterator[FastAPI]:
    settings = Settings(data=folder, sqlite_synchronous="NORMAL", log_level="ERROR")
    for service in SERVICES:
        await migrate_quickly(settings, service)
    simulated = SimulatedClock(morning_of(first))
    real = clock.install(simulated)
    try:
        app = create_app(settings, simulated)
        async with app.router.lifespan_context(app):
            yield app
    finally:
        clock.install(real)


@pytest.mark.slow
@pytest.mark.parametrize("period", PERIODS)
async def test_each_kpi_equals_a_count_by_sql(
    period: tuple[date, date], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    whole = Asked("35", *period)
    monkeypatch.setattr(list_work, "POLL_SECONDS", 0.01)  # by the wall, while the play's clock stands still
    oddities.make_frequent(monkeypatch)
    async with (
        suite(tmp_path, whole.first) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client,
    ):
        await play_since(Api(client), whole.first)
        windows = (whole, *(replace(whole, last=evening) for evening in EVENINGS))
        told = {asked: await answers(Api(client), asked) for asked in (*windows, PART)}
        engine = make_engine(app.state.settings.database_url_of("metrics"))
        assert (await verify(engine, app.state.bus)).equal
        await engine.dispose()
    wrong = {(asked.org, asked.last, *each) for asked in told for each in differences(tmp_path, asked, told[asked])}
    assert wrong == set()
    trivial = {id for id in KPIS if all(is_trivial(told[asked][id]) for asked in windows)}
    assert len(trivial - TRIVIAL) <= MISSED_BY_CHANCE, trivial - TRIVIAL


async def play_since(api: Api, first: date, seed: int = 2) -> None:
    for until, a_day in PHASES:
        play = Play(api, seed=seed, a_day=a_day, rush_from=SPRINT)
        await play.read_clock()
        await play.take_up()
        if play.world.now > morning_of(first) + timedelta(hours=1):
            await oddities.happen(api, play.world.now.date())
        await play.play_until(until)
        assert not play.refusals


async def answers(api: Api, asked: Asked) -> dict[str, Any]:
    window = {"org": asked.org, "from": asked.first.isoformat(), "to": asked.last.isoformat()}
    auditor = Staff("S-auditor", ("auditor",), asked.org)  # who sees the confidential kinds, too
    return {kpi.id: await api.get(auditor, f"/metrics/v1/kpis/{kpi.id}", **window) for kpi in KPIS.values()}


def differences(folder: Path, asked: Asked, told: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Of each KPI that isn't what its statement says: what was told, and what was counted."""
    with ledger(folder, asked) as database:
        counted = {kpi.id: (count(database, kpi), told[kpi.id]) for kpi in KPIS.values()}
    return [(id, said(answer), by_hand) for id, (by_hand, answer) in counted.items() if not agree(by_hand, answer)]


def count(database: sqlite3.Connection, kpi: Kpi) -> tuple[float | None, int, int | None]:
    """Value, numerator and denominator."""
    rows = database.execute(SQL[kpi.id][1]).fetchall()
    seconds = SECONDS_A.get(kpi.unit, 1)
    if kpi.reading == "percentile":
        values = sorted(value for (value,) in rows)
        rank = int((kpi.quantile or 0.5) * (len(values) - 1))
        return values[rank] / seconds if values else None, len(values), len(values)
    ((above, *below),) = rows
    above, scale = above or 0, SCALE.get(kpi.id, 1)
    if kpi.reading in ("count", "amount"):
        return above * scale, above, None
    return above * scale / below[0] / seconds if below[0] else None, above, below[0] or 0


def said(answer: Any) -> tuple[float | None, int, int | None]:
    return answer["value"], answer["numerator"], answer["denominator"]


def agree(by_hand: tuple[float | None, int, int | None], answer: Any) -> bool:
    value, *parts = said(answer)
    if parts != list(by_hand[1:]):
        return False
    if value is None or by_hand[0] is None:
        return value is by_hand[0]
    return value == by_hand[0] if answer["error"] is None else value == pytest.approx(by_hand[0], rel=answer["error"])


def is_trivial(answer: Any) -> bool:
    return not answer["value"] or (answer["kpi"]["unit"] == "%" and answer["value"] == 1)
