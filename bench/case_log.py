"""A realistic backlog of case events for benchmarks: cases interleaved in time, about 460 bytes an event."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from shared.bus import Message
from shared.cloudevents import topic

START = datetime(2026, 1, 5, 0, 30, tzinfo=UTC)
STEPS = ("accept", "scan", "key", "review", "issue")
STAGES = ("received", "scanned", "keyed", "reviewed", "issued")
TOPIC = topic("bench")


def messages(cases: int, days: int, *, orgs: int = 80, seed: int = 7, first: int = 0) -> Iterator[Message]:
    """Five steps a case over one to three days, in the order of time."""
    rng = random.Random(seed)
    apart = timedelta(days=days) / cases
    window: list[tuple[datetime, int, Message]] = []
    for number in range(first, first + cases):
        opened = START + apart * number
        window.extend(_steps(number, opened, rng, orgs))
        if len(window) > 20_000:
            window.sort(key=lambda entry: entry[:2])
            done = next((at for at, entry in enumerate(window) if entry[0] > opened), len(window))
            yield from (message for _, _, message in window[:done])
            del window[:done]
    yield from (message for _, _, message in sorted(window, key=lambda entry: entry[:2]))


def _steps(number: int, opened: datetime, rng: random.Random, orgs: int) -> Iterator[tuple[datetime, int, Message]]:
    county = number % orgs
    case_no, org = f"P{number:09}", f"35{county % 9:02}{county:02}"
    at = opened
    for version, (action, status) in enumerate(zip(STEPS, STAGES, strict=True), 1):
        data = _data(case_no, org, version, action, status, opened, at, number)
        envelope = {
            "specversion": "1.0", "id": f"{number:x}-{version}", "source": "/bench", "type": f"cn.bench.{action}.v1",
            "subject": case_no, "time": at, "sequence": str(version), "partitionkey": case_no, "data": data,
        }  # fmt: skip
        value = orjson.dumps(envelope, option=orjson.OPT_UTC_Z)
        yield at, number * 10 + version, Message(TOPIC, case_no, value)
        at += timedelta(seconds=rng.lognormvariate(9.3, 1.0))


def _data(
    case_no: str, org: str, version: int, action: str, status: str, opened: datetime, at: datetime, number: int
) -> dict[str, Any]:
    done = action == "issue"
    data = {
        "kind": "application", "case_no": case_no, "version": version, "status": status, "org": org,
        "channel": ("agent", "bank", "counter")[number % 3], "salesperson": f"s{org}{number // 80 % 30:02}",
        "opened_at": opened, "due_at": None if done else at + timedelta(days=2), "action": action, "at": at,
        "by": f"t{org}{number // 80 % 5}",
    }  # fmt: skip
    return {**data, "closed_at": at, "issued_at": at, "outcome": "issued"} if done else data
