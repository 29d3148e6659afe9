"""The inbox runs a service's reactions: each effect exactly once, in order per case, a failing one never in the way."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
import structlog
from pydantic import ValidationError
from sqlalchemy import Row
from sqlalchemy.exc import StatementError

from shared import clock, deliveries
from shared.bus import Bus, Consumer, Record
from shared.cloudevents import Envelope
from shared.contracts import CaseEvent
from shared.db import Sessions, reading
from shared.deliveries import Delivery, parked, redrive, status
from shared.observability import continue_trace
from shared.reactions import Reaction, on, reactions_of
from shared.waiting import rung

__all__ = ["Inbox", "Retry", "on", "parked", "reactions_of", "redrive", "status"]

log = structlog.get_logger(__name__)

_machine = clock.SystemClock()  # back-off is for the machine's troubles: a simulated day must not use it up in a second
BATCH = 200


@dataclass(frozen=True, slots=True)
class Retry:
    """When a failed delivery is tried again; after the last attempt it is parked."""

    attempts: int = 8
    first_seconds: float = 1.0
    longest_seconds: float = 300.0
    timeout_seconds: float = 30.0

    def pause(self, attempts: int) -> timedelta:
        return timedelta(seconds=min(self.first_seconds * 2.0 ** (attempts - 1), self.longest_seconds))


class ContractBroken(Exception):
    """The event's data is not what its type declares: trying again as it stands is of no use."""


class Inbox:
    """`context` is handed to the reactions' `fetch`: whatever they need to reach other services."""

    def __init__(
        self,
        sessions: Sessions,
        bus: Bus,
        service: str,
        reactions: Sequence[Reaction],
        *,
        context: Any = None,
        retry: Retry | None = None,
        poll_seconds: float = 1.0,
        days: int = 400,
    ) -> None:
        self._days = days
        self._sessions, self._bus, self._group = sessions, bus, f"{service}.reactions"
        self._context, self._retry, self._poll_seconds = context, retry or Retry(), poll_seconds
        self._by_type: dict[str, list[Reaction]] = defaultdict(list)
        for reaction in sorted(reactions, key=lambda each: each.name):
            self._by_type[reaction.type].append(reaction)
        self._names = {reaction.name for reaction in reactions}
        self._topics = sorted({reaction.topic for reaction in reactions})
        self._bell = asyncio.Event()
        on_sqlite = sessions.kw["bind"].dialect.name == "sqlite"
        self._room = asyncio.Semaphore(1 if on_sqlite else 8)  # SQLite has one writer: more would only queue

    async def run(self) -> None:
        """React until cancelled, through every failure of bus and database."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._consume())
            tasks.create_task(self._sweep())

    async def _consume(self) -> None:
        while self._topics:
            try:
                async with self._bus.consume(self._group, self._topics) as consumer:
                    while True:
                        await self._turn(consumer)
            except Exception:  # joining anew begins at the last committed offset: nothing is lost
                log.exception("inbox.interrupted", group=self._group)
            await asyncio.sleep(self._poll_seconds)

    async def _turn(self, consumer: Consumer) -> None:
        records = await consumer.fetch(BATCH, wait_seconds=5.0)
        await self.feed(records)
        await consumer.commit({each.at: each.offset + 1 for each in records})

    async def feed(self, records: Sequence[Record]) -> None:
        """Take records in; on return each delivery is done or stored, so that the bus may forget them."""
        arrived = [delivery for record in records for delivery in await self._deliveries(record)]
        if not arrived:
            return
        cases: dict[str, list[Delivery]] = defaultdict(list)
        async with reading(self._sessions) as session:
            known = await deliveries.known(session, {delivery.envelope.id for delivery in arrived})
            blocked = await deliveries.blocked(session, {delivery.case_no for delivery in arrived})
        fresh = [delivery for delivery in arrived if delivery.key not in known]
        for delivery in self._young(fresh):
            cases[delivery.case_no].append(delivery)
        await self._take_together([queue for case_no, queue in cases.items() if case_no not in blocked])
        async with asyncio.TaskGroup() as tasks:
            for case_no, queue in cases.items():
                tasks.create_task(self._work_off(queue, case_no in blocked))

    async def _take_together(self, queues: Sequence[list[Delivery]]) -> None:
        """What reactions take many of at once, off the queues: the next of each case, as long as there are several."""
        left = [queue for queue in queues if queue[0].reaction.many]
        while left:
            name = left[0][0].reaction.name
            alike = sorted((each for each in left if each[0].reaction.name == name), key=lambda each: each[0].case_no)
            left = [queue for queue in left if queue[0].reaction.name != name]
            if len(alike) > 1 and await self._attempt_together([queue[0] for queue in alike]):
                for queue in alike:
                    del queue[0]
                left += [queue for queue in alike if queue and queue[0].reaction.many]

    async def _attempt_together(self, heads: Sequence[Delivery]) -> bool:
        """False: nothing of it is done, and each is to be attempted alone."""
        continue_trace(None)  # of none of theirs: one of its own
        try:
            async with self._room, asyncio.timeout(self._retry.timeout_seconds):
                events = {delivery.key: _parse(delivery) for delivery in heads}
                async with self._sessions.begin() as session:
                    settled = await deliveries.settle(session, heads)
                    if mine := [event for key, event in events.items() if key in settled]:
                        await heads[0].reaction.handler(session, mine)
        except Exception as failure:
            told = {"reaction": heads[0].reaction.name, "deliveries": len(heads), "error": _describe(failure)}
            log.info("inbox.not_together", **told)
            return False
        return True

    def _young(self, fresh: Sequence[Delivery]) -> list[Delivery]:
        since = deliveries.remembered_since(self._days)
        young = [delivery for delivery in fresh if delivery.envelope.time >= since]
        if len(young) < len(fresh):
            log.warning("inbox.too_old", group=self._group, passed_over=len(fresh) - len(young), days=self._days)
        return young

    async def _deliveries(self, record: Record) -> list[Delivery]:
        try:
            content = orjson.loads(record.value)
            reactions = self._by_type.get(content["type"], [])
        except (ValueError, TypeError, KeyError) as error:  # no event at all; it stays in the log
            log.error("inbox.not_an_event", **_place(record), error=type(error).__name__)
            return []
        try:
            envelope = Envelope.model_validate(content) if reactions else None
        except ValidationError as error:
            log.error("inbox.unreadable", **_place(record))
            async with self._sessions.begin() as session:
                for reaction in reactions:
                    await deliveries.park_unread(session, reaction, record, content, _faults(error))
            return []
        return [Delivery(reaction, envelope) for reaction in reactions] if envelope else []

    async def _work_off(self, queue: Sequence[Delivery], blocked: bool) -> None:
        async with self._room:
            for delivery in queue:
                if blocked:
                    await self._store(delivery)
                else:
                    blocked = not await self._attempt(delivery)

    async def _store(self, delivery: Delivery) -> None:
        async with self._sessions.begin() as session:
            await deliveries.store(session, delivery)
        self._bell.set()  # what it waits for may have been done meanwhile

    async def _attempt(self, delivery: Delivery) -> bool:
        continue_trace(delivery.envelope.traceparent)  # what the reaction announces and logs is of the event's trace
        try:
            async with asyncio.timeout(self._retry.timeout_seconds):
                await self._react(delivery)
        except Exception as failure:
            await self._fail(delivery, failure)
            return False
        return True

    async def _react(self, delivery: Delivery) -> None:
        reaction = delivery.reaction
        event = _parse(delivery)
        fetched = [await reaction.fetch(event, self._context)] if reaction.fetch else []
        async with self._sessions.begin() as session:
            if await deliveries.settle(session, [delivery]):
                await reaction.handler(session, [event] if reaction.many else event, *fetched)

    async def _fail(self, delivery: Delivery, failure: Exception) -> None:
        attempts = delivery.attempts + 1
        hopeless = attempts >= self._retry.attempts or isinstance(failure, ContractBroken)
        retry_at = None if hopeless else _machine.now() + self._retry.pause(attempts)
        error = _describe(failure)
        event_id, reaction = delivery.key
        log.warning(
            "inbox.failed", reaction=reaction, event_id=event_id, attempts=attempts, parked=hopeless, error=error
        )
        async with self._sessions.begin() as session:
            parked_at = clock.now() if hopeless else None
            await deliveries.fail(session, delivery, error, retry_at=retry_at, parked_at=parked_at)

    async def _sweep(self) -> None:
        while True:
            self._bell.clear()
            try:
                while await self.retry_due():
                    pass
            except Exception:
                log.exception("inbox.sweep_failed", group=self._group)
            await rung(self._bell, self._poll_seconds)

    async def retry_due(self) -> int:
        """Try what is due for another attempt or has come to the head of its case; returns how many were tried."""
        async with reading(self._sessions) as session:
            rows = await deliveries.due(session, _machine.now(), BATCH)
        async with asyncio.TaskGroup() as tasks:
            for row in rows:
                tasks.create_task(self._try_again(row))
        return len(rows)

    async def _try_again(self, row: Row[Any]) -> None:
        async with self._room:
            async with self._sessions.begin() as session:
                until = _machine.now() + timedelta(seconds=self._retry.timeout_seconds * 2)
                if not await deliveries.lease(session, row, until):
                    return
                missing = f"no reaction is named {row.reaction}"
                if row.reaction not in self._names:
                    await deliveries.park(session, row, missing)
                    return
                try:
                    envelope = Envelope.model_validate_json(row.envelope)
                except ValidationError as error:
                    await deliveries.park(session, row, _faults(error))
                    return
                named = [each for each in self._by_type.get(envelope.type, ()) if each.name == row.reaction]
                if not named:
                    await deliveries.park(session, row, f"{missing} for {envelope.type}")
                    return
            await self._attempt(Delivery(named[0], envelope, row.attempts))


def _place(record: Record) -> dict[str, Any]:
    return {**record.at._asdict(), "offset": record.offset}


def _parse(delivery: Delivery) -> CaseEvent:
    try:
        return delivery.reaction.event.model_validate(delivery.envelope.data)
    except ValidationError as error:
        raise ContractBroken(_faults(error)) from error


def _faults(error: ValidationError) -> str:
    """Without the values, which may be personal data."""
    return "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())[:2000]


def _describe(failure: Exception) -> str:
    """Without SQLAlchemy's own text, which shows the statement's parameters: they may be personal data."""
    told = failure.orig if isinstance(failure, StatementError) and failure.orig else failure
    return f"{type(told).__name__}: {told}"[:2000]
