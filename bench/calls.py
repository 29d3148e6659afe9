"""Call-backs by the hundred thousand: tasks made of events, and the next of a million handed to a caller.

`python -m bench.calls [how many open] [how many events]`, on PostgreSQL. A third of the open tasks rest. The
peer of `next` is a plain update of one row by its key over the same HTTP app.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp

from sqlalchemy import text, update

from bench.verdict import Verdict
from services.callback.app import create_app
from services.callback.callbacks.models import Callback
from shared.auth import Role, mint_token
from shared.contracts.policy_service import PolicyAcknowledged, PolicyOpened
from shared.testing import servers
from shared.testing.alone import Alone, alone, event_like, record_of

NUMBERS = [int(word) for word in sys.argv[1:] if word.isdigit()]
OPEN, EVENTS = (*NUMBERS, *(1_000_000, 100_000)[len(NUMBERS) :])
MONDAY = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)
ROUNDS, BATCH = 400, 500
TARGET_MS, TARGET_SECONDS = 20, 120
# Each copy of a task that an event opened stands in another county, and has its own day.
COPY = """
    INSERT INTO callbacks ({columns}) SELECT {values} FROM callbacks, generate_series(1, :count) AS number
    WHERE case_no = :case_no"""


def _events(number: int) -> list[PolicyOpened | PolicyAcknowledged]:
    known = {"kind": "policy", "case_no": f"BD261012-{number:08}", "org": "350322", "status": "in_force"}
    known |= {"free_look_days": 15, "free_look_starts": "day_after", "at": MONDAY.isoformat()}
    dates = {"signed_on": "2026-10-12", "free_look_ends_on": "2026-10-27"}
    opened: PolicyOpened = event_like(PolicyOpened, **known | {"version": 1, "action": "open"})
    signed: PolicyAcknowledged = event_like(PolicyAcknowledged, **known | dates | {"version": 3, "action": "sign"})
    return [opened, signed]


async def _feed(centre: Alone) -> float:
    """Seconds until each policy's task is there and dated."""
    took = 0.0
    for first in range(0, EVENTS, BATCH):
        records = [record_of(each) for number in range(first, first + BATCH) for each in _events(number)]
        began = time.perf_counter()
        await centre.app.state.inbox.feed(records)
        took += time.perf_counter() - began
    return took


async def _fill(centre: Alone) -> None:
    async with centre.app.state.sessions.begin() as session:
        case_no = await session.scalar(text("SELECT case_no FROM callbacks WHERE status = 'due' LIMIT 1"))
        values = {
            "case_no": "'HF' || number",
            "cause_no": "'C' || number",
            "org": "'35' || lpad((number % 97 * 100 + 11)::text, 4, '0')",
            "due_at": "due_at + number * interval '1 second'",
            "ready_at": "ready_at + CASE WHEN number % 3 = 0 THEN interval '9 days' ELSE interval '0' END",
            "resting": "number % 3 = 0",
            "owner": "CASE WHEN number % 2 = 0 THEN 'branch' ELSE 'province' END",
        }
        columns = [column.name for column in Callback.__table__.columns]
        copy = COPY.format(columns=", ".join(columns), values=", ".join(values.get(each, each) for each in columns))
        await session.execute(text(copy), {"count": OPEN, "case_no": case_no})
    async with centre.app.state.sessions.begin() as session:
        await session.execute(text("ANALYZE callbacks"))


async def _timed(ask: Callable[[int], Awaitable[object]]) -> list[float]:
    """Milliseconds each, in order."""
    took = []
    for number in range(ROUNDS):
        began = time.perf_counter()
        await ask(number)
        took.append((time.perf_counter() - began) * 1000)
    return sorted(took[ROUNDS // 10 :])


async def _next(centre: Alone, org: str) -> list[float]:
    headers = [_headers(centre, f"V{org}-{number}", org) for number in range(ROUNDS)]

    async def ask(number: int) -> None:
        answer = await centre.http.post("/v1/next", json={}, headers=headers[number])
        answer.raise_for_status()
        if answer.status_code != 200:
            raise RuntimeError("nothing to call")

    return await _timed(ask)


async def _plain(centre: Alone) -> list[float]:
    async def ask(number: int) -> None:
        async with centre.app.state.sessions.begin() as session:
            row = update(Callback).where(Callback.case_no == f"HF{number * 1_001 + 1}").values(held_by="peer")
            await session.execute(row)

    return await _timed(ask)


def _headers(centre: Alone, ref: str, org: str) -> dict[str, str]:
    token = mint_token(centre.settings, ref, [Role.CALLER], org=org)
    return {"Authorization": f"Bearer {token}"}


async def _measure(verdict: Verdict) -> None:
    folder = Path(mkdtemp())
    async with (
        servers.fresh_database(servers.postgres()) as url,
        alone("callback", create_app, folder, MONDAY, {}, str(url)) as centre,
    ):
        verdict.at_most(f"{EVENTS:,} tasks of events, s", await _feed(centre), TARGET_SECONDS * EVENTS / 100_000)
        await _fill(centre)
        centre.time.set(MONDAY + timedelta(seconds=1))
        plain = statistics.median(await _plain(centre))
        for name, org in (("province", "35"), ("county", "350211"), ("city", "3502")):
            took = await _next(centre, org)
            middle, p99 = statistics.median(took), took[int(len(took) * 0.99)]
            print(f"  {name}: median {middle:.1f} ms, {middle / plain:.1f} x a plain update", flush=True)
            verdict.at_most(f"next of {OPEN:,}, {name}, p99 ms", p99, TARGET_MS)


def main() -> int:
    verdict = Verdict()
    asyncio.run(_measure(verdict))
    return verdict.missed


if __name__ == "__main__":
    sys.exit(main())
