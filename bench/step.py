"""One step over HTTP (token, case, event, commit) against pgbench with the same SQL and a route of the ordinary kind.

The step is a withdrawal: all three take the case's turn in the money book and look whether money came for it.

`python -m bench.step`. Server and load generator share the machine, as they do for all three.
"""

import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
from sqlalchemy import insert, make_url

from bench.verdict import Verdict
from services.intake.applications.models import Application
from services.intake.applications.sla import SLAS
from shared.auth import Role, mint_token
from shared.calendar_data import calendar_for
from shared.db import make_engine
from shared.migrate import migrate
from shared.settings import Settings
from shared.sla import tick
from shared.testing import servers
from shared.testing.processes import answers, free_port

CLIENTS, STEPS, ROUNDS = 4, 2000, 7
AT = datetime(2026, 10, 12, 2, tzinfo=UTC)
CLOCKS = tick(SLAS, [], "accept", None, AT, calendar_for("350322"))
TARGETS = {"pgbench": 0.15, "ordinary": 2.0}


def _row(number: int) -> dict[str, object]:
    return {
        "case_no": f"TB261012-{number:08d}", "version": 1, "status": "received", "org": "350322", "opened_at": AT,
        "clocks": CLOCKS, "last_action": "accept", "last_at": AT, "last_by": "bench",
        "form_no": f"bench-{number}", "form_on": AT.date(),
        "premium_fen": 360000, "sum_assured_fen": 10000000, "payment_mode": "annual", "payment_method": "transfer",
        "pay_years": 10, "insured_age": 40, "accepted_at": AT, "free_look_days": 15, "free_look_starts": "day_after",
    }  # fmt: skip


async def _fill(url: str, count: int) -> None:
    engine = make_engine(url)
    async with engine.begin() as connection:
        for start in range(0, count, 1000):
            await connection.execute(insert(Application), [_row(n) for n in range(start, start + 1000)])
    await engine.dispose()


async def _post(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, token: str) -> int:
    body = b'{"reason":"customer-request"}'
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    answer = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", answer, re.IGNORECASE)
    await reader.readexactly(int(length[1]) if length else 0)
    return int(answer.split(b" ", 2)[1])


async def _client(port: int, paths: list[str], token: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for path in paths:
        status = await _post(reader, writer, path, token)
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
    writer.close()


async def _load(port: int, first: int, token: str) -> float:
    """Steps a second with CLIENTS at once, each case once."""
    shares: list[list[str]] = [[] for _ in range(CLIENTS)]
    for number in range(first, first + STEPS):
        shares[number % CLIENTS].append(f"/v1/applications/TB261012-{number:08d}/withdrawal")
    started = time.perf_counter()
    await asyncio.gather(*(_client(port, share, token) for share in shares))
    return STEPS / (time.perf_counter() - started)


def _serve(app: str, settings: dict[str, str]) -> tuple[subprocess.Popen[bytes], int]:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port), "--no-access-log", "--log-level", "warning"]
    process = subprocess.Popen(command, env=os.environ | settings)
    while not answers(port):
        time.sleep(0.1)
    return process, port


PGBENCH = r"""
\set n random(1, 1000000000)
\set id random(0, {last})
BEGIN;
SELECT pg_advisory_xact_lock(hashtextextended('premium/TB261012-' || lpad(:id::text, 8, '0'), 0));
SELECT EXISTS (SELECT 1 FROM premium_movements WHERE case_no = 'TB261012-' || lpad(:id::text, 8, '0'));
SELECT * FROM applications WHERE case_no = 'TB261012-' || lpad(:id::text, 8, '0');
UPDATE applications SET version = version + 1, status = 'withdrawn', closed_at = now(), outcome = 'withdrawn',
  last_action = 'withdraw', last_at = now(), last_by = 'bench', withdrawn = 'customer-request', clocks = '[]'
  WHERE case_no = 'TB261012-' || lpad(:id::text, 8, '0');
INSERT INTO case_events (event_id, kind, case_no, version, type, at, actor, data)
  VALUES (gen_random_uuid()::text, 'application', 'PG' || :client_id || '-' || :n || '-' || :id, 1,
  'intake.application.withdrawn.v1', now(), 'bench', '{data}');
COMMIT;
"""


def _pgbench(url: str, last: int) -> float:
    address = make_url(url)
    script = Path(tempfile.mkdtemp()) / "step.sql"
    script.write_text(PGBENCH.format(last=last, data='{"x":"' + "x" * 1100 + '"}'))
    program = next(iter(Path("/usr/lib/postgresql").glob("*/bin/pgbench")), Path("pgbench"))
    command = [program, "-n", "-M", "prepared", "-c", str(CLIENTS), "-t", str(STEPS // CLIENTS), "-f", script]
    command += ["-h", address.host or "", "-p", str(address.port), "-U", address.username or "", address.database or ""]
    done = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | {"PGPASSWORD": address.password or ""}
    )
    if not (found := re.search(r"tps = ([\d.]+)", done.stdout)):
        raise RuntimeError(done.stderr)
    return float(found[1])


async def main() -> int:
    async with servers.fresh_database(servers.postgres()) as url, servers.fresh_database(servers.postgres()) as plain:
        data = Path(tempfile.mkdtemp())
        settings = Settings(data=data, database_url=url)
        await migrate(settings, "intake")
        await migrate(Settings(data=data, database_url=plain), "intake")
        total = STEPS * ROUNDS
        await _fill(url, total)
        await _fill(plain, total)
        token = mint_token(settings, "bench", [Role.TELLER], org="350322")
        env = {"GUIMIAN_DATA": str(data), "GUIMIAN_LOG_LEVEL": "WARNING", "GUIMIAN_JOBS": "false"}
        ours, our_port = _serve("services.intake.app:app", env | {"GUIMIAN_DATABASE_URL": url})
        other, other_port = _serve("bench.ordinary:app", env | {"GUIMIAN_DATABASE_URL": plain})
        rates: dict[str, list[float]] = {"ours": [], "ordinary": [], "pgbench": []}
        try:
            for turn in range(ROUNDS):
                rates["ours"].append(await _load(our_port, turn * STEPS, token))
                rates["ordinary"].append(await _load(other_port, turn * STEPS, token))
                rates["pgbench"].append(_pgbench(plain, (turn + 1) * STEPS - 1))
        finally:
            for process in (ours, other):
                process.terminate()
                process.wait()
        await _check(url, total)
    return _judge(rates)


async def _check(url: str, total: int) -> None:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    taken = await connection.fetchval("SELECT count(*) FROM case_events WHERE version = 2")
    await connection.close()
    if taken != total:
        raise RuntimeError(f"{taken} events for {total} steps")


def _judge(rates: dict[str, list[float]]) -> int:
    medians = {name: statistics.median(values) for name, values in rates.items()}
    for name, median in medians.items():
        print(f"{name:10} {median:8.0f} steps/s")
    verdict = Verdict()
    for peer, target in TARGETS.items():
        verdict.at_least(f"ours / {peer}", medians["ours"] / medians[peer], target)
    return verdict.missed


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
