"""The end of the calendar data is told long before a clock needs a day beyond it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from structlog.testing import capture_logs

from shared import calendar_data, calendar_outlook, clock
from shared.auth import Role
from shared.calendar_data import load_calendars
from shared.calendar_outlook import WARN_DAYS, outlook
from shared.clock import SimulatedClock
from shared.db import Sessions
from shared.gauges import Gauges
from tests.shared.library import library, reader_of

YEAR_2027 = """
[[year]]
year = 2027
source = "made up for this test"
holidays = [{ name = "元旦", from = 2027-01-01, to = 2027-01-03 }]
"""


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedClock]:
    """Local noon on the last day on which nothing need be said."""
    monkeypatch.setattr(calendar_outlook, "_told", set())
    before = clock.install(simulated := SimulatedClock(datetime(2026, 11, 16, 4, 0, tzinfo=UTC)))
    calendar_data.install(load_calendars())
    yield simulated
    calendar_data.install(None)
    clock.install(before)


def test_it_is_told_from_the_day_on_that_leaves_too_few(time: SimulatedClock) -> None:
    assert outlook() == (WARN_DAYS, date(2026, 12, 31), None)
    time.set(datetime(2026, 11, 16, 16, 0, tzinfo=UTC))  # midnight at the counter
    left, until, warning = outlook()
    assert (left, until) == (WARN_DAYS - 1, date(2026, 12, 31))
    assert warning is not None
    assert "[[year]] block with year = 2027" in warning.en
    time.set(datetime(2027, 2, 1, tzinfo=UTC))
    assert outlook()[:2] == (-32, date(2026, 12, 31))


def test_a_year_that_is_declared_silences_it(time: SimulatedClock, tmp_path: Path) -> None:
    time.set(datetime(2026, 12, 20, tzinfo=UTC))
    (tmp_path / "own.toml").write_text(YEAR_2027)
    calendar_data.install(load_calendars(tmp_path / "own.toml"))
    assert outlook()[1:] == (date(2027, 12, 31), None)


@pytest.mark.usefixtures("_unpublished")
async def test_a_process_logs_it_once_and_a_service_says_it_while_ready(time: SimulatedClock, tmp_path: Path) -> None:
    time.set(datetime(2026, 12, 1, tzinfo=UTC))
    with capture_logs() as told:
        for _ in range(2):  # as many apps as a process holds
            async with (
                library(tmp_path) as app,
                app.router.lifespan_context(app),
                reader_of(app, tmp_path, Role.TELLER) as client,
            ):
                answer = await client.get("/readyz")
    assert [each["days_left"] for each in told if each["event"] == "calendar.ends_soon"] == [30]
    assert (answer.status_code, answer.json()["calendar"]["until"]) == (200, "2026-12-31")
    assert "GUIMIAN_CALENDARS" in answer.json()["calendar"]["warning"]


async def test_a_services_calendars_are_those_of_its_settings(time: SimulatedClock, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(YEAR_2027)
    for own, until in ((tmp_path / "own.toml", "2027-12-31"), (None, "2026-12-31")):
        async with library(tmp_path, calendars=own) as app, reader_of(app, tmp_path, Role.TELLER) as client:
            assert (await client.get("/readyz")).json()["calendar"]["until"] == until


async def test_prometheus_can_alert_on_it(time: SimulatedClock, core_sessions: Sessions) -> None:
    await Gauges(core_sessions, registry := CollectorRegistry()).look()
    assert b"guimian_calendar_days_left 45.0" in generate_latest(registry)
