"""Reactions that take many events of a batch in one transaction: the same effects, in the same order of each case."""

from collections.abc import Sequence
from typing import ClassVar

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from shared import deliveries
from shared.bus import Bus, Record
from shared.cloudevents import Envelope
from shared.contracts import CaseEvent
from shared.db import Sessions
from shared.deliveries import Delivery
from shared.inbox import Inbox
from shared.observability import current_traceparent
from shared.reactions import Reaction
from tests.shared.desk import PLACE, Desk, LoanMoved, done, moved, seen
from tests.shared.test_inbox import QUICK, exhausted, standing


@pytest.fixture
def lending(sessions: Sessions, bus: Bus, desk: Desk) -> Inbox:
    return Inbox(sessions, bus, "desk", [desk.reaction_to_many()], retry=QUICK, poll_seconds=0.02)


async def test_the_next_of_each_case_are_one_transaction_in_the_order_of_their_numbers(
    lending: Inbox, sessions: Sessions, desk: Desk
) -> None:
    await lending.feed([moved("C1", 1), moved("A1", 1), moved("B1", 1), moved("A1", 2), moved("C1", 2), moved("C1", 3)])
    assert desk.together == [["A1", "B1", "C1"], ["A1", "C1"], ["C1"]]
    assert await seen(sessions, "C1") == [1, 2, 3]


async def test_an_event_that_comes_twice_has_one_effect(lending: Inbox, sessions: Sessions) -> None:
    twice = [moved("A1", 1), moved("B1", 1), moved("B1", 1)]
    await lending.feed([*twice, moved("A1", 1)])
    await lending.feed(twice)
    assert await done(sessions) == [("A1", 1), ("B1", 1)]


async def test_one_that_fails_is_retried_alone_and_the_others_are_done(
    lending: Inbox, sessions: Sessions, desk: Desk
) -> None:
    desk.failures["B1"] = 2
    await lending.feed([moved("A1", 1), moved("B1", 1), moved("C1", 1), moved("B1", 2)])
    assert desk.together[0] == ["A1", "B1", "C1"]
    assert sorted(await done(sessions)) == [("A1", 1), ("C1", 1)]
    assert await standing(sessions) == (2, 0)
    await exhausted(lending, sessions)
    await lending.retry_due()
    assert await seen(sessions, "B1") == [1, 2]


async def test_what_is_no_event_of_its_type_is_parked_alone(lending: Inbox, sessions: Sessions) -> None:
    await lending.feed([moved("A1", 1), moved("B1", 1, action=7), moved("C1", 1)])
    assert sorted(await done(sessions)) == [("A1", 1), ("C1", 1)]
    assert await standing(sessions) == (0, 1)


async def test_what_waits_behind_a_failed_one_is_not_taken(lending: Inbox, sessions: Sessions, desk: Desk) -> None:
    desk.failures["B1"] = 1
    await lending.feed([moved("B1", 1)])
    await lending.feed([moved("A1", 1), moved("B1", 2), moved("C1", 1)])
    assert desk.together == [["B1"], ["A1", "C1"]]
    assert await seen(sessions, "B1") == []
    await exhausted(lending, sessions)
    await lending.retry_due()
    assert await seen(sessions, "B1") == [1, 2]


class LoanLost(CaseEvent):
    type: ClassVar[str] = "library.loan.lost.v1"


def lost(case_no: str) -> Record:
    value = moved(case_no, 1).value.replace(LoanMoved.type.encode(), LoanLost.type.encode())
    return Record(PLACE, 0, case_no, value)


async def test_each_reaction_is_given_its_events_sorted_whatever_another_took_before(
    sessions: Sessions, bus: Bus, desk: Desk
) -> None:
    given: list[list[str]] = []

    async def remind(_session: AsyncSession, events: Sequence[CaseEvent]) -> None:
        given.append([event.case_no for event in events])

    reminds = [Reaction(each, remind, many=True) for each in (LoanMoved, LoanLost)]
    inbox = Inbox(sessions, bus, "desk", [desk.reaction_to_many(), *reminds], retry=QUICK)
    await inbox.feed([moved("A1", 1), lost("B1"), moved("C1", 1)])
    assert (desk.together, given) == ([["A1", "C1"]], [["A1", "B1", "C1"]])


async def test_what_many_announce_is_of_one_trace_and_of_none_that_came_before(sessions: Sessions, bus: Bus) -> None:
    traces: list[str | None] = []

    async def remind(_session: AsyncSession, events: Sequence[LoanMoved]) -> None:
        traces.append(current_traceparent())

    inbox = Inbox(sessions, bus, "desk", [Reaction(LoanMoved, remind, many=True)], retry=QUICK)
    await inbox.feed([moved("A1", 1), moved("B1", 1)])
    await inbox.feed([moved("A1", 2), moved("B1", 2)])
    assert None not in traces
    assert len(set(traces)) == 2


async def test_what_another_replica_stored_meanwhile_is_done_once(sessions: Sessions, desk: Desk) -> None:
    envelopes = [Envelope.model_validate_json(moved(case_no, 1).value) for case_no in ("A1", "B1")]
    stored, fresh = [Delivery(desk.reaction_to_many(), each) for each in envelopes]
    async with sessions.begin() as session:
        await deliveries.store(session, stored)
    for settled in ({stored.key, fresh.key}, set()):
        async with sessions.begin() as session:
            assert await deliveries.settle(session, [stored, fresh]) == settled
    assert await standing(sessions) == (0, 0)
