"""From real Kafka into PostgreSQL: facts, cells and positions, against bare reading and decoding of the same events.

`python -m bench.ingest [--cases 200000]`. Medians of three interleaved runs; ratios within one run of the program.
"""

import argparse
import asyncio
import json
import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvloop
from aiokafka import AIOKafkaConsumer

from bench.case_log import TOPIC, messages
from bench.verdict import Verdict
from services.metrics.cells import Ledger
from services.metrics.facts import decode
from services.metrics.measures import MEASURES
from services.metrics.projection import PIECE, Projection
from services.metrics.worker import open_store
from shared import collector
from shared.bus import PARTITIONS
from shared.bus.kafka import KafkaBus
from shared.db import make_engine
from shared.migrate import migrate_engine
from shared.testing import servers

ROUNDS = 3
FIVE = ("opened", "closed", "closed_late", "open", "defective")  # one of them, closed, with its duration histogram
DAYS = 90

REFERENCE = 20_000  # records at a time, as the prototype read that the targets come from
# Read in pieces that stay in the processor's cache the bare reader, too, is half as fast again: told, but no yardstick.
#        name                workers, measures, target against bare reading
RUNS: dict[str, tuple[int, str, float | None]] = {
    "bare": (1, "none", None),
    "bare, in pieces": (1, "none, in pieces", None),
    "five": (1, "five", 0.20),
    "five, 2 processes": (2, "five", 0.40),
    "all": (1, "all", 0.10),
}


def ledger(which: str) -> Ledger:
    if which == "all":
        return Ledger()
    rows = {row.id: replace(row, dimensions=()) for row in reversed(MEASURES) if row.id in FIVE}
    return Ledger(list(rows.values()))


async def read_bare(kafka: str, group: str, at_a_time: int) -> None:
    consumer = AIOKafkaConsumer(
        TOPIC, bootstrap_servers=kafka, group_id=group, auto_offset_reset="earliest", enable_auto_commit=False
    )
    await consumer.start()
    ends = await consumer.end_offsets(consumer.assignment())
    left, started = sum(ends.values()), time.time()
    while left:
        for records in (await consumer.getmany(timeout_ms=1000, max_records=at_a_time)).values():
            for record in records:
                decode(record.value)
            left -= len(records)
    tell(started)
    await consumer.stop()


def tell(started: float) -> None:
    print(json.dumps({"started": started, "ended": time.time(), "rss_mb": _peak_mb()}), flush=True)


def _peak_mb() -> float:
    """Of this program alone: getrusage() tells the parent's peak when that was higher before the fork."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1024


async def project(kafka: str, group: str, url: str, which: str, workers: int) -> None:
    engine, bus = make_engine(url), KafkaBus(kafka)
    store = open_store(engine, 1)
    projection = Projection(store, ledger(which))
    async with bus.consume(group, [TOPIC], projection.resume) as consumer:
        await _until(lambda: len(consumer.assignment()) == PARTITIONS // workers)
        await asyncio.sleep(1)
        started = time.time()
        await projection.follow_to(consumer, await consumer.ends())
        tell(started)
        # One that left at once would hand its partitions to the other in the middle of its run.
        await asyncio.to_thread(sys.stdin.readline)
    await store.close()
    await engine.dispose()


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110 - aiokafka has no event for it
        await asyncio.sleep(0.05)


async def _run(name: str, kafka: str, pg: str) -> dict[str, float]:
    workers, which, _ = RUNS[name]
    group = f"bench-{time.time_ns()}"
    async with servers.fresh_database(pg) as url:
        engine = make_engine(url)
        await migrate_engine(engine, "metrics")
        await engine.dispose()
        command = [sys.executable, "-m", "bench.ingest", "--worker", kafka, group, url, which, str(workers)]
        children = [
            await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
            )
            for _ in range(workers)
        ]
        told = [json.loads(await child.stdout.readline()) for child in children if child.stdout]
        for child in children:
            await child.communicate(b"\n")
    seconds = max(each["ended"] for each in told) - min(each["started"] for each in told)
    return {"seconds": seconds, "rss_mb": max(each["rss_mb"] for each in told)}


async def work(kafka: str, group: str, url: str, which: str, workers: int) -> None:
    if which.startswith("none"):
        await read_bare(kafka, group, REFERENCE if which == "none" else PIECE)
    else:
        collector.settle()  # as every process of ours that serves; the bare reader is Python as it comes
        await project(kafka, group, url, which, workers)


async def fill(kafka: str, cases: int) -> tuple[int, float]:
    bus, batch, count, size = KafkaBus(kafka), [], 0, 0
    await bus.start()
    for message in messages(cases, DAYS):
        batch.append(message)
        count, size = count + 1, size + len(message.value)
        if len(batch) == 5_000:
            assert not any(await bus.publish(batch))
            batch = []
    assert not any(await bus.publish(batch))
    await bus.stop()
    return count, size / count


async def main(cases: int, rounds: int, names: list[str]) -> int:
    kafka, pg = servers.kafka(), servers.postgres()
    count, size = await fill(kafka, cases)
    print(f"{count:,} events of {size:.0f} bytes, {cases:,} cases")
    names = ["bare", *(name for name in names if name != "bare")]
    results: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            results[name].append(await _run(name, kafka, pg))
    bare = statistics.median(count / each["seconds"] for each in results["bare"])
    verdict = Verdict()
    for name, runs in results.items():
        rate = statistics.median(count / each["seconds"] for each in runs)
        rss = max(each["rss_mb"] for each in runs)
        print(f"{name:20} {rate:10,.0f} events/s  {rate / bare:5.2f} of bare  {rss:4.0f} MB")
        if (target := RUNS[name][2]) is not None:
            verdict.at_least(f"{name}, of bare", rate / bare, target)
    return verdict.missed


def arguments() -> Any:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", nargs="*", default=list(RUNS), choices=list(RUNS))
    parser.add_argument("--worker", nargs=5, metavar=("KAFKA", "GROUP", "URL", "MEASURES", "WORKERS"))
    return parser.parse_args()


if __name__ == "__main__":
    given = arguments()
    if given.worker:
        kafka_at, group_of, url_of, which_of, workers_of = given.worker
        uvloop.run(work(kafka_at, group_of, url_of, which_of, int(workers_of)))
        sys.exit(0)
    sys.exit(asyncio.run(main(given.cases, given.rounds, given.only)))
