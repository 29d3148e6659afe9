"""However events arrive, cells are the sum over the facts, and equal what a plain count of the cases says."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.metrics import projection as projecting
from services.metrics.cells import Ledger
from services.metrics.deltas import Deltas
from services.metrics.facts import unpack
from services.metrics.periods import day_code
from services.metrics.projection import Projection
from tests.metrics import histories
from tests.metrics.histories import Case
from tests.metrics.memory_store import Delivery, MemoryStore

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = [datetime(2026, 2, 25, tzinfo=SHANGHAI) + timedelta(days=n) for n in range(0, 75, 5)]


@pytest.fixture(autouse=True)
def _short_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some cases are still held when their next event comes, and some are not."""
    monkeypatch.setattr(projecting, "HELD", 2)


def project(batches: list[list[histories.Event]]) -> MemoryStore:
    store, delivery = MemoryStore(), Delivery(histories.records(batches))

    async def run() -> None:
        await Projection(store).follow_to(delivery, await delivery.ends())

    asyncio.run(run())
    return store


def clean(cells: dict) -> dict:
    return {cell: amount for cell, amount in cells.items() if amount not in ((0, 0), {})}


@given(st.data())
@settings(max_examples=120, deadline=None)
def test_cells_are_the_sum_over_the_facts_however_events_arrive(data: st.DataObject) -> None:
    log = data.draw(histories.logs())
    store = project(data.draw(histories.deliveries(log)))
    ledger = Ledger()
    sums = Deltas(ledger.slots)
    for packed in store.facts.values():
        ledger.add(unpack(packed), sums)
    sums.roll_up()
    assert clean(store.cells) == sums.cells()
    buckets = {cell: {k: n for k, n in numbers.items() if n} for cell, numbers in store.buckets.items()}
    assert clean(buckets) == sums.buckets()


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_order_of_arrival_gives_the_same_facts(data: st.DataObject) -> None:
    log = data.draw(histories.logs())
    assert (
        project([[event for case in log for event in case]]).facts
        == project(data.draw(histories.deliveries(log))).facts
    )


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_pending_overdue_and_age_of_every_day_equal_a_count_of_the_cases(data: st.DataObject) -> None:
    log = data.draw(histories.logs())
    store = project(data.draw(histories.deliveries(log)))
    for midnight in DAYS:
        for org in ("", "35", "3503", "350322"):
            inside = [case for case in log if case[0]["org"].startswith(org)]
            expect_levels(store, org, inside, midnight)


def expect_levels(store: MemoryStore, org: str, cases: list[Case], midnight: datetime) -> None:
    end, day = midnight - timedelta(milliseconds=1), day_code(midnight.date()) - 1
    moments = [moment for case in cases if (moment := histories.at(case, end)).is_open]
    assert store.level("open", "", "", org, day) == len(moments)
    for stage, n in Counter(moment.stage for moment in moments).items():
        assert store.level("open", "stage", stage, org, day) == n
    assert store.level("open", "handler", "h1", org, day) == sum(moment.handler == "h1" for moment in moments)
    assert store.level("waiting", "", "", org, day) == sum(moment.waiting is not None for moment in moments)
    assert store.level("with_limit", "", "", org, day) == sum(moment.due is not None for moment in moments)
    assert store.level("overdue", "", "", org, day) == sum(histories.overdue(case, end) for case in cases)
    for age in (5, 15, 50):
        assert store.level("open", "age", str(age), org, day) == sum(histories.older(case, end, age) for case in cases)
