"""advance_all(): what advance() does, for many cases at once."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from shared import clock
from shared.auth import Actor
from shared.case_bulk import advance_all, load_all, new_case
from shared.cases import advance, get_case
from shared.clock import SimulatedClock
from shared.db import Sessions
from shared.errors import IllegalTransition, RuleBroken
from shared.tables import case_events
from shared.tables import timers as timer_rows
from tests.shared.reservations import LIBRARIAN, MONDAY, Reservation, create, reservation, set_aside

ALONE, TOGETHER = "R-1", ("R-2", "R-3")


@pytest.fixture
def time() -> Iterator[SimulatedClock]:
    simulated = SimulatedClock(MONDAY)
    before = clock.install(simulated)
    yield simulated
    clock.install(before)


@pytest.fixture
async def sessions(core_sessions: Sessions, time: SimulatedClock) -> Sessions:
    await create(core_sessions)
    return core_sessions


async def left(sessions: Sessions, case_no: str) -> list[Any]:
    """All that the steps of a case left behind, but for its number."""
    async with sessions() as session:
        case = await get_case(session, Reservation, case_no, Actor.system())
        told = (await session.execute(select(case_events).where(case_events.c.case_no == case_no))).all()
        due = (await session.execute(select(timer_rows).where(timer_rows.c.case_no == case_no))).all()
    row = {name: value for name, value in vars(case).items() if name not in ("case_no", "_sa_instance_state")}
    events = [
        (each.version, each.type, each.at, each.actor, orjson.loads(each.data) | {"case_no": ""}) for each in told
    ]
    return [row, sorted(events, key=lambda event: event[0]), sorted((each.name, each.due_at) for each in due)]


async def _by_one(sessions: Sessions, actions: Sequence[str]) -> None:
    for action in actions:
        async with sessions.begin() as session:
            is_new = action == "place"
            case = reservation(ALONE) if is_new else await get_case(session, Reservation, ALONE, LIBRARIAN)
            await advance(session, case, action, LIBRARIAN)


async def _at_once(sessions: Sessions, actions: Sequence[str], fees_of_the_last: int = 0) -> None:
    for action in actions:
        async with sessions.begin() as session:
            is_new = action == "place"
            here = Reservation.case_no.in_(TOGETHER)
            cases = [*map(reservation, TOGETHER)] if is_new else await load_all(session, Reservation, here)
            cases[-1].fees = fees_of_the_last
            await advance_all(session, cases, action, LIBRARIAN)


@pytest.mark.parametrize("actions", [["place"], ["place", "set_aside"], ["place", "set_aside", "keep", "collect"]])
async def test_many_at_once_leave_what_each_would_by_itself(
    sessions: Sessions, time: SimulatedClock, actions: list[str]
):
    await _by_one(sessions, actions)
    await _at_once(sessions, actions)
    for case_no in TOGETHER:
        assert await left(sessions, case_no) == await left(sessions, ALONE)


async def test_columns_are_written_that_changed_on_each(sessions: Sessions, time: SimulatedClock):
    await set_aside(sessions, *TOGETHER)
    time.advance(timedelta(hours=1))
    async with sessions.begin() as session:
        first, second = await load_all(session, Reservation, Reservation.case_no.in_(TOGETHER))
        first.fees = 120
        await advance_all(session, [first, second], "keep", LIBRARIAN)
    assert [(await left(sessions, case_no))[0]["fees"] for case_no in TOGETHER] == [120, 0]


async def test_cases_moved_again_in_their_transaction_are_written_as_they_stand(
    sessions: Sessions, time: SimulatedClock
):
    """A new one and one that was loaded; a fee that came and went is gone."""
    await set_aside(sessions, ALONE)
    async with sessions.begin() as session:
        new = new_case(Reservation, case_no="R-2", org="3503", fees=0, reminders=0)
        await advance_all(session, [new], "place", LIBRARIAN)
        await advance_all(session, [new], "set_aside", LIBRARIAN)
        both = [*await load_all(session, Reservation, Reservation.case_no == ALONE), new]
        for fees, action in ((120, "keep"), (0, "release"), (0, "collect")):
            for case in both:
                case.fees = fees
            await advance_all(session, both, action, LIBRARIAN)
    assert await left(sessions, "R-2") == await left(sessions, ALONE)
    assert [(await left(sessions, case_no))[0]["fees"] for case_no in (ALONE, "R-2")] == [0, 0]


async def test_one_that_is_refused_stops_them_all(sessions: Sessions):
    await set_aside(sessions, *TOGETHER)
    before = await left(sessions, "R-2")
    with pytest.raises(RuleBroken):
        await _at_once(sessions, ["collect"], fees_of_the_last=120)
    assert await left(sessions, "R-2") == before
    with pytest.raises(IllegalTransition):
        await _at_once(sessions, ["set_aside"])


async def test_two_who_move_the_same_cases_take_turns(sessions: Sessions):
    """Who comes second finds them moved."""
    await set_aside(sessions, *TOGETHER)
    done = await asyncio.gather(*(_at_once(sessions, ["keep"]) for _ in range(2)), return_exceptions=True)
    assert sorted(type(each) for each in done if each) == [IllegalTransition]


async def test_nothing_to_move_is_nothing_done(sessions: Sessions):
    async with sessions.begin() as session:
        await advance_all(session, [], "keep", LIBRARIAN)


@pytest.mark.parametrize("setting", ["embedded"], indirect=True)
async def test_cases_of_an_earlier_transaction_that_moved_since_are_stale(sessions: Sessions):
    await set_aside(sessions, *TOGETHER)
    async with sessions.begin() as session:
        cases = await load_all(session, Reservation, Reservation.case_no.in_(TOGETHER))
    await _at_once(sessions, ["keep"])
    with pytest.raises(StaleDataError):
        async with sessions.begin() as session:
            await advance_all(session, cases, "keep", LIBRARIAN)
