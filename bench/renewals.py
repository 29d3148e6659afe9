"""A day's renewals: found, noticed, drawn up, sent, answered and booked, against plain inserts of the same rows.

`python -m bench.renewals [sqlite|postgresql …] [how many]`. Nine of ten debits succeed. The peer inserts what
was left, by executemany and without reading, rules or states: what nobody who keeps that history comes below.
"""

import asyncio
import resource
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sqlalchemy import Column, MetaData, Table, func, insert, select, text

from bench.verdict import Verdict
from services.policy_service.collection import drawing, results, runs
from services.policy_service.collection.models import RenewalDebit
from services.policy_service.policies.models import Party, Policy
from services.policy_service.policies.sla import SLAS
from services.policy_service.renewal_batches.models import RenewalBatch
from services.policy_service.renewals.models import Renewal
from shared import clock, keyring
from shared.auth import Actor, Role
from shared.calendar_data import calendar_for
from shared.cases import get_case
from shared.clock import SimulatedClock
from shared.cloudevents import new_id
from shared.db import Sessions, make_engine, make_sessions, reading, sqlite_url
from shared.debit_results import read_results
from shared.errors import RuleBroken
from shared.migrate import migrate
from shared.people import person_columns
from shared.settings import Settings
from shared.sla import tick
from shared.tables import case_events
from shared.testing import servers

DUE = next((int(word) for word in sys.argv[1:] if word.isdigit()), 100_000)
ORG, TARGET_SECONDS = "350322", 180
OPENED, DUE_ON = datetime(2025, 10, 12, 2, tzinfo=UTC), date(2026, 10, 12)
CASHIER = Actor("bench", frozenset({Role.CASHIER}), ORG, pii=True)
CLOCKS = tick(SLAS, [], "open", None, OPENED, calendar_for(ORG))
PERSON = {
    "name": "欧阳建国", "sex": "male", "born_on": "1985-03-04", "id_type": "passport", "id_number": "E98765432",
    "phones": {"mobile": "13959512345"}, "address": "福建省莆田市仙游县鲤城街道东门路18号",
    "account_no": "6227001234567890123", "role": "policyholder", "share_percent": None,
}  # fmt: skip


def _policy(number: int) -> dict[str, Any]:
    return {
        "case_no": f"BD251012-{number:08d}", "version": 3, "status": "in_force", "org": ORG, "opened_at": OPENED,
        "clocks": CLOCKS, "last_action": "acknowledge", "last_at": OPENED, "last_by": "bench", "channel": "agent",
        "application_no": f"TB251012-{number:08d}", "effective_on": date(2025, 10, 12), "pay_years": 10,
        "payment_mode": "annual", "premium_fen": 360_000, "paid_to_on": DUE_ON, "sum_assured_fen": 10_000_000,
        "policyholder_ref": "bench", "free_look_days": 15, "free_look_starts": "day_after",
    }  # fmt: skip


async def _fill(sessions: Sessions) -> None:
    columns = person_columns(PERSON | {"party_ref": ""})
    for start in range(0, DUE, 1_000):
        numbers = range(start, start + 1_000)
        async with sessions.begin() as session:
            connection = await session.connection()
            await connection.execute(insert(Policy.__table__), [_policy(n) for n in numbers])
            people = [columns | {"party_ref": new_id(), "case_no": f"BD251012-{n:08d}"} for n in numbers]
            await connection.execute(insert(Party.__table__), people)
    async with sessions.begin() as session:  # policies of years, which their database knows
        await session.execute(text("ANALYZE policies"))


async def _run(sessions: Sessions, time_: SimulatedClock, day: date) -> None:
    time_.set(datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=2))
    async with sessions.begin() as session:
        await runs.ask(session, day, Actor.system())
    await runs.RenewalWorker(sessions).work()


async def _draw(sessions: Sessions) -> list[str]:
    drawn = []
    while True:
        try:
            async with sessions.begin() as session:
                drawn.append((await drawing.draw_up(session, ORG, None, CASHIER)).case_no)
        except RuleBroken:
            return drawn


async def _send(sessions: Sessions, batches: Sequence[str]) -> None:
    for number in batches:
        async with sessions.begin() as session:
            await drawing.export(session, await get_case(session, RenewalBatch, number, CASHIER), CASHIER)
        async with sessions.begin() as session:
            await drawing.file_of(session, await get_case(session, RenewalBatch, number, CASHIER), CASHIER)


async def _answer(sessions: Sessions, batches: Sequence[str]) -> None:
    for number in batches:
        async with reading(sessions) as session:
            query = select(RenewalDebit.item_no, RenewalDebit.amount_fen).where(RenewalDebit.batch_no == number)
            items = (await session.execute(query)).all()
        answers = (f"{number},{no},{fen / 100:.2f},{'其他' if no % 10 == 0 else '成功'}" for no, fen in items)
        content = "\n".join(["批次号,序号,金额,结果", *answers, ""]).encode()
        async with sessions.begin() as session:
            await results.reconcile(session, number, number, read_results(content, number), CASHIER)


async def _timed(name: str, work: Awaitable[Any], took: dict[str, float]) -> Any:
    began, worked = time.perf_counter(), time.process_time()
    done = await work
    took[name], worked = time.perf_counter() - began, time.process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  {name:24} {took[name]:7.1f} s   {worked:7.1f} s of CPU   {memory:5.0f} MB at most", flush=True)
    return done


async def _ours(sessions: Sessions, time_: SimulatedClock) -> float:
    took: dict[str, float] = {}
    await _timed("find and open", _run(sessions, time_, DUE_ON - timedelta(days=30)), took)
    await _timed("notice", _run(sessions, time_, DUE_ON - timedelta(days=15)), took)
    time_.set(datetime.combine(DUE_ON, datetime.min.time(), UTC) + timedelta(hours=2))
    batches = await _timed("draw up", _draw(sessions), took)
    await _timed("send, file", _send(sessions, batches), took)
    await _timed("results", _answer(sessions, batches), took)
    await _timed("grace", _run(sessions, time_, DUE_ON + timedelta(days=1)), took)
    return sum(took.values())


async def _check(sessions: Sessions) -> None:
    """Each premium is paid or in grace, and the policies of those paid moved on."""
    async with reading(sessions) as session:
        counted = select(Renewal.status, func.count()).group_by(Renewal.status)
        states = {row[0]: row[1] for row in (await session.execute(counted)).all()}
        moved = await session.scalar(select(func.count()).where(Policy.paid_to_on > DUE_ON))
    if states != {"collected": DUE * 9 // 10, "grace": DUE // 10} or moved != states["collected"]:
        raise RuntimeError(f"{states}, {moved} policies moved on")


async def _plain(sessions: Sessions) -> float:
    """The rows that ours left, copied into tables without an index; how long the inserts took."""
    took = 0.0
    for table in (Renewal.__table__, RenewalDebit.__table__, case_events):
        copy = Table(f"plain_{table.name}", MetaData(), *(Column(c.name, c.type) for c in table.columns))
        async with sessions.begin() as session:
            await (await session.connection()).run_sync(copy.create)
        async with reading(sessions, snapshot=True) as source:
            async for some in (await source.stream(select(table))).mappings().partitions(500):
                began = time.perf_counter()
                async with sessions.begin() as session:
                    await session.execute(insert(copy), [dict(row) for row in some])
                took += time.perf_counter() - began
    return took


@asynccontextmanager
async def _database(kind: str, folder: Path) -> AsyncIterator[str]:
    if kind == "sqlite":
        yield sqlite_url(folder / "policy_service.db")
        return
    async with servers.fresh_database(servers.postgres()) as url:
        yield str(url)


async def _measure(kind: str, verdict: Verdict) -> None:
    folder = Path(mkdtemp())
    async with _database(kind, folder) as url:
        settings = Settings(data=folder, database_url=url)
        keyring.install(keyring.load_ring(settings))
        await migrate(settings, "policy_service")
        engine, simulated = make_engine(url), SimulatedClock(OPENED)
        sessions, before = make_sessions(engine), clock.install(simulated)
        print(f"{kind}: {DUE:,} due premiums", flush=True)
        try:
            await _fill(sessions)
            took = await _ours(sessions, simulated)
            await _check(sessions)
            plain = await _plain(sessions)
        finally:
            clock.install(before)
            await engine.dispose()
    verdict.at_most(f"{kind}: {DUE:,} renewals, s", took, TARGET_SECONDS * DUE / 100_000)
    verdict.at_most(f"{kind}: ours / plain inserts", took / plain, 10)


def main() -> int:
    verdict = Verdict()
    for kind in [word for word in sys.argv[1:] if not word.isdigit()] or ["sqlite", "postgresql"]:
        asyncio.run(_measure(kind, verdict))
    return verdict.missed


if __name__ == "__main__":
    sys.exit(main())
