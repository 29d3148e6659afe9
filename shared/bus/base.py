"""The event stream as services see it: keyed records in partitions, read in order from any offset."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol

from msgspec import Struct

PARTITIONS = 12
MAX_MESSAGE_BYTES = 1_000_000


class Position(NamedTuple):
    """A partition of a topic; a cursor maps it to the next offset to read."""

    topic: str
    partition: int


# Asked whenever partitions come to a consumer: where to read on, for those whose place the caller keeps itself.
Resume = Callable[[frozenset[Position]], Awaitable[Mapping[Position, int]]]


class Message(NamedTuple):
    """What a publisher hands in. Messages of one key keep their order."""

    topic: str
    key: str
    value: bytes


class Record(Struct, frozen=True, gc=False):
    """A message as it stands in the log. Not a tuple: a hundred thousand of them are made in a second."""

    at: Position
    offset: int
    key: str
    value: bytes


class Refused(Exception):
    """The bus will never take this message, however often it is tried (it is too large, say)."""


class Consumer(Protocol):
    """A member of a consumer group. Positions are the group's on the bus, or the caller's own by `resume` or `seek`."""

    async def join(self) -> None:
        """Wait until the group has given this member its partitions, and find its places in them; reads nothing."""

    async def fetch(self, limit: int, wait_seconds: float) -> list[Record]:
        """Return up to `limit` records, each partition's in order; empty when nothing came in time."""

    async def commit(self, cursor: Mapping[Position, int]) -> None:
        """Remember on the bus the next offset to read of each position; those no longer held are passed over."""

    async def seek(self, cursor: Mapping[Position, int]) -> None:
        """Read on from these offsets; positions no longer held are passed over."""

    async def ends(self) -> dict[Position, int]:
        """The offset after the last record of every partition held; end − position is the lag."""

    async def places(self) -> dict[Position, int]:
        """The offset to be read next of each partition held, past what is no record; nothing during a rebalance."""

    def assignment(self) -> frozenset[Position]:
        """The partitions this member holds now."""


class Bus(Protocol):
    """One interface, two implementations: LocalBus (a log in SQLite) and KafkaBus."""

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        """Append in order; return, for each message, None once it is durable, `Refused`, or a passing failure.

        After a refused message later ones of the same key may still be tried: the relay decides.
        """

    def consume(
        self, group: str, topics: Sequence[str], resume: Resume | None = None
    ) -> AbstractAsyncContextManager[Consumer]:
        """Join a group. A new group starts at the beginning of the log, unless `resume` says otherwise."""

    def replay(self, topics: Sequence[str]) -> AsyncIterator[list[Record]]:
        """All records from the beginning to the end as it stood at the call, in batches, outside any group."""


def check_size(message: Message) -> Refused | None:
    """Both implementations refuse the same messages, so that nothing works on a laptop and fails on a broker."""
    size = len(message.value) + len(message.key)
    return Refused(f"{size} bytes, the limit is {MAX_MESSAGE_BYTES}") if size > MAX_MESSAGE_BYTES else None
