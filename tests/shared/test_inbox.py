"""The inbox: effects exactly once, in order per case; what fails is retried, parked, redriven and in nobody's way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import orjson
import pytest
from msgspec import structs
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from shared import clock, cloudevents, deliveries, inbox
from shared.bus import Bus, Message, Record
from shared.clock import SimulatedClock
from shared.contracts import CaseEvent
from shared.db import Sessions
from shared.inbox import Inbox, Retry, on, reactions_of
from shared.reactions import Reaction
from shared.tables import inbox as rows
from tests.shared.desk import PLACE, Desk, LoanMoved, done, effects, moved, seen
from tests.shared.outbox import until

QUICK = Retry(attempts=3, first_seconds=0.01, longest_seconds=0.02, timeout_seconds=0.5)


@pytest.fixture
def lending(sessions: Sessions, bus: Bus, desk: Desk) -> Inbox:
    return Inbox(sessions, bus, "desk", [desk.reaction()], retry=QUICK, poll_seconds=0.02)


@asynccontextmanager
async def running(inbox: Inbox) -> AsyncIterator[None]:
    task = asyncio.create_task(inbox.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def standing(sessions: Sessions) -> tuple[int, int]:
    async with sessions() as session:
        status = await inbox.status(session)
    return status.waiting, status.parked


async def exhausted(lending: Inbox, sessions: Sessions) -> None:
    """Work off all retries, as the running inbox does in its own time."""

    async def settled() -> bool:
        await lending.retry_due()
        async with sessions() as session:
            pending = select(rows.c.event_id).where(rows.c.done_at.is_(None), rows.c.retry_at.is_not(None))
            return (await session.execute(pending)).first() is None

    await until(settled)


async def test_an_event_fed_twice_has_one_effect(lending: Inbox, sessions: Sessions) -> None:
    await lending.feed([moved("A1", 1), moved("A1", 1)])
    await lending.feed([moved("A1", 1)])
    assert await done(sessions) == [("A1", 1)]
    assert await standing(sessions) == (0, 0)


async def test_cases_may_come_in_any_order(lending: Inbox, sessions: Sessions) -> None:
    await lending.feed([moved("B1", 1), moved("A1", 1), moved("B1", 2)])
    await lending.feed([moved("A1", 1), moved("B1", 2), moved("A1", 2), moved("B1", 1)])
    assert await seen(sessions, "A1") == [1, 2]
    assert await seen(sessions, "B1") == [1, 2]


async def test_types_nobody_reacts_to_and_what_is_no_event_are_passed_over(
    lending: Inbox, sessions: Sessions, caplog: pytest.LogCaptureFixture
) -> None:
    foreign = structs.replace(moved("A1", 1), value=moved("A1", 1).value.replace(b"loan.moved", b"loan.aged!"))
    garbage = [Record(PLACE, 0, "A1", value) for value in (b"", b"\xff", b"[1]", b'{"type": 7}')]
    await lending.feed([foreign, *garbage, moved("A1", 2)])
    assert await done(sessions) == [("A1", 2)]


async def test_effect_and_event_id_are_one_transaction(lending: Inbox, sessions: Sessions, desk: Desk) -> None:
    desk.failures["A1"] = 1
    await lending.feed([moved("A1", 1)])
    assert await done(sessions) == []
    await exhausted(lending, sessions)
    assert await done(sessions) == [("A1", 1)]


async def test_a_failing_handler_is_retried_until_it_works(lending: Inbox, sessions: Sessions, desk: Desk) -> None:
    desk.failures["A1"] = 2
    await lending.feed([moved("A1", 1)])
    assert await standing(sessions) == (1, 0)
    await exhausted(lending, sessions)
    assert await done(sessions) == [("A1", 1)]
    assert desk.tries["A1"] == 3
    assert await standing(sessions) == (0, 0)


async def test_after_its_last_attempt_it_is_parked_with_its_error(
    lending: Inbox, sessions: Sessions, desk: Desk
) -> None:
    desk.failures["A1"] = 99
    await lending.feed([moved("A1", 1)])
    await exhausted(lending, sessions)
    assert desk.tries["A1"] == QUICK.attempts
    async with sessions() as session:
        (row,) = await inbox.parked(session)
    assert (row.case_no, row.reaction, row.attempts) == ("A1", "lend", 3)
    assert row.error == "RuntimeError: no shelf for A1"
    assert cloudevents.Envelope.model_validate_json(row.envelope).id == "A1-1"


async def test_others_proceed_while_later_events_of_the_case_wait(
    lending: Inbox, sessions: Sessions, desk: Desk
) -> None:
    desk.failures["A1"] = 99
    await lending.feed([moved("A1", 1), moved("B1", 1), moved("A1", 2)])
    await lending.feed([moved("A1", 3), moved("B1", 2)])
    await exhausted(lending, sessions)
    await lending.feed([moved("A1", 4)])
    assert await done(sessions) == [("B1", 1), ("B1", 2)]
    assert await standing(sessions) == (3, 1)


@pytest.mark.parametrize("which", ["A1", None])
async def test_redrive_does_the_case_in_order(
    lending: Inbox, sessions: Sessions, desk: Desk, which: str | None
) -> None:
    desk.failures["A1"] = QUICK.attempts
    await lending.feed([moved("A1", version) for version in (1, 2, 3)])
    await exhausted(lending, sessions)
    assert await done(sessions) == []
    async with sessions.begin() as session:
        assert await inbox.redrive(session, "ANOTHER") == 0
        assert await inbox.redrive(session, which) == 1
    while await lending.retry_due():
        pass
    assert await seen(sessions, "A1") == [1, 2, 3]
    assert await standing(sessions) == (0, 0)


async def test_a_restart_goes_on_with_what_was_pending(
    lending: Inbox, sessions: Sessions, bus: Bus, desk: Desk
) -> None:
    desk.failures["A1"] = 1
    await lending.feed([moved("A1", 1), moved("A1", 2)])
    del lending
    async with running(Inbox(sessions, bus, "desk", [desk.reaction()], retry=QUICK, poll_seconds=0.02)):
        await until(lambda: _all_done(sessions))
    assert await seen(sessions, "A1") == [1, 2]


async def _all_done(sessions: Sessions) -> bool:
    return await standing(sessions) == (0, 0)


async def test_back_off_grows_up_to_its_limit() -> None:
    retry = Retry(first_seconds=1, longest_seconds=5)
    assert [retry.pause(attempts).total_seconds() for attempts in range(1, 6)] == [1, 2, 4, 5, 5]


async def test_a_handler_that_hangs_is_cut_off(lending: Inbox, sessions: Sessions, desk: Desk) -> None:
    desk.slow.add("A1")
    await lending.feed([moved("A1", 1), moved("B1", 1)])
    assert await done(sessions) == [("B1", 1)]
    desk.slow.clear()
    await exhausted(lending, sessions)
    assert await done(sessions) == [("B1", 1), ("A1", 1)]


async def test_data_that_breaks_the_contract_is_parked_at_once_without_a_word_of_it_in_the_log(
    lending: Inbox, sessions: Sessions, desk: Desk
) -> None:
    with capture_logs() as lines:
        await lending.feed([moved("A1", 1, opened_at="13812345678x"), moved("B1", 1)])
    assert await done(sessions) == [("B1", 1)]
    assert await standing(sessions) == (0, 1)
    assert desk.tries["A1"] == 0
    assert "opened_at" in str(lines)
    assert "13812345678" not in str(lines)


@pytest.mark.parametrize(
    "broken",
    [
        {"time": "yesterday"},
        {"sequence": "two"},
        {"subject": "A" * 41},
        {"id": ""},
        {"id": 7, "subject": "\x00"},
        {"data": None},
    ],
    ids=str,
)
async def test_an_envelope_that_cant_be_read_is_parked_and_its_case_waits(
    lending: Inbox, sessions: Sessions, broken: dict[str, Any]
) -> None:
    good = moved("A1", 2)
    bad = structs.replace(good, value=orjson.dumps(orjson.loads(good.value) | broken))
    for _ in range(2):  # delivered twice, kept once
        await lending.feed([bad, moved("A1", 3), moved("B1", 1)])
    await lending.retry_due()
    assert await done(sessions) == [("B1", 1)]
    assert await standing(sessions) == (1, 1)
    async with sessions.begin() as session:
        (row,) = await inbox.parked(session)
        assert (row.reaction, row.envelope) == ("lend", bad.value.decode())
        assert next(iter(broken)) in row.error
        assert await inbox.redrive(session) == 1
    await lending.retry_due()
    assert await standing(sessions) == (1, 1)  # it still can't be read


async def test_what_a_vanished_reaction_left_is_parked(lending: Inbox, sessions: Sessions, desk: Desk) -> None:
    desk.failures["A1"] = 1
    await lending.feed([moved("A1", 1)])
    async with sessions.begin() as session:
        await session.execute(rows.update().values(reaction="lend_out"))
    await asyncio.sleep(0.02)
    await exhausted(lending, sessions)
    async with sessions() as session:
        (row,) = await inbox.parked(session)
    assert row.error == "no reaction is named lend_out"


async def test_two_inboxes_on_one_database_give_one_effect(
    lending: Inbox, sessions: Sessions, bus: Bus, desk: Desk
) -> None:
    other = Inbox(sessions, bus, "desk", [desk.reaction()], retry=QUICK)
    events = [moved(case_no, version) for version in (1, 2) for case_no in ("A1", "B1", "C1")]
    desk.failures["B1"] = 1
    await asyncio.gather(lending.feed(events), other.feed(events))
    await asyncio.gather(exhausted(lending, sessions), exhausted(other, sessions))
    assert sorted(await done(sessions)) == [(case_no, version) for case_no in ("A1", "B1", "C1") for version in (1, 2)]
    assert await seen(sessions, "B1") == [1, 2]


async def test_fetch_runs_before_the_transaction_and_hands_on_what_it_got(sessions: Sessions, bus: Bus) -> None:
    asked: list[tuple[str, str]] = []

    async def find_reader(event: LoanMoved, context: str) -> str:
        asked.append((event.case_no, context))
        if len(asked) == 1:
            raise ConnectionError("the other service is down")
        return "R-7"

    async def greet(session: AsyncSession, event: LoanMoved, reader: str) -> None:
        await session.execute(effects.insert().values(case_no=event.case_no, version=1, reaction=reader))

    desk = Inbox(sessions, bus, "desk", [Reaction(LoanMoved, greet, find_reader)], context="http", retry=QUICK)
    await desk.feed([moved("A1", 1)])
    await exhausted(desk, sessions)
    await desk.feed([moved("A1", 1)])
    assert asked == [("A1", "http")] * 2
    async with sessions() as session:
        assert (await session.execute(select(effects.c.reaction))).scalars().all() == ["R-7"]


async def test_reactions_to_one_event_are_each_done_once(sessions: Sessions, bus: Bus, desk: Desk) -> None:
    async def remind(session: AsyncSession, event: LoanMoved) -> None:
        await session.execute(effects.insert().values(case_no=event.case_no, version=99, reaction="remind"))

    both = Inbox(sessions, bus, "desk", [desk.reaction(), Reaction(LoanMoved, remind, None)], retry=QUICK)
    desk.failures["A1"] = 1
    for _ in range(2):
        await both.feed([moved("A1", 1)])
        await exhausted(both, sessions)
    assert sorted(await seen(sessions, "A1")) == [1, 99]


async def test_events_flow_from_the_bus_and_a_restart_repeats_none(sessions: Sessions, bus: Bus, desk: Desk) -> None:
    desk.failures["A1"] = 1
    service = f"desk-{id(sessions)}"
    events = [moved(case_no, version) for version in range(1, 6) for case_no in ("A1", "B1", "C1")]
    mine = {entry.value for entry in events}
    await bus.publish([Message(entry.at.topic, entry.key, entry.value) for entry in events])
    for _ in range(2):
        async with running(Inbox(sessions, bus, service, [desk.reaction()], retry=QUICK, poll_seconds=0.02)):
            await until(lambda: _has_effects(sessions, len(mine)))
    for case_no in ("A1", "B1", "C1"):
        assert await seen(sessions, case_no) == [1, 2, 3, 4, 5]


async def _has_effects(sessions: Sessions, count: int) -> bool:
    return len(await done(sessions)) >= count and await _all_done(sessions)


class LoanClosed(CaseEvent):
    type: ClassVar[str] = "library.loan.closed.v1"


def test_on_declares_a_reaction_of_its_module() -> None:
    @on(LoanClosed)
    async def shelve(session: AsyncSession, event: LoanClosed) -> None: ...

    (reaction,) = reactions_of(__name__)
    assert (reaction.name, reaction.event, reaction.topic) == ("shelve", LoanClosed, "guimian.library.events")
    assert reactions_of(__name__[:-1]) == []

    @on(LoanClosed, fetch=_nothing)
    async def shelve(session: AsyncSession, event: LoanClosed, fetched: None) -> None: ...  # noqa: F811

    with pytest.raises(ValueError, match="several reactions are named shelve"):
        reactions_of(__name__)


async def _nothing(event: LoanClosed, context: Any) -> None: ...


async def test_what_is_done_is_forgotten_in_time_and_still_never_done_twice(
    sessions: Sessions, bus: Bus, desk: Desk
) -> None:
    start = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    before = clock.install(time := SimulatedClock(start))
    try:
        lending = Inbox(sessions, bus, "desk", [desk.reaction()], retry=QUICK, days=30)
        desk.failures["B1"] = 99
        old = [moved("A1", 1), moved("B1", 1)]
        await lending.feed(old)
        await exhausted(lending, sessions)
        time.advance(timedelta(days=30))
        assert await deliveries.purge(sessions, 30) == 0
        time.advance(timedelta(seconds=1))
        assert await deliveries.purge(sessions, 30) == 1  # B1 is parked: it is yet to be done
        with capture_logs() as told:
            await lending.feed([*old, moved("A1", 2)])
        assert await done(sessions) == [("A1", 1), ("A1", 2)]
        assert await standing(sessions) == (0, 1)
        assert [each["passed_over"] for each in told if each["event"] == "inbox.too_old"] == [1]
    finally:
        clock.install(before)
