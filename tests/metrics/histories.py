"""Random histories of cases, and what is true of them by plain definitions, apart from the code under test."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from shared.bus import Position, Record
from shared.cloudevents import encode

START = datetime(2026, 2, 26, 1, 0, tzinfo=UTC)
ORGS = ("350322", "350305", "3502", "35", "351")
STAGES = ("received", "keyed", "reviewed")
TOPIC = "guimian.intake.events"

Event = dict[str, Any]
Case = list[Event]


def _optional(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


SECONDS = st.integers(min_value=1, max_value=6 * 86_400)


@st.composite
def cases(draw: st.DrawFn, number: int = 0) -> Case:
    """Steps in order: some close the case, correct the closing time, or open it again."""
    opened = START + timedelta(seconds=draw(st.integers(min_value=0, max_value=20 * 86_400)))
    at, closed, events = opened, None, []
    for version in range(1, draw(st.integers(min_value=1, max_value=6)) + 1):
        if version > 1:
            at += timedelta(seconds=draw(SECONDS))
        closes = draw(st.sampled_from(["open", "open", "close"]))
        closed = None if closes == "open" else at - timedelta(seconds=draw(st.integers(0, 1800)))
        if closed is not None:
            closed = max(closed, opened)
        due = draw(_optional(SECONDS))
        events.append(
            {
                "kind": draw(st.just("application")) if number % 3 else "claim",
                "case_no": f"A{number}",
                "version": version,
                "status": draw(st.sampled_from(STAGES)) if closed is None else "issued",
                "org": ORGS[number % len(ORGS)],
                "handler": draw(_optional(st.sampled_from(["h1", "h2"]))),
                "salesperson": "s1" if number % 2 else None,
                "channel": "agent",
                "opened_at": opened,
                "closed_at": closed,
                "due_at": None if due is None or closed is not None else at + timedelta(seconds=due - 86_400),
                "outcome": None if closed is None else "issued",
                "waiting": draw(_optional(st.just("supplement"))),
                "issued_at": closed,
                "defects": [{"code": "d1"}] if number % 4 == 0 else [],
                "action": "step",
                "at": at,
                "by": "t1",
            }
        )
    return events


@st.composite
def logs(draw: st.DrawFn, most: int = 8) -> list[Case]:
    return [draw(cases(number=number)) for number in range(draw(st.integers(1, most)))]


@st.composite
def deliveries(draw: st.DrawFn, log: list[Case]) -> list[list[Event]]:
    """All events, late, some twice, out of order, cut into batches."""
    events = [event for case in log for event in case]
    twice = [event for event in events if draw(st.booleans())]
    shuffled = draw(st.permutations(events + twice))
    batches: list[list[Event]] = [[]]
    for event in shuffled:
        if draw(st.integers(0, 3)) == 0:
            batches.append([])
        batches[-1].append(event)
    return batches


def record(event: Event, offset: int, partition: int = 0) -> Record:
    data = json.dumps(event, default=lambda at: at.isoformat())
    value = encode(
        event_id=str(offset),
        type="intake.application.moved.v1",
        case_no=event["case_no"],
        version=event["version"],
        at=event["at"],
        data=data,
        traceparent=None,
    )
    return Record(Position(TOPIC, partition), offset, event["case_no"], value)


def records(batches: list[list[Event]]) -> list[list[Record]]:
    offsets = iter(range(10**6))
    return [[record(event, next(offsets)) for event in batch] for batch in batches]


@dataclass(frozen=True)
class Moment:
    """How a case stood at an instant."""

    is_open: bool
    stage: str = ""
    handler: str | None = None
    waiting: str | None = None
    due: datetime | None = None
    opened: datetime = START


def at(case: Case, instant: datetime) -> Moment:
    """By definition: the last step taken by then is in force; closing times are told by the closing steps."""
    opened = case[-1]["opened_at"]
    if instant < opened or _was_closed(case, instant):
        return Moment(False)
    force = case[0]
    for event in case:
        if event["closed_at"] is None and event["at"] <= instant:
            force = event
    return Moment(True, force["status"], force["handler"], force["waiting"], force["due_at"], opened)


def _was_closed(case: Case, instant: datetime) -> bool:
    closed, told = False, False
    for position, event in enumerate(case):
        follows = case[position + 1] if position + 1 < len(case) else None
        if event["closed_at"] is None:
            if told and event["at"] <= instant:
                closed = False
            told = False
        else:
            told = True
            corrected = follows is not None and follows["closed_at"] is not None
            if not corrected and event["closed_at"] <= instant:
                closed = True
    return closed


def overdue(case: Case, instant: datetime) -> bool:
    moment = at(case, instant)
    return moment.is_open and moment.due is not None and moment.due <= instant


def older(case: Case, instant: datetime, days: int) -> bool:
    moment = at(case, instant)
    return moment.is_open and moment.opened + timedelta(days=days) <= instant
