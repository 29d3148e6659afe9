"""Samples of two real logs, each rare case in them: the KPIs of every day equal a plain count of the file's rows."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from services.metrics import queries
from shared.db import make_engine, make_sessions
from tests.metrics.importing import SAMPLES, counter_in

DAY = timedelta(days=1)


class Row(NamedTuple):
    """A case as the file has it, in local times without a zone."""

    opened: datetime
    closed: datetime | None
    due: datetime | None


def _time(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _rows(kind: str) -> Iterator[dict[str, str]]:
    with (SAMPLES / f"{kind}_sample.csv").open() as file:
        yield from csv.DictReader(file)


def boston311() -> Iterator[Row]:
    for row in _rows("boston311"):
        yield Row(datetime.fromisoformat(row["open_dt"]), _time(row["closed_dt"]), _time(row["target_dt"]))


def uci498() -> Iterator[Row]:
    last = {row["case_id"]: row for row in _rows("uci498")}
    for row in last.values():
        yield Row(datetime.fromisoformat(row["opened_at"]), _time(row["resolved_at"] or row["closed_at"]), None)


LOGS = {
    "boston311": (boston311, date(2011, 7, 1), date(2012, 6, 30)),
    "uci498": (uci498, date(2016, 2, 29), date(2017, 2, 28)),
}


def expected(rows: list[Row], day: date) -> dict[str, int]:
    start = datetime.combine(day, time())
    end = start + DAY
    left = [row for row in rows if row.opened < end and not (row.closed and row.closed < end)]
    return {
        "opened": sum(start <= row.opened < end for row in rows),
        "closed": sum(bool(row.closed and start <= row.closed < end) for row in rows),
        "open-count": len(left),
        "open-older-than-15-days": sum(row.opened + 15 * DAY < end for row in left),
        "overdue-count": sum(bool(row.due and row.due < end) for row in left),
        "same-day-rate": sum(bool(row.closed and row.closed.date() == row.opened.date() == day) for row in rows),
        "closed-within-5-days": sum(
            bool(row.closed and row.closed.date() == day and row.closed - row.opened <= 5 * DAY) for row in rows
        ),
        "closed-late-rate": sum(
            bool(row.closed and row.due and row.closed.date() == day and row.closed > row.due) for row in rows
        ),
    }


@pytest.mark.parametrize("kind", LOGS)
async def test_every_day_of_a_sample_equals_a_plain_count(kind: str, tmp_path: Path):
    read, first, last = LOGS[kind]
    rows = list(read())
    async with counter_in(tmp_path) as counter:
        report = await counter.bring(SAMPLES / f"{kind}_sample.csv", Path(kind))
        await counter.project()
        assert (report.cases, report.refusals) == (len(rows), 0)
        days = [first + n * DAY for n in range((last - first).days + 1)]
        plain = [expected(rows, day) for day in days]
        engine = make_engine(counter.settings.database_url_of("metrics"))
        async with make_sessions(engine)() as session:
            for kpi in plain[0]:
                points = await queries.trend(session, kpi, queries.Window(kind=kind, start=first, end=last))
                told = {point.start: point.numerator for point in points}
                assert told == {day: count[kpi] for day, count in zip(days, plain, strict=True)}, kpi
        await engine.dispose()


@pytest.mark.parametrize(
    ("kind", "case_no", "opened_at"),
    [("boston311", "101000295613", "2011-07-01T05:32:33Z"), ("uci498", "0000045", "2016-02-29T01:16:00Z")],
)
async def test_times_are_of_the_zone_that_the_map_says(kind: str, case_no: str, opened_at: str, tmp_path: Path):
    async with counter_in(tmp_path) as counter:
        await counter.bring(SAMPLES / f"{kind}_sample.csv", Path(kind))
        assert (await counter.steps(case_no))[0]["opened_at"] == opened_at
