"""LocalBus: the event stream without a broker, for one machine."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from shared.bus.base import PARTITIONS, Consumer, Message, Position, Record, Resume, check_size
from shared.bus.log import Log
from shared.waiting import rung

T = TypeVar("T")
REPLAY_BATCH = 5_000


class _Desk:
    """A log connection and the one thread that uses it."""

    def __init__(self, path: Path) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="bus")
        self.log = self._thread.submit(Log, path).result()

    async def ask(self, question: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, question)

    async def close(self) -> None:
        await self.ask(self.log.close)
        self._thread.shutdown()


class LocalBus:
    """Publishers in this process wake consumers at once; those of another are seen within `poll_seconds`."""

    def __init__(self, path: Path, *, poll_seconds: float = 0.25) -> None:
        self._path, self._poll_seconds = path, poll_seconds
        self._ends: dict[Position, int] = {}
        self._changed = asyncio.Event()
        self._groups: dict[str, list[LocalConsumer]] = {}

    async def start(self) -> None:
        self._writer, self._reader = _Desk(self._path), _Desk(self._path)
        self._learn(await self._reader.ask(self._reader.log.ends))
        self._watcher = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        self._watcher.cancel()
        await asyncio.gather(self._watcher, return_exceptions=True)
        await self._writer.close()
        await self._reader.close()

    async def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        outcome: list[Exception | None] = [check_size(message) for message in messages]
        fit = [message for message, refused in zip(messages, outcome, strict=True) if not refused]
        if not fit:
            return outcome
        try:
            self._learn(await self._writer.ask(lambda: self._writer.log.append(fit)))
        except Exception as failure:  # one transaction: none of them is in
            return [refused or failure for refused in outcome]
        return outcome

    @asynccontextmanager
    async def consume(self, group: str, topics: Sequence[str], resume: Resume | None = None) -> AsyncIterator[Consumer]:
        member = LocalConsumer(self, group, topics, resume)
        members = self._groups.setdefault(group, [])
        members.append(member)
        _share_out(members)
        try:
            yield member
        finally:
            members.remove(member)
            _share_out(members)

    async def replay(self, topics: Sequence[str]) -> AsyncIterator[list[Record]]:
        ends = {at: end for at, end in (await self._reader.ask(self._reader.log.ends)).items() if at.topic in topics}
        cursor = dict.fromkeys(ends, 0)
        while batch := await self.read(cursor, ends, REPLAY_BATCH):
            yield batch

    async def read(self, cursor: dict[Position, int], ends: Mapping[Position, int], limit: int) -> list[Record]:
        """Read on from `cursor`, and move it."""
        spans = [(at, first, ends[at]) for at, first in cursor.items() if first < ends.get(at, 0)]
        if not spans:
            return []
        records = await self._reader.ask(lambda: self._reader.log.read(spans, limit))
        for record in records:
            cursor[record.at] = record.offset + 1
        return records

    async def positions(self, group: str) -> dict[Position, int]:
        return await self._reader.ask(lambda: self._reader.log.positions(group))

    async def commit(self, group: str, cursor: Mapping[Position, int]) -> None:
        await self._writer.ask(lambda: self._writer.log.commit(group, cursor))

    @property
    def ends(self) -> Mapping[Position, int]:
        return self._ends

    @property
    def changed(self) -> asyncio.Event:
        """Set at the next change of the log; take it before looking at `ends`."""
        return self._changed

    def wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _learn(self, ends: Mapping[Position, int]) -> None:
        for at, end in ends.items():
            self._ends[at] = max(end, self._ends.get(at, 0))
        self.wake()

    async def _watch(self) -> None:
        seen = None
        while True:
            now = await self._reader.ask(self._reader.log.changes)
            if now != seen:
                seen = now
                self._learn(await self._reader.ask(self._reader.log.ends))
            await asyncio.sleep(self._poll_seconds)


class LocalConsumer:
    """Members of a group in one process share its partitions out; two processes must not share a group."""

    def __init__(self, bus: LocalBus, group: str, topics: Sequence[str], resume: Resume | None) -> None:
        self._bus, self._group, self._resume = bus, group, resume
        self.topics = frozenset(topics)
        self._held: frozenset[Position] = frozenset()
        self._cursor: dict[Position, int] = {}

    def hold(self, positions: frozenset[Position]) -> None:
        """Take these partitions and no others from now on."""
        self._held = positions
        self._cursor = {at: offset for at, offset in self._cursor.items() if at in positions}
        self._bus.wake()

    async def join(self) -> None:
        await self._find_places()

    async def fetch(self, limit: int, wait_seconds: float) -> list[Record]:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + wait_seconds
        while True:
            changed = self._bus.changed
            records = await self._take(limit)
            left = deadline - loop.time()
            if records or left <= 0:
                return records
            await rung(changed, left)

    async def _take(self, limit: int) -> list[Record]:
        await self._find_places()
        cursor = dict(self._cursor)
        records = await self._bus.read(cursor, self._bus.ends, limit)
        self._cursor.update({at: offset for at, offset in cursor.items() if at in self._held})
        return records

    async def _find_places(self) -> None:
        gained = self._held - self._cursor.keys()
        if not gained:
            return
        places = dict(await self._bus.positions(self._group))
        if self._resume:
            places.update(await self._resume(gained))
        self._cursor.update({at: places.get(at, 0) for at in gained & self._held})

    async def commit(self, cursor: Mapping[Position, int]) -> None:
        held = {at: offset for at, offset in cursor.items() if at in self._held}
        if held:
            await self._bus.commit(self._group, held)

    async def seek(self, cursor: Mapping[Position, int]) -> None:
        await self._find_places()
        self._cursor.update({at: offset for at, offset in cursor.items() if at in self._held})

    async def ends(self) -> dict[Position, int]:
        return {at: self._bus.ends.get(at, 0) for at in self._held}

    async def places(self) -> dict[Position, int]:
        await self._find_places()
        return dict(self._cursor)

    def assignment(self) -> frozenset[Position]:
        return self._held


def _share_out(members: Sequence[LocalConsumer]) -> None:
    shares: dict[LocalConsumer, set[Position]] = {member: set() for member in members}
    for topic in sorted({topic for member in members for topic in member.topics}):
        takers = [member for member in members if topic in member.topics]
        for partition in range(PARTITIONS):
            shares[takers[partition % len(takers)]].add(Position(topic, partition))
    for member, share in shares.items():
        member.hold(frozenset(share))
