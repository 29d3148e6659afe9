"""Two tellers at the same instant, on SQLite and on PostgreSQL: never the same number, never two at one window."""

import asyncio
from collections import Counter as Tally
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.auth import Role
from shared.clock import SimulatedClock
from shared.settings import Settings
from shared.testing.databases import BOTH, database, migrate_quickly
from tests.intake.counter import ORG, counter_in
from tests.intake.visits.hall import OUTLET, TICKET, Hall


@pytest.fixture(params=BOTH)
async def hall(request: pytest.FixtureRequest, time: SimulatedClock, tmp_path: Path) -> AsyncIterator[Hall]:
    async with database(request.param, tmp_path) as url:
        settings = Settings(data=tmp_path, database_url=url, jobs=False)
        await migrate_quickly(settings, "intake")
        async with counter_in(settings, time) as counter:
            yield Hall(counter)


async def test_tickets_taken_at_once_have_different_numbers(hall: Hall):
    taken = await asyncio.gather(*(hall.take() for _ in range(8)))
    assert sorted(case["ticket_no"] for case in taken) == [f"A00{number}" for number in range(1, 9)]


async def test_windows_that_call_at_once_get_different_numbers(hall: Hall):
    for _ in range(12):
        await hall.take()
    windows = [str(number) for number in range(1, 7)]
    for _ in range(2):
        answers = await asyncio.gather(*(hall.ask_next(window) for window in windows))
        assert {answer.status_code for answer in answers} == {200}, [answer.text for answer in answers]
        called = [answer.json() for answer in answers]
        assert set(Tally(case["ticket_no"] for case in called).values()) == {1}
        for case in called:
            assert [event.version for event in await hall.counter.events(case)] == [1, 2]
            await hall.step(case, "abandonment", {"reason": "left"})
    assert (await hall.get("/queues", org=ORG, outlet=OUTLET))["waiting"] == 0


@pytest.mark.parametrize("attempt", range(3))
async def test_of_two_windows_one_gets_the_last_number(hall: Hall, attempt: int):
    await hall.take()
    answers = await asyncio.gather(hall.ask_next("1"), hall.ask_next("2"))
    assert sorted(answer.status_code for answer in answers) == [200, 404]


async def test_a_button_pressed_twice_at_once_calls_one_number(hall: Hall):
    await hall.take()
    await hall.take()
    answers = await asyncio.gather(hall.ask_next("1"), hall.ask_next("1"))
    assert sorted(answer.status_code for answer in answers) == [200, 409], [answer.text for answer in answers]
    assert (await hall.get("/queues", org=ORG, outlet=OUTLET))["waiting"] == 1


async def test_one_number_called_to_two_windows_goes_to_one(hall: Hall):
    case = await hall.take()
    path = f"/visits/{case['case_no']}/call"
    calls = (hall.post(path, Role.TELLER, {"window_no": window}) for window in ("1", "2"))
    answers = await asyncio.gather(*calls)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    held = next(answer.json() for answer in answers if answer.status_code == 200)
    assert (await hall.get(f"/visits/{case['case_no']}"))["window_no"] == held["window_no"]


async def test_the_order_is_the_same_on_both_databases(hall: Hall):
    for reason in (None, "elderly", None, "vip"):
        await hall.post("/visits", Role.TELLER, TICKET | {"priority_reason": reason})
    called = [(await hall.call_next(window))["ticket_no"] for window in "1234"]
    assert called == ["A002", "A004", "A001", "A003"]
