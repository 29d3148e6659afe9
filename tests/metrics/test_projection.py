"""The projection on a real database and log: exactly once, provable, rebuilt while it serves."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.metrics import listing, queries
from services.metrics import verify as verifying
from services.metrics.kpis import KPIS
from services.metrics.listing import Choice
from services.metrics.projection import Projection
from services.metrics.pulse import Pulse
from services.metrics.queries import Window
from services.metrics.rebuild import drop, rebuild
from services.metrics.store import Superseded, live_generation
from services.metrics.verify import verify
from services.metrics.worker import follow, open_store
from shared import clock
from shared.bus import Message, Record
from shared.bus.local import LocalBus
from shared.db import make_sessions
from shared.migrate import migrate_engine
from shared.pagination import PageRequest
from tests.metrics import histories
from tests.metrics.memory_store import Delivery

NOW = datetime(2026, 4, 20, 7, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _april() -> Any:
    previous = clock.install(clock.SimulatedClock(NOW))
    yield
    clock.install(previous)


def some_cases(number: int) -> list[histories.Case]:
    """Random, but the same at each run."""
    cases: list[histories.Case] = []

    @given(st.data())
    @settings(max_examples=number, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def draw(data: st.DataObject) -> None:
        cases.append(data.draw(histories.cases(number=len(cases))))

    draw()
    return cases


async def publish(log: LocalBus, cases: list[histories.Case], topic: str = histories.TOPIC) -> None:
    events = [histories.record(event, 0) for case in cases for event in case]
    assert not any(await log.publish([Message(topic, record.key, record.value) for record in events]))


async def project(engine: AsyncEngine, log: LocalBus) -> None:
    store = open_store(engine, await live_generation(engine))
    await Projection(store).catch_up(log)
    await store.close()


async def value(engine: AsyncEngine, kpi: str, **window: Any) -> Any:
    async with make_sessions(engine)() as session:
        return await queries.kpi(session, kpi, Window(**window))


async def test_the_schema_goes_down_and_up_again(engine: AsyncEngine) -> None:
    await migrate_engine(engine, "metrics", "base")
    await migrate_engine(engine, "metrics")
    assert await live_generation(engine) == 1


async def test_what_is_stored_equals_the_log(engine: AsyncEngine, log: LocalBus) -> None:
    await publish(log, some_cases(60))
    await project(engine, log)
    report = await verify(engine, log)
    assert report.equal
    assert (report.facts, report.events > 100, report.cells > 1000) == (60, True, True)


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("UPDATE cells SET n = n + 1 WHERE series_id = (SELECT min(series_id) FROM cells)", "cell"),
        ("DELETE FROM facts WHERE key = (SELECT min(key) FROM facts)", "fact"),
        ("DELETE FROM buckets WHERE period = (SELECT min(period) FROM buckets)", "buckets"),
    ],
)
async def test_damage_is_found_and_named(engine: AsyncEngine, log: LocalBus, damage: str, what: str) -> None:
    await publish(log, some_cases(20))
    await project(engine, log)
    async with engine.begin() as connection:
        await connection.execute(text(damage))
    assert what in {difference.what for difference in (await verify(engine, log)).differences}


async def test_a_fact_stored_before_a_field_was_added_is_no_difference(engine: AsyncEngine, log: LocalBus) -> None:
    await publish(log, some_cases(5))
    await project(engine, log)
    async with engine.begin() as connection:
        for name, data in (await connection.execute(text("SELECT key, data FROM facts"))).all():
            state, trail = msgspec.msgpack.decode(data)
            shorter = msgspec.msgpack.encode([state, [step[:-1] for step in trail]])
            await connection.execute(
                text("UPDATE facts SET data = :data WHERE key = :key"), {"data": shorter, "key": name}
            )
    assert (await verify(engine, log)).equal


async def test_what_the_numbers_lack_at_the_end_of_the_log_is_told(
    engine: AsyncEngine, log: LocalBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "PATIENCE_SECONDS", 0.5)
    cases = some_cases(20)
    await publish(log, cases[:10])
    await project(engine, log)
    await publish(log, cases[10:])
    report = await verify(engine, log)
    assert (report.equal, report.facts, report.behind) == (True, 10, sum(map(len, cases[10:])))


async def test_numbers_on_their_way_to_the_end_of_the_log_are_waited_for(engine: AsyncEngine, log: LocalBus) -> None:
    await publish(log, some_cases(20))

    async def come_late() -> None:
        await asyncio.sleep(0.5)
        await project(engine, log)

    coming = asyncio.create_task(come_late())
    assert (await verify(engine, log)).behind == 0
    await coming


async def test_events_read_again_after_a_lost_position_change_nothing(engine: AsyncEngine, log: LocalBus) -> None:
    cases = some_cases(20)
    await publish(log, cases)
    await project(engine, log)
    before = await value(engine, "opened")
    await publish(log, cases)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE positions SET next_offset = 0"))
    await project(engine, log)
    assert (await value(engine, "opened")).numerator == before.numerator
    assert (await verify(engine, log)).equal


async def test_of_two_workers_on_one_partition_only_one_counts(engine: AsyncEngine, log: LocalBus) -> None:
    await publish(log, some_cases(5))
    first, second = (Projection(open_store(engine, 1)) for _ in range(2))
    async with log.consume("a", [histories.TOPIC], first.resume) as consumer:
        records = await consumer.fetch(1000, 1)
        ends = await consumer.ends()
    await second.resume(frozenset(ends))
    batches = [await each.fold(records, ends) for each in (first, second)]
    assert batches[0]
    assert batches[1]
    store = open_store(engine, 1)
    await store.write(batches[0])
    with pytest.raises(Superseded):
        await store.write(batches[1])
    await store.close()
    for each in (first, second):
        await each._store.close()
    assert (await verify(engine, log)).equal


async def test_a_worker_that_gets_a_partition_back_knows_what_another_did_meanwhile(
    engine: AsyncEngine, log: LocalBus
) -> None:
    cases, stores = some_cases(20), [open_store(engine, 1) for _ in range(2)]
    first, second = (Projection(store) for store in stores)
    for number, worker in enumerate((first, second, first, second)):
        await publish(log, [case[number : number + 1] for case in cases])
        await worker.catch_up(log, [histories.TOPIC])
    for store in stores:
        await store.close()
    assert max(len(case) for case in cases) > 3
    assert (await verify(engine, log)).equal


class Shaken(Delivery):
    """The partition is given away and back after each piece."""

    projection: Projection

    async def fetch(self, limit: int, wait_seconds: float) -> list[Record]:
        await self.projection.resume(frozenset(await self.ends()))
        return await super().fetch(limit, wait_seconds)


async def test_a_partition_given_away_and_back_in_mid_batch_loses_no_ground(engine: AsyncEngine) -> None:
    records = [histories.record(event, n) for n, event in enumerate(e for case in some_cases(10) for e in case)]
    consumer, store = Shaken([records[:20], records[:5]]), open_store(engine, 1)
    consumer.projection = Projection(store)
    batch = await consumer.projection._take(consumer, await Delivery.fetch(consumer, 20, 0.0))
    await store.close()
    assert batch is not None
    assert [(move.start, move.next) for move in batch.moves.values()] == [(0, 20)]


async def test_an_event_that_does_not_fit_is_kept_aside_and_stops_nobody(engine: AsyncEngine, log: LocalBus) -> None:
    await log.publish([Message(histories.TOPIC, "bad", b'{"data": {"case_no": "X1", "version": 0}}')])
    await log.publish([Message(histories.TOPIC, "breach", b'{"data": {"threshold": 80}}')])
    await publish(log, some_cases(3))
    await project(engine, log)
    async with engine.begin() as connection:
        reasons = list((await connection.execute(text("SELECT reason FROM refused_events"))).scalars())
    assert len(reasons) == 1
    assert "$.data" in reasons[0]
    assert (await value(engine, "opened", start=NOW.date() - timedelta(days=80))).numerator == 3


async def test_a_rebuild_swaps_while_the_service_goes_on(engine: AsyncEngine, log: LocalBus) -> None:
    cases, pulse = some_cases(40), Pulse()
    await publish(log, cases[:30])
    service = asyncio.create_task(follow(engine, log, pulse))
    await settled(engine, log)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE cells SET n = n + 5"))
    assert await rebuild(engine, log) == 2
    await publish(log, cases[30:])
    await settled(engine, log)
    service.cancel()
    await asyncio.gather(service, return_exceptions=True)
    report = await verify(engine, log)
    assert report.equal
    assert report.facts == 40
    async with engine.connect() as connection:
        left = await connection.execute(text("SELECT count(*) FROM facts WHERE generation = 1"))
        assert left.scalar_one() == 0


async def settled(engine: AsyncEngine, log: LocalBus) -> None:
    """Wait until the live generation has taken in the whole log."""
    async with asyncio.timeout(30):
        while await behind(engine, log):  # noqa: ASYNC110 - looked at from outside, as another process would
            await asyncio.sleep(0.05)


async def behind(engine: AsyncEngine, log: LocalBus) -> bool:
    async with engine.connect() as connection:
        query = """SELECT sum(next_offset) FROM positions
                   WHERE generation = (SELECT generation FROM live_generation)"""
        done = (await connection.execute(text(query))).scalar_one() or 0
    return int(done) < sum(log.ends.values())


async def test_a_dropped_generation_leaves_nothing(engine: AsyncEngine, log: LocalBus) -> None:
    await publish(log, some_cases(10))
    await project(engine, log)
    await drop(engine, 1)
    async with engine.connect() as connection:
        for table in ("facts", "cells", "buckets", "series", "positions"):
            assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == 0


@pytest.mark.parametrize("org", ["", "35", "350322", "351"])
@pytest.mark.parametrize("days_ago", [0, 20])
async def test_every_number_is_the_count_of_its_cases(
    engine: AsyncEngine, log: LocalBus, org: str, days_ago: int
) -> None:
    await publish(log, some_cases(80))
    await project(engine, log)
    window = Window(org=org, start=NOW.date() - timedelta(days=60), end=NOW.date() - timedelta(days=days_ago))
    async with make_sessions(engine)() as session:
        for answer in await queries.kpis(session, list(KPIS), window):
            kpi = KPIS[answer.kpi.id]
            listed = await everything(session, kpi.id, window, Choice("numerator"))
            counted = answer.denominator if kpi.reading == "mean" else answer.numerator
            assert listed == counted, kpi.id
            if kpi.denominator:
                assert await everything(session, kpi.id, window, Choice("denominator")) == answer.denominator, kpi.id


async def everything(session: Any, kpi: str, window: Window, choice: Choice) -> int:
    total, cursor = 0, None
    while True:
        page = await listing.kpi_cases(session, kpi, window, choice, PageRequest(7, cursor))
        total, cursor = total + sum(case.count for case in page.items), page.next_cursor
        if cursor is None:
            return total


async def test_slices_add_up_to_the_whole_and_list_their_cases(engine: AsyncEngine, log: LocalBus) -> None:
    await publish(log, some_cases(80))
    await project(engine, log)
    start = NOW.date() - timedelta(days=60)
    for by in ("stage", "age", "org"):
        answer = await value(engine, "open-count", start=start, by=by)
        assert answer.slices
        if by != "org":
            assert sum(each.numerator for each in answer.slices) == answer.numerator
        async with make_sessions(engine)() as session:
            for each in answer.slices:
                listed = await everything(
                    session, "open-count", Window(start=start, by=by), Choice("numerator", each.by)
                )
                assert listed == each.numerator, (by, each.by)


async def test_the_curve_ends_where_the_number_stands(engine: AsyncEngine, log: LocalBus) -> None:
    await publish(log, some_cases(60))
    await project(engine, log)
    start = NOW.date() - timedelta(days=45)
    for kpi in ("open-count", "overdue-count", "turnaround-p90", "opened"):
        async with make_sessions(engine)() as session:
            points = await queries.trend(session, kpi, Window(start=start))
            for point in points[::9]:
                day = Window(start=point.start, end=point.start)
                assert (await queries.kpi(session, kpi, day)).value == point.value, (kpi, point.start)
            assert points[-1].start == NOW.date()


async def test_a_page_reads_a_bounded_number_of_cases_and_leads_on(
    engine: AsyncEngine, log: LocalBus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "SCANNED", 5)
    monkeypatch.setattr(listing, "MOST_SCANNED", 10)
    await publish(log, some_cases(60))
    await project(engine, log)
    window, page = Window(start=NOW.date() - timedelta(days=60)), PageRequest(50)
    async with make_sessions(engine)() as session:
        first = await listing.kpi_cases(session, "opened", window, Choice(), page)
        assert (len(first.items), first.next_cursor) == (10, f"{first.items[-1].kind}/{first.items[-1].case_no}")
        assert await everything(session, "opened", window, Choice()) == 60
        rare = replace(window, by="handler")
        assert await everything(session, "open-count", rare, Choice(value="nobody")) == 0


async def test_a_machine_is_nobodys_teller(engine: AsyncEngine, log: LocalBus) -> None:
    (case,) = some_cases(1)
    accepted = case[0] | {"kind": "application", "opened_at": NOW, "at": NOW}
    takers = [("t1", False), ("t1", False), ("t2", False), ("bank-interface", True), ("system", True)]
    events = [
        accepted | {"case_no": f"A{number}", "by": by, "by_machine": by_machine}
        for number, (by, by_machine) in enumerate(takers)
    ]
    await publish(log, [[event] for event in events])
    await project(engine, log)
    answer = await value(engine, "items-per-teller")
    assert (answer.numerator, answer.denominator) == (3, 2)
    opened = await value(engine, "opened", by="teller")
    assert {each.by: each.numerator for each in opened.slices} == {"t1": 2, "t2": 1}
