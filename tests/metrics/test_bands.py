"""Cells lie by band: ranges are cut at its edges, and what was stored before there were bands is moved into them."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.metrics import queries
from services.metrics.kpis import KPIS
from services.metrics.periods import band_of, day_code, in_bands, month_of, year_of
from services.metrics.queries import Window
from services.metrics.verify import verify
from shared.bus.local import LocalBus
from shared.db import make_engine, make_sessions, sqlite_url
from shared.migrate import migrate_engine
from tests.metrics.test_projection import project, publish, some_cases

DAYS = st.integers(day_code(date(1969, 12, 31)), day_code(date(2200, 12, 31)))
CODES = st.one_of(DAYS, DAYS.map(month_of), DAYS.map(month_of).map(year_of))


@given(CODES, st.integers(-1, 1_500))
def test_a_range_is_cut_into_whole_bands(first: int, more: int) -> None:
    parts = list(in_bands(first, first + more))
    assert [code for _, low, high in parts for code in range(low, high + 1)] == list(range(first, first + more + 1))
    assert all(band_of(code) == band for band, low, high in parts for code in range(low, high + 1))
    assert len({band for band, _, _ in parts}) == len(parts)


@given(DAYS, DAYS)
def test_bands_hold_the_days_of_a_month_the_months_of_a_year_and_all_years(one: int, other: int) -> None:
    months = month_of(one), month_of(other)
    years = year_of(months[0]), year_of(months[1])
    assert (band_of(one) == band_of(other)) == (months[0] == months[1])
    assert (band_of(months[0]) == band_of(months[1])) == (years[0] == years[1])
    assert len({band_of(one), band_of(months[0]), band_of(years[0])}) == 3
    assert band_of(years[0]) == band_of(years[1])
    assert all(0 <= band_of(code) < 2**15 for code in (one, *months, *years))  # a smallint


async def test_what_was_stored_before_there_were_bands_is_moved_into_them(engine: AsyncEngine) -> None:
    days = [day_code(date(1969, 12, 31) + timedelta(days=97 * step)) for step in range(860)]
    days += [day_code(date(year, month, 1)) + off for year in (1970, 2000, 2026) for month in (1, 3) for off in (-1, 0)]
    codes = sorted({code for day in days for code in (day, month_of(day), year_of(month_of(day)))})
    cells = [{"id": code % 7, "period": code, "n": code % 11} for code in codes]
    await migrate_engine(engine, "metrics", "0002")
    async with engine.begin() as connection:
        await connection.execute(text("INSERT INTO cells VALUES (:id, :period, 3, :n, -5)"), cells)
        await connection.execute(text("INSERT INTO buckets VALUES (:id, :period, 4, :counts)"), [
            {"id": cell["id"], "period": cell["period"], "counts": b"%d" % cell["n"]} for cell in cells
        ])  # fmt: skip
    await migrate_engine(engine, "metrics")
    async with engine.begin() as connection:
        moved = await connection.execute(text("SELECT band, series_id, period, shard, n, total FROM cells"))
        assert sorted(map(tuple, moved)) == sorted(
            (band_of(cell["period"]), cell["id"], cell["period"], 3, cell["n"], -5) for cell in cells
        )
        moved = await connection.execute(text("SELECT band, series_id, period, shard, counts FROM buckets"))
        assert sorted((*at, bytes(counts)) for *at, counts in moved) == sorted(
            (band_of(cell["period"]), cell["id"], cell["period"], 4, b"%d" % cell["n"]) for cell in cells
        )
    await migrate_engine(engine, "metrics", "0002")
    async with engine.begin() as connection:
        back = await connection.execute(text("SELECT series_id AS id, period, n FROM cells ORDER BY period"))
        assert [dict(row) for row in back.mappings()] == cells


async def test_sqlite_reads_a_table_of_cells_at_most_once(tmp_path: Path, log: LocalBus) -> None:
    """It keeps no statistics, so the order of a join is what the statement says."""
    engine = make_engine(sqlite_url(tmp_path / "metrics.db"))
    await migrate_engine(engine, "metrics")
    await publish(log, some_cases(5))
    await project(engine, log)
    asked: list[tuple[str, Any]] = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    await verify(engine, log)
    async with make_sessions(engine)() as session:
        await queries.kpis(session, list(KPIS), Window())
        await queries.trend(session, "pending-count", Window())
    readers = [(query, values) for query, values in asked if re.search(r"(JOIN|FROM) (cells|buckets) ", query)]
    assert len(readers) >= 6
    async with engine.connect() as connection:
        for query, values in readers:
            plan = [row.detail for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)]
            reads = [step for step in plan if re.match(r"(SCAN|SEARCH) [cb]\b", step) and "series_id=?" not in step]
            assert reads in ([], plan[:1]), plan
    await engine.dispose()
