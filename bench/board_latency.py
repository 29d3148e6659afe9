"""From a step's commit to the board's message that shows it, at 50 steps a second on the embedded default.

`python -m bench.board_latency`. A viewer gets at most eight messages a second: an even stream of steps waits half of
such a period on average. Printed beside it: the same load's REST answer time, the physical part.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import httpx
import orjson

from bench.verdict import Verdict
from shared import clock
from shared.auth import Role, mint_token
from shared.settings import Settings
from shared.testing.processes import answers, free_port, scratch_dir, serve

RATE, SECONDS, TARGET_MS = 50, 20, 250
PERSON = {
    "name": "张三", "sex": "male", "born_on": "1985-03-04", "id_type": "passport", "id_number": "E12345678",
    "phones": {}, "address": "福建省莆田市仙游县鲤城街道1号", "account_no": "6227001234567890123",
}  # fmt: skip
FORM = {
    "form_on": clock.now().date().isoformat(), "org": "350322", "salesperson": "A1", "product": "L1001",
    "product_name": "福满两全保险(分红型)", "sum_assured_fen": 10_000_000,
    "premium_fen": 360_000, "policyholder": PERSON,
}  # fmt: skip


async def messages(client: httpx.AsyncClient, headers: dict[str, str]) -> AsyncIterator[int]:
    """How many applications each message of the stream says were accepted."""
    url = "/metrics/v1/stream?kpi=applications-accepted"
    async with client.stream("GET", url, headers=headers, timeout=None) as stream:
        async for line in stream.aiter_lines():
            if line.startswith("data: ") and (kpis := orjson.loads(line[6:])["kpis"]):
                yield int(kpis["applications-accepted"]["numerator"])


async def watch(client: httpx.AsyncClient, headers: dict[str, str], shown: dict[int, float]) -> None:
    async for accepted in messages(client, headers):
        now = time.perf_counter()
        for number in range(accepted, 0, -1):
            if number in shown:
                break
            shown[number] = now


async def main() -> int:
    folder, port = scratch_dir("board"), free_port()
    guimian = Path(sys.executable).with_name("guimian")
    command = [guimian, "serve", "--data", folder, "--port", str(port)]
    serve(command, folder, lambda _: answers(port), stop=2)
    settings = Settings(data=folder, port=port)
    teller = {"Authorization": f"Bearer {mint_token(settings, 'T1', [Role.TELLER], org='350322')}"}
    shown: dict[int, float] = {}
    committed: list[float] = []
    took: list[float] = []
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        watching = asyncio.create_task(watch(client, teller, shown))
        await asyncio.sleep(1)
        numbers = count(1)

        async def accept() -> None:
            sent = time.perf_counter()
            form = FORM | {"form_no": f"bench-{next(numbers):06d}"}
            (await client.post("/intake/v1/applications", json=form, headers=teller)).raise_for_status()
            committed.append(time.perf_counter())
            took.append(committed[-1] - sent)

        started, tasks = time.perf_counter(), []
        for tick in range(RATE * SECONDS):
            await asyncio.sleep(max(0.0, started + tick / RATE - time.perf_counter()))
            tasks.append(asyncio.create_task(accept()))
        await asyncio.gather(*tasks)
        await asyncio.sleep(2)
        watching.cancel()
    # The n-th answered step is shown by the first message that counts n; steps that were answered out of order swap.
    delays = sorted(shown[n] - at for n, at in enumerate(sorted(committed), 1))
    report("commit -> board message", delays)
    report("REST answer", sorted(took))
    verdict = Verdict()
    verdict.at_most("p99 of commit -> board message, ms", delays[int(len(delays) * 0.99)] * 1000, TARGET_MS)
    return verdict.missed


def report(name: str, seconds: list[float]) -> None:
    p99 = seconds[int(len(seconds) * 0.99)]
    print(f"{name:24} median {statistics.median(seconds) * 1000:6.0f} ms   p99 {p99 * 1000:6.0f} ms   n {len(seconds)}")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
