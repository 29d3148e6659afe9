"""KafkaBus: the event stream on Apache Kafka."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    CommitFailedError,
    IllegalStateError,
    MessageSizeTooLargeError,
    RecordTooLargeError,
    TopicAlreadyExistsError,
    for_code,
)

from shared.bus.base import (
    MAX_MESSAGE_BYTES,
    PARTITIONS,
    Consumer,
    Message,
    Position,
    Record,
    Refused,
    Resume,
    check_size,
)

log = structlog.get_logger(__name__)

TOPIC_CONFIG = {
    "retention.ms": "-1",  # the log is what everything can be rebuilt from
    "retention.bytes": "-1",
    "max.message.bytes": str(MAX_MESSAGE_BYTES + 10_000),
}
REPLAY_BATCH = 5_000
GRACE_SECONDS = 10


class KafkaBus:
    """`security` goes to every client as it is: aiokafka's `security_protocol`, `sasl_…`, `ssl_context`."""

    def __init__(self, address: str, security: Mapping[str, Any] | None = None) -> None:
        self._client = {"bootstrap_servers": address, **(security or {})}
        self._producer: AIOKafkaProducer | None = None
        self._known_topics: set[str] = set()
        self._starting = asyncio.Lock()

    async def start(self) -> None:
        """Nothing: clients connect when first needed, so that a service starts while the broker is down."""

    async def stop(self) -> None:
        await self._drop_producer()

    async def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        outcome: list[Exception | None] = [check_size(message) for message in messages]
        fit = [number for number, refused in enumerate(outcome) if not refused]
        try:
            producer = await self._ready({messages[number].topic for number in fit})
            acks = [await self._send(producer, messages[number]) for number in fit]
            answers: list[Any] = await asyncio.gather(*acks, return_exceptions=True)
        except Exception as failure:
            answers = [failure] * len(fit)
        for number, answer in zip(fit, answers, strict=True):
            outcome[number] = _judge(answer)
        if any(failure and not isinstance(failure, Refused) for failure in outcome):
            await self._drop_producer()  # it retries by itself what can pass: what it reports may have broken it
        return outcome

    async def _send(self, producer: AIOKafkaProducer, message: Message) -> asyncio.Future[object]:
        ack: asyncio.Future[object] = await producer.send(message.topic, message.value, message.key.encode())
        return ack

    async def _ready(self, topics: Collection[str]) -> AIOKafkaProducer:
        async with self._starting:
            await self._create_missing(topics)
            if self._producer is None:
                producer = AIOKafkaProducer(
                    enable_idempotence=True, acks="all", compression_type="lz4", max_batch_size=65_536, **self._client
                )
                await _start(producer, producer.stop)
                self._producer = producer
            return self._producer

    async def _drop_producer(self) -> None:
        async with self._starting:
            producer, self._producer = self._producer, None
            if producer:
                await _stop(producer.stop)

    async def _create_missing(self, topics: Collection[str]) -> None:
        if self._known_topics.issuperset(topics):
            return
        admin = AIOKafkaAdminClient(**self._client)
        async with _started(admin, admin.close):
            missing = set(topics) - set(await admin.list_topics())
            if missing:
                await _create(admin, missing)
        self._known_topics.update(topics)

    @asynccontextmanager
    async def consume(self, group: str, topics: Sequence[str], resume: Resume | None = None) -> AsyncIterator[Consumer]:
        await self._create_missing(topics)
        client = self._reader(group_id=group, session_timeout_ms=30_000)
        consumer = KafkaConsumer(client, resume)
        client.subscribe(list(topics), listener=consumer)
        async with _started(client, client.stop):
            yield consumer

    async def replay(self, topics: Sequence[str]) -> AsyncIterator[list[Record]]:
        await self._create_missing(topics)
        client = self._reader()
        client.subscribe(list(topics))  # without a group: all partitions, from the beginning
        async with _started(client, client.stop):
            ends = {at: end for at, end in (await client.end_offsets(client.assignment())).items() if end}
            while unread := [at for at, end in ends.items() if await client.position(at) < end]:
                batch = _records(await client.getmany(*unread, timeout_ms=1_000, max_records=REPLAY_BATCH))
                if batch := [record for record in batch if record.offset < ends[record.at]]:
                    yield batch

    def _reader(self, **options: Any) -> AIOKafkaConsumer:
        return AIOKafkaConsumer(
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            isolation_level="read_committed",  # foreign publishers may use transactions
            **self._client,
            **options,
        )


class KafkaConsumer(ConsumerRebalanceListener):  # type: ignore[misc]
    """Asks `resume` in `fetch` and not during the rebalance: aiokafka hands out records before its listener is done."""

    def __init__(self, client: AIOKafkaConsumer, resume: Resume | None) -> None:
        self._client, self._resume = client, resume
        self._settled = asyncio.Event()
        self._gained: frozenset[Position] = frozenset()

    def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        self._settled.clear()

    def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        self._gained = frozenset(Position(*at) for at in assigned)
        self._settled.set()

    async def join(self) -> None:
        await self._settled.wait()
        await self._find_places()

    async def fetch(self, limit: int, wait_seconds: float) -> list[Record]:
        if (task := asyncio.current_task()) and task.cancelling():
            raise asyncio.CancelledError  # asked before, while aiokafka was joining or committing, which swallows it
        await self._find_places()
        found = _records(await self._client.getmany(timeout_ms=int(wait_seconds * 1000), max_records=limit))
        if self._is_moving():
            return []  # read from the group's place, not the caller's; the coming `resume` reads them again
        return found

    def _is_moving(self) -> bool:
        return self._resume is not None and (bool(self._gained) or not self._settled.is_set())

    async def _find_places(self) -> None:
        gained = self._gained
        if self._resume and gained:
            await self.seek(await self._resume(gained))
        if self._gained == gained:
            self._gained = frozenset()

    async def commit(self, cursor: Mapping[Position, int]) -> None:
        held = self.assignment()
        offsets = {TopicPartition(*at): offset for at, offset in cursor.items() if at in held}
        try:
            if offsets:
                await self._client.commit(offsets)
        except (CommitFailedError, IllegalStateError):  # the next holder reads these again
            log.info("bus.commit_late", partitions=len(offsets))

    async def seek(self, cursor: Mapping[Position, int]) -> None:
        held = self.assignment()
        for at, offset in cursor.items():
            if at in held:
                self._client.seek(TopicPartition(*at), offset)

    async def ends(self) -> dict[Position, int]:
        ends = await self._client.end_offsets(list(self._client.assignment()))
        return {Position(*at): end for at, end in ends.items()}

    async def places(self) -> dict[Position, int]:
        await self._find_places()
        found = {}
        for at in self._client.assignment():
            with suppress(IllegalStateError):  # lost meanwhile
                found[Position(*at)] = await self._client.position(at)
        return {} if self._is_moving() else found

    def assignment(self) -> frozenset[Position]:
        return frozenset(Position(*at) for at in self._client.assignment())


async def _start(client: Any, stop: Callable[[], Awaitable[None]]) -> None:
    """Start a client; cancelled meanwhile, let it connect first: aiokafka leaves a half-made connection open."""
    starting = asyncio.create_task(client.start())
    try:
        await asyncio.shield(starting)
    except BaseException:
        await asyncio.wait([starting], timeout=GRACE_SECONDS)
        starting.cancel()
        await _stop(stop)
        raise


async def _stop(stop: Callable[[], Awaitable[None]]) -> None:
    """A broker that doesn't answer must not keep the process from ending; it misses the member soon enough."""
    try:
        async with asyncio.timeout(GRACE_SECONDS):
            await stop()
    except TimeoutError:
        log.warning("bus.stop_unanswered")


@asynccontextmanager
async def _started(client: Any, stop: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    await _start(client, stop)
    try:
        yield
    finally:
        await _stop(stop)


async def _create(admin: AIOKafkaAdminClient, topics: Collection[str]) -> None:
    created = await admin.create_topics(
        # -1: the broker's default replication; aiokafka wants an assignment, if an empty one, beside it
        [NewTopic(topic, PARTITIONS, -1, replica_assignments={}, topic_configs=TOPIC_CONFIG) for topic in topics]
    )
    for topic, code, *_ in created.topic_errors:
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:  # another replica was faster
            raise error(topic)


def _judge(answer: Any) -> Exception | None:
    if isinstance(answer, MessageSizeTooLargeError | RecordTooLargeError):
        return Refused(str(answer))
    return answer if isinstance(answer, Exception) else None


def _records(fetched: Mapping[TopicPartition, Sequence[Any]]) -> list[Record]:
    found: list[Record] = []
    for topic_partition, records in fetched.items():
        at = Position(*topic_partition)
        found += [
            Record(at, each.offset, (each.key or b"").decode("utf-8", "replace"), each.value or b"") for each in records
        ]
    return found
