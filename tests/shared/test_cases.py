"""advance(): one step, one version, one event, in one transaction."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from shared import clock
from shared.auth import Actor, Role
from shared.case_routes import page_of_cases
from shared.cases import advance, get_case, new_case_no, permit
from shared.clock import SimulatedClock
from shared.db import Sessions, make_engine
from shared.errors import Forbidden, IllegalTransition, NotFound, OutOfScope, RuleBroken, StaleVersion
from shared.pagination import PageRequest
from shared.tables import case_events
from shared.tables import timers as timer_rows
from shared.testing.lifecycles import check_cell, check_every_cell, check_roles, unreachable
from tests.shared.reservations import LIBRARIAN, LIFECYCLE, MONDAY, Reservation, Status, create, reservation, set_aside

REVIEWER = Actor("L2", frozenset({Role.REVIEWER}), "35")


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


async def events(sessions: Sessions, case_no: str = "R-1") -> list[Any]:
    query = select(case_events).where(case_events.c.case_no == case_no).order_by(case_events.c.version)
    async with sessions() as session:
        return list(await session.execute(query))


async def test_a_step_is_written_with_its_event(sessions: Sessions, time: SimulatedClock):
    async with sessions.begin() as session:
        case = await advance(session, reservation(), "place", LIBRARIAN)
        assert (case.status, case.version, case.action, case.by, case.at) == ("placed", 1, "place", "L1", MONDAY)
    (event,) = await events(sessions)
    assert (event.kind, event.version, event.type) == ("reservation", 1, "library.reservation.moved.v1")
    assert (event.at, event.actor, event.published_at) == (MONDAY, "L1", None)
    told = orjson.loads(event.data)
    assert (told["status"], told["action"], told["by"], told["reminders"]) == ("placed", "place", "L1", 0)
    assert [reading["id"] for reading in told["clocks"]] == ["found", "fulfilled"]
    assert told["due_at"] == told["clocks"][0]["due_at"] == "2026-10-13T09:30:00Z"


async def test_the_event_tells_the_state_after_the_step(sessions: Sessions, time: SimulatedClock):
    await set_aside(sessions, "R-1")
    time.advance(timedelta(hours=1))
    async with sessions.begin() as session:
        case = await session.get_one(Reservation, "R-1")
        await advance(session, case, "collect", LIBRARIAN)
    told = orjson.loads((await events(sessions))[-1].data)
    assert (told["version"], told["status"], told["waiting"], told["due_at"]) == (3, "collected", None, None)
    assert (told["opened_at"], told["closed_at"]) == ("2026-10-12T01:00:00Z", "2026-10-12T02:00:00Z")
    assert [reading["net_working_seconds"] for reading in told["clocks"]] == [0, 0], "the reader's hour doesn't count"


@pytest.mark.parametrize(
    ("actor", "is_machine"),
    [
        (LIBRARIAN, False),
        (Actor("gate", frozenset({Role.INTEGRATOR}), "3503"), True),
        (Actor("L9", frozenset({Role.INTEGRATOR, Role.TELLER}), "3503"), False),
        (Actor.system(), True),
    ],
)
async def test_an_event_tells_people_from_machines(sessions: Sessions, actor: Actor, is_machine: bool):
    async with sessions.begin() as session:
        await advance(session, reservation(), "place", actor)
    (event,) = await events(sessions)
    assert orjson.loads(event.data)["by_machine"] is is_machine


async def test_a_case_that_waits_has_no_due_time_of_a_clock_that_stands_still(sessions: Sessions):
    async with sessions.begin() as session:
        case = await advance(session, reservation(), "place", LIBRARIAN)
        await advance(session, case, "set_aside", LIBRARIAN)
        assert (case.waiting, case.due_at, case.closed_at) == ("reader", None, None)
        await advance(session, case, "keep", LIBRARIAN)
        assert (case.waiting, case.due_at) == (None, case.clocks[1].due_at)


@pytest.mark.parametrize(
    ("actor", "action", "problem"),
    [
        (LIBRARIAN, "lapse", Forbidden),
        (LIBRARIAN, "extend", Forbidden),
        (LIBRARIAN, "release", IllegalTransition),
        (Actor("L3", frozenset({Role.TELLER}), "3504"), "keep", OutOfScope),
        (LIBRARIAN, "collect", RuleBroken),
    ],
)
async def test_a_refused_step_writes_nothing(sessions: Sessions, actor: Actor, action: str, problem: type[Exception]):
    await set_aside(sessions, "R-1")
    before = await events(sessions)
    async with sessions.begin() as session:
        case = await session.get_one(Reservation, "R-1")
        case.fees = 500
        await session.flush()
        standing = (case.status, case.version, case.clocks, case.at, case.by)
        with pytest.raises(problem):
            await advance(session, case, action, actor)
        assert (case.status, case.version, case.clocks, case.at, case.by) == standing
    assert await events(sessions) == before


async def test_what_a_command_may_ask_before_its_own_rules(sessions: Sessions):
    case = reservation()
    assert permit(case, "place", LIBRARIAN).target == Status.PLACED
    with pytest.raises(IllegalTransition):
        permit(case, "collect", LIBRARIAN)
    with pytest.raises(Forbidden) as refused:
        permit(case, "place", REVIEWER)
    assert refused.value.extras == {"action": "place", "needs": ["integrator", "teller"]}
    case.status, case.fees = "ready", 500
    assert permit(case, "collect", LIBRARIAN).action == "collect", "guards are asked by advance alone"


async def test_what_would_be_refused_anyway_is_not_offered(sessions: Sessions):
    await set_aside(sessions, "R-1")
    async with sessions.begin() as session:
        case = await get_case(session, Reservation, "R-1", LIBRARIAN)
        assert case.allowed == LIFECYCLE.allowed("ready")
        case.fees = 500
        assert LIFECYCLE.allowed("ready") == ["keep", "extend", "collect"]
        assert case.allowed == ["keep", "extend"]
        kept = await advance(session, case, "keep", LIBRARIAN)
        assert kept.allowed == ["release", "extend"]
        with pytest.raises(IllegalTransition) as refused:
            permit(kept, "place", LIBRARIAN)
        assert refused.value.extras["allowed"] == ["release", "extend"]
        assert (await get_case(session, Reservation, "R-1", Actor.system())).allowed == LIFECYCLE.allowed("kept")


async def test_the_system_needs_no_role_but_satisfies_the_guards(sessions: Sessions):
    async with sessions.begin() as session:
        case = await advance(session, reservation(fees=500), "place", Actor.system())
        await advance(session, case, "set_aside", Actor.system())
        assert case.by == "system"
        with pytest.raises(RuleBroken):
            await advance(session, case, "collect", Actor.system())


async def test_of_two_who_move_a_case_at_once_one_is_told_so(sessions: Sessions):
    await set_aside(sessions, "R-1")
    both_have_read = asyncio.Barrier(2)

    async def move(action: str, actor: Actor) -> str:
        async with sessions() as looking:
            await looking.connection(execution_options={"read_only": True})
            seen = await looking.get_one(Reservation, "R-1")
        await both_have_read.wait()
        async with sessions.begin() as session:
            await advance(session, await session.merge(seen, load=False), action, actor)
        return action

    done = await asyncio.gather(move("keep", LIBRARIAN), move("extend", REVIEWER), return_exceptions=True)
    assert {type(each) for each in done} == {str, StaleDataError}
    assert [event.version for event in await events(sessions)] == [1, 2, 3]


async def test_a_list_judges_organisations_as_a_single_case_does(sessions: Sessions):
    for org in ("A1", "A12", "a1", "A%", "B1"):
        async with sessions.begin() as session:
            case = Reservation(case_no=f"R-{org}", org=org, fees=0, reminders=0)
            await advance(session, case, "place", Actor("L1", frozenset({Role.TELLER}), org))
    async with sessions() as session:
        for own, asked, sees in (
            ("A1", None, ["R-A1", "R-A12"]),
            ("", "A1", ["R-A1", "R-A12"]),
            ("A", "A12", ["R-A12"]),
            ("a", "A1", []),
            ("", None, ["R-A%", "R-A1", "R-A12", "R-B1", "R-a1"]),
        ):
            reader = Actor("L2", frozenset(), own)
            page = await page_of_cases(session, Reservation, reader, PageRequest(), org=asked)
            assert sorted(case.case_no for case in page.items) == sees


async def test_a_case_is_found_in_its_organisation_and_version(sessions: Sessions):
    await set_aside(sessions, "R-1")
    async with sessions() as session:
        assert (await get_case(session, Reservation, "R-1", REVIEWER, expect=2)).case_no == "R-1"
        with pytest.raises(NotFound):
            await get_case(session, Reservation, "R-2", REVIEWER)
        with pytest.raises(OutOfScope):
            await get_case(session, Reservation, "R-1", Actor("L3", frozenset({Role.TELLER}), "36"))
        with pytest.raises(StaleVersion) as stale:
            await get_case(session, Reservation, "R-1", REVIEWER, expect=1)
    assert stale.value.extras == {"version": 2, "given": 1}


async def test_a_fact_that_lies_before_the_step_moves_the_clocks_from_there(sessions: Sessions, time: SimulatedClock):
    async with sessions.begin() as session:
        case = await advance(session, reservation(), "place", LIBRARIAN)
        time.advance(timedelta(days=1))
        await advance(session, case, "set_aside", LIBRARIAN, clocks_at=MONDAY + timedelta(hours=2))
    found = case.clocks[0]
    assert (found.stopped_at, found.net_working_seconds) == (MONDAY + timedelta(hours=2), 7200)
    assert case.at == MONDAY + timedelta(days=1)


async def test_a_rolled_back_step_leaves_neither_event_nor_timer(sessions: Sessions):
    async with sessions() as session:
        case = await advance(session, reservation(), "place", LIBRARIAN)
        await advance(session, case, "set_aside", LIBRARIAN)
        await session.rollback()
    async with sessions() as session:
        rows = [(await session.execute(select(table))).all() for table in (case_events, timer_rows)]
    assert rows == [[], []]
    assert await events(sessions) == []


def test_case_numbers_carry_prefix_and_day_and_do_not_collide(time: SimulatedClock):
    time.set(MONDAY.replace(hour=16, minute=30))  # past midnight in China
    numbers = {new_case_no("TB", "3503") for _ in range(2000)}
    assert len(numbers) == 2000
    assert all(number.startswith("TB261013-") and len(number) == 17 for number in numbers)
    assert not set("".join(number[9:] for number in numbers)) & set("ILOU"), "read aloud without mistakes"


@pytest.fixture
async def session(sessions: Sessions) -> Any:
    async with sessions() as opened:
        yield opened


async def test_the_shared_matrix_walks_a_table(session: AsyncSession):
    for index, (status, action, step) in enumerate(LIFECYCLE.matrix()):
        await check_cell(session, reservation(f"R-{index}"), status, action, step)
        await session.rollback()
    for index, step in enumerate(LIFECYCLE.steps):
        await check_roles(session, reservation(f"S-{index}"), step)
        await session.rollback()
    assert unreachable(LIFECYCLE) == set()


async def test_the_shared_matrix_notices_a_table_that_lies(session: AsyncSession):
    """A cell that claims what the table doesn't say must fail."""
    keep = LIFECYCLE.step("keep", "ready")
    with pytest.raises(IllegalTransition):
        await check_cell(session, reservation("R-1"), "placed", "keep", keep)
    await session.rollback()
    with pytest.raises(pytest.fail.Exception):
        await check_cell(session, reservation("R-2"), "ready", "keep", None)


async def test_the_shared_matrix_tells_all_faulty_cells_together(sessions: Sessions):
    async def unfit(_: AsyncSession, action: str) -> Reservation:
        assert action != "keep"
        return reservation("R-1")

    with pytest.raises(BaseExceptionGroup) as told:
        await check_every_cell(sessions, LIFECYCLE, unfit)
    faulty = [f"{status} × keep" for status, action, _ in LIFECYCLE.matrix() if action == "keep"]
    assert [note for fault in told.value.exceptions for note in fault.__notes__] == faulty


@pytest.mark.real
@pytest.mark.parametrize("setting", ["distributed"])
async def test_a_broken_connection_is_told_as_one_and_given_up(sessions: Sessions):
    await set_aside(sessions, "R-1")
    engine = sessions.kw["bind"]
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    async with make_engine(engine.url.render_as_string(hide_password=False)).connect() as another:
        await another.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
    with pytest.raises(DBAPIError) as told:
        async with sessions.begin() as session:
            await get_case(session, Reservation, "R-1", LIBRARIAN)
    assert told.value.connection_invalidated
    async with sessions.begin() as session:
        assert (await get_case(session, Reservation, "R-1", LIBRARIAN)).version == 2
