"""A lending desk that reacts to events of the library: reactions for the tests of the inbox."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import orjson
from sqlalchemy import Column, Integer, String, Table, select
from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock, cloudevents
from shared.bus import Position, Record
from shared.contracts import CaseEvent
from shared.db import BigId, Sessions, metadata
from shared.reactions import Reaction

PLACE = Position("guimian.library.events", 0)

tables = metadata()
effects = Table(
    "effects",
    tables,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("case_no", String(40)),
    Column("version", Integer),
    Column("reaction", String(40)),
)


class LoanMoved(CaseEvent):
    type: ClassVar[str] = "library.loan.moved.v1"


@dataclass
class Desk:
    """Its handlers fail for the cases and as often as told."""

    failures: Counter[str] = field(default_factory=Counter)
    tries: Counter[str] = field(default_factory=Counter)
    slow: set[str] = field(default_factory=set)
    together: list[list[str]] = field(default_factory=list)

    async def lend(self, session: AsyncSession, event: LoanMoved) -> None:
        await session.execute(
            effects.insert().values(case_no=event.case_no, version=event.version, reaction=event.action)
        )
        self.tries[event.case_no] += 1
        if event.case_no in self.slow:
            await asyncio.sleep(60)
        if self.failures[event.case_no]:
            self.failures[event.case_no] -= 1
            raise RuntimeError(f"no shelf for {event.case_no}")

    async def lend_all(self, session: AsyncSession, events: Sequence[LoanMoved]) -> None:
        self.together.append([event.case_no for event in events])
        for event in events:
            await self.lend(session, event)

    def reaction(self) -> Reaction:
        return Reaction(LoanMoved, _named("lend", self.lend), None)

    def reaction_to_many(self) -> Reaction:
        return Reaction(LoanMoved, _named("lend", self.lend_all), None, many=True)


def _named(name: str, method: Any) -> Any:
    async def handler(session: AsyncSession, told: Any) -> None:
        await method(session, told)

    handler.__name__ = name
    return handler


def moved(case_no: str, version: int, **changes: Any) -> Record:
    """The event as it stands in the log; the same case and version give the same event id."""
    now = clock.now()
    data = {
        "kind": "loan",
        "case_no": case_no,
        "version": version,
        "status": "lent",
        "org": "3503",
        "opened_at": now,
        "action": "lend",
        "at": now,
        "by": "T1",
    }
    value = cloudevents.encode(
        event_id=f"{case_no}-{version}",
        type=LoanMoved.type,
        case_no=case_no,
        version=version,
        at=now,
        data=orjson.dumps(data | changes).decode(),
        traceparent=None,
    )
    return Record(PLACE, 0, case_no, value)


async def done(sessions: Sessions, case_no: str | None = None) -> list[tuple[str, int]]:
    """The effects in the order in which they were committed."""
    query = select(effects.c.case_no, effects.c.version).order_by(effects.c.id)
    async with sessions() as session:
        return [(row.case_no, row.version) for row in await session.execute(query) if case_no in (None, row.case_no)]


async def seen(sessions: Sessions, case_no: str) -> list[int]:
    return [version for _, version in await done(sessions, case_no)]
