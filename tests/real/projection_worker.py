"""A worker of the projection in a process of its own, to be killed: `python -m tests.real.projection_worker …`."""

import asyncio
import sys
from collections.abc import Mapping
from typing import Any

from services.metrics import projection, worker
from services.metrics.store import live_generation
from shared.bus import Position
from shared.bus.kafka import KafkaBus
from shared.db import make_engine


class ImpatientBus(KafkaBus):
    """Whoever is dead is missed after 6 seconds, the least that a broker allows, instead of 30."""

    def _reader(self, **options: Any) -> Any:
        return super()._reader(**options | ({"session_timeout_ms": 6_000} if "group_id" in options else {}))


class TellingProjection(projection.Projection):
    """Prints how many partitions it has whenever they are shared out."""

    async def resume(self, gained: frozenset[Position]) -> Mapping[Position, int]:
        print(len(gained), flush=True)
        return await super().resume(gained)


async def main(url: str, kafka: str, topic: str, group: str) -> None:
    engine = make_engine(url)
    store = worker.open_store(engine, await live_generation(engine))
    await TellingProjection(store).run(ImpatientBus(kafka), [topic], group)


if __name__ == "__main__":
    projection.BATCH = 100  # many transactions, so that there is a middle
    asyncio.run(main(*sys.argv[1:]))
