"""A month of the made-up branches: each KPI equals a count by plain SQL over the services' own tables.

With `GUIMIAN_QUARTER=1` a quarter, which takes a quarter of an hour.
"""

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from services.intake.groups import list_work
from services.metrics.kpis import KPIS
from simulator.api import Api
from simulator.play import Play
from simulator.rhythm import Stream
from tests.e2e.figures import differences, is_trivial, morning_of, told_by
from tests.e2e.month import oddities
from tests.e2e.month.ledger import MONTH, QUARTER, Asked
from tests.e2e.month.tables import SQL, STATEMENTS, TRIVIAL
from tests.simulator.playing import over_rest, suite

QUIET = Stream(applications=1.2, visits=2.0, cards=2.0, groups=0.7, banks=3.0, services=3.0, claims=6.0)
SPRINT = datetime(2026, 9, 21, 0, 30, tzinfo=UTC)
# Quiet days; a market day on which the halls are full; then more comes in than is done.
PHASES = (
    (datetime(2026, 9, 17, 12, 0, tzinfo=UTC), QUIET._replace(applications=2.5)),
    (datetime(2026, 9, 18, 12, 0, tzinfo=UTC), QUIET._replace(visits=150.0)),
    (datetime(2026, 10, 1, 1, 0, tzinfo=UTC), QUIET),
)
Period = tuple[date, date]
PERIODS = (
    pytest.param(MONTH, id="month", marks=pytest.mark.timeout(1_500)),
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


@pytest.mark.slow
@pytest.mark.parametrize("period", PERIODS)
async def test_each_kpi_equals_a_count_by_sql(
    period: tuple[date, date], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    whole = Asked("35", *period)
    monkeypatch.setattr(list_work, "POLL_SECONDS", 0.01)  # by the wall, while the play's clock stands still
    oddities.make_frequent(monkeypatch)
    async with suite(tmp_path, morning_of(whole.first)) as app, over_rest(app) as api:
        await play_since(api, whole.first)
        windows = (whole, *(replace(whole, last=evening) for evening in EVENINGS))
        told = await told_by(app, api, (*windows, PART), KPIS)
    assert differences(tmp_path, told) == []
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
