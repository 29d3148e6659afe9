"""From the event log to facts and cells: each batch of events is one transaction, exactly once."""

import asyncio
import gc
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby, islice
from operator import attrgetter

import asyncpg
import msgspec
import structlog
from sqlalchemy.exc import DataError

from services.metrics.cells import Entry, Ledger
from services.metrics.deltas import Deltas
from services.metrics.facts import Fact, decode, join, key, merge, unpack
from services.metrics.pulse import Pulse
from services.metrics.state import State, UnfitEvent
from services.metrics.store import (
    Batch,
    Move,
    Store,
    Superseded,
    Swapped,
    fact_row,
    looked_at,
    positions,
)
from shared.bus import Bus, Consumer, Position, Record
from shared.cloudevents import topic

SERVICES = ("intake", "policy_service", "claims", "callback", "foreign")
TOPICS = tuple(topic(service) for service in SERVICES)
GROUP = "metrics"
BATCH = 30_000
HELD = 5_000  # facts kept from batch to batch, 5 kB each
IDLE_SECONDS = 5.0
PIECE, JOINED_AT_A_TIME = 500, 25  # records and cases; in between the commit of the last batch goes on

# What an event's own data can bring about. Anything else is an outage, or a fault that no event is to blame for.
FAULTS = (ValueError, OverflowError, msgspec.MsgspecError, asyncpg.DataError, DataError)

log = structlog.get_logger("projection")


class Projection:
    """One worker. Any number may share the topics: they divide the partitions between them."""

    def __init__(self, store: Store, ledger: Ledger | None = None, pulse: Pulse | None = None) -> None:
        self._store, self._ledger, self._pulse = store, ledger or Ledger(), pulse or Pulse()
        self._next: dict[Position, int] = {}
        # Open cases, the latest touched at the end. Nobody else writes them while we hold their partitions.
        self._entries: dict[str, Entry] = {}
        self._looked = time.monotonic()  # when all partitions were last looked at
        self._flying: dict[str, bytes] = {}  # the facts that are being committed, which the database may not show yet

    async def run(self, bus: Bus, topics: Sequence[str] = TOPICS, group: str = GROUP) -> None:
        """Follow the log until cancelled or swapped; raises when log or database fail."""
        async with bus.consume(group, topics, self.resume) as consumer:
            await self._follow_on(consumer, lambda: False)

    async def catch_up(self, bus: Bus, topics: Sequence[str] = TOPICS, group: str = GROUP) -> None:
        """Follow the log to where it ended at the call."""
        async with bus.consume(group, topics, self.resume) as consumer:
            await consumer.join()
            await self.follow_to(consumer, await consumer.ends())

    async def follow_to(self, consumer: Consumer, ends: Mapping[Position, int]) -> None:
        await self._follow_on(consumer, lambda: all(self._next.get(at, 0) >= end for at, end in ends.items()))

    async def _follow_on(self, consumer: Consumer, done: Callable[[], bool]) -> None:
        at_fault = False
        while not done():
            try:
                if at_fault:
                    await self._sift(consumer, await consumer.fetch(BATCH, IDLE_SECONDS))
                    at_fault = False
                await self._follow(consumer, done)
            except Swapped:
                raise
            except Superseded as reason:
                log.info("starting again from the committed positions", reason=str(reason))
                await self._restart(consumer)
            except FAULTS as fault:
                log.warning("a batch can't be stored; taking it apart", error=_told(fault))
                at_fault = True
                await self._store.close()  # what comes next opens new connections
                await self._restart(consumer)

    async def _sift(self, consumer: Consumer, records: Sequence[Record]) -> None:
        """Commit in halves what can't be committed together, down to the record at fault: that one is set aside."""
        known = dict(self._next)
        try:
            if batch := await self.fold(records, await consumer.ends()):
                await self._commit(consumer, batch)
        except FAULTS as fault:
            self._next, self._entries = known, {}
            await self._store.close()
            if len(records) > 1:
                for part in (records[: len(records) // 2], records[len(records) // 2 :]):
                    await self._sift(consumer, part)
            else:
                await self._set_aside(consumer, records[0], fault)

    async def _set_aside(self, consumer: Consumer, record: Record, fault: Exception) -> None:
        at, next = record.at, record.offset + 1
        log.error("projection.set_aside", topic=at.topic, partition=at.partition, offset=record.offset)
        batch = self._empty()
        batch.refused.append((at, record.offset, _told(fault)))
        batch.moves[at] = Move(self._next.get(at, 0), next, max(next, (await consumer.ends()).get(at, 0)))
        await self._commit(consumer, batch)
        self._next[at] = next

    async def resume(self, gained: frozenset[Position]) -> Mapping[Position, int]:
        """Where this database stands, which is what counts: the group's own positions on the bus may lag behind."""
        known = await positions(self._store.engine, self._store.generation)
        self._entries = {}
        self._next.update({at: known.get(at, 0) for at in gained})
        return {at: self._next[at] for at in gained}

    async def _restart(self, consumer: Consumer) -> None:
        self._next.clear()
        held = consumer.assignment()
        await consumer.seek(await self.resume(held))

    async def _follow(self, consumer: Consumer, done: Callable[[], bool]) -> None:
        """Fold the next batch while the last one commits."""
        committing: asyncio.Task[None] | None = None
        try:
            while not done():
                waits = committing is None
                records = await consumer.fetch(PIECE, IDLE_SECONDS if waits else 0.0)
                batch = await self._take(consumer, records) if records else None
                if committing:
                    await committing
                    committing = None
                if waits and not records:  # a fetch that did not wait says nothing of the log
                    batch = await self._heartbeat(consumer)
                if batch:
                    self._flying = {name: data for name, *_, data in batch.new + batch.changed}
                    committing = asyncio.create_task(self._commit(consumer, batch))
            if committing:
                await committing
        finally:
            self._flying = {}
            if committing and not committing.done():
                committing.cancel()
                await asyncio.gather(committing, return_exceptions=True)

    async def _commit(self, consumer: Consumer, batch: Batch) -> None:
        with self._pulse.held():
            await self._store.write(batch)
        self._flying = {}
        await consumer.commit({at: move.next for at, move in batch.moves.items()})
        self._pulse.beat()

    async def _heartbeat(self, consumer: Consumer) -> Batch | None:
        """Nothing came: say that we looked, so that silence can be told from standing still.

        Places where no record stands (the marks of a foreign publisher's transactions) are passed over.
        """
        batch = self._empty()
        await self._look_at_the_rest(consumer, batch, await consumer.ends())
        return batch if batch.moves else None

    async def _look_at_the_rest(self, consumer: Consumer, batch: Batch, ends: Mapping[Position, int]) -> None:
        for at, place in (await consumer.places()).items():
            known = self._next.get(at, 0)
            if at not in batch.moves and (at.partition == 0 or place):  # others may have no row yet
                move = batch.moves[at] = Move(known, max(known, place), ends.get(at, 0))
                self._next[at] = move.next
        self._looked = time.monotonic()

    def _empty(self) -> Batch:
        return Batch(Deltas(self._ledger.slots), at=looked_at())

    async def _take(self, consumer: Consumer, records: Sequence[Record]) -> Batch | None:
        """A batch of these and what else is there by now. Read piece by piece: far memory is what takes the time."""
        batch, arrived, left = self._empty(), dict[str, Fact](), BATCH
        with self._pulse.held(), uncollected():
            while records:
                self._read(records, batch, arrived)
                await asyncio.sleep(0)
                left -= len(records)
                records = await consumer.fetch(min(PIECE, left), 0.0) if left > 0 else ()
            ends = await consumer.ends()
            # What is said of one busy service must not let the quiet ones look forgotten.
            if time.monotonic() - self._looked > IDLE_SECONDS:
                await self._look_at_the_rest(consumer, batch, ends)
            return await self._count(batch, arrived, ends)

    async def fold(self, records: Sequence[Record], ends: Mapping[Position, int]) -> Batch | None:
        """Join the records into their facts and work out what changes."""
        batch, arrived = self._empty(), dict[str, Fact]()
        for first in range(0, len(records), PIECE):
            self._read(records[first : first + PIECE], batch, arrived)
            await asyncio.sleep(0)
        return await self._count(batch, arrived, ends)

    async def _count(self, batch: Batch, arrived: Mapping[str, Fact], ends: Mapping[Position, int]) -> Batch | None:
        """Join what arrived to what is known and count the changes, while the last batch may still be committing."""
        if not batch.moves:
            return None
        for at, move in batch.moves.items():
            move.end = ends.get(at, 0)
        known = {name: self._entries.pop(name) for name in arrived if name in self._entries}
        packed = {name: self._flying[name] for name in arrived if name not in known and name in self._flying}
        packed |= await self._store.load([name for name in arrived if name not in known and name not in packed])
        # The cells of one organisation together: they are many, and this way the few needed next are at hand.
        for count, (name, fact) in enumerate(sorted(arrived.items(), key=_org), 1):
            before = known.get(name)
            if before is None and name in packed:
                before = Entry(unpack(packed[name]))
            after = self._join(name, before, fact, batch)
            if after.fact.trail[-1].closed is None:
                self._entries[name] = after  # of a closed case hardly anything comes any more
            if not count % JOINED_AT_A_TIME:
                await asyncio.sleep(0)
        self._keep_latest(arrived)
        batch.deltas.roll_up()
        return batch

    def _keep_latest(self, touched: Iterable[str]) -> None:
        for name in touched:
            if name in self._entries:
                self._entries[name] = self._entries.pop(name)
        for name in list(islice(self._entries, max(0, len(self._entries) - HELD))):
            del self._entries[name]

    def _read(self, records: Sequence[Record], batch: Batch, arrived: dict[str, Fact]) -> None:
        """Join what the records alone tell of each case."""
        for at, run in groupby(records, attrgetter("at")):
            start = self._next.get(at, 0)
            fresh = [record for record in run if record.offset >= start]
            if not fresh:
                continue
            move = batch.moves.setdefault(at, Move(start, start, 0))
            # Not lower: given away and back in mid-batch, a partition may be read again from further behind.
            self._next[at] = move.next = max(move.next, fresh[-1].offset + 1)
            states = _decode_all(fresh, batch)
            for state in states:
                name = key(state)
                arrived[name] = join(arrived.get(name), state)
            if states:
                move.saw(max([state.at for state in states]))

    def _join(self, name: str, before: Entry | None, fact: Fact, batch: Batch) -> Entry:
        if before:
            fact = merge(before.fact, fact)
            if fact == before.fact:
                return before
        after = self._ledger.entry(fact)
        self._ledger.change(before, after, batch.deltas)
        (batch.changed if before else batch.new).append(fact_row(name, fact))
        batch.work.tell(name, before.fact if before else None, fact)
        return after


def _decode_all(records: Sequence[Record], batch: Batch) -> list[State]:
    states = []
    for record in records:
        try:
            states.append(decode(record.value))
        except UnfitEvent as unfit:
            if is_case_event(record.value):
                batch.refused.append((record.at, record.offset, str(unfit)))
    return states


def _org(case: tuple[str, Fact]) -> str:
    return case[1].state.org


@contextmanager
def uncollected() -> Iterator[None]:
    """A batch makes hundreds of thousands of objects and no cycle: looking for some took 8 % of a fold."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


_decode_any = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode


def is_case_event(value: bytes) -> bool:
    """Whether it means to be one: other events of the services (a breach, say) are none of our business."""
    with suppress(msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError):
        return "case_no" in _decode_any(_decode_any(value)["data"])
    return True


def _told(fault: Exception) -> str:
    """Without the fault's own words, which may quote the event."""
    return f"it can't be counted or stored: {type(fault).__name__}"
