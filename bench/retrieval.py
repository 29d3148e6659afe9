"""One scanned page of 200 kB over HTTP (token, case, image, hash, audit) against reading the same file and hashing it.

Run: python -m bench.retrieval
"""

import asyncio
import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from bench.verdict import Verdict
from shared import keyring
from shared.auth import Role, mint_token
from shared.days import today_at
from shared.migrate import migrate
from shared.settings import Settings
from shared.testing.processes import answers, free_port

PAGE = b"\x89PNG\r\n\x1a\n" + os.urandom(200_000)  # a scan is compressed already
ROUNDS, WARM_UP = 300, 20
TARGET_MS = 50.0
PERSON = {
    "name": "甲", "sex": "male", "born_on": "1985-03-04", "id_type": "passport", "id_number": "E00000001",
    "address": "福建省莆田市仙游县鲤城街道东门路18号", "account_no": "6227001234567890121",
}  # fmt: skip


def _form() -> dict[str, object]:
    today = today_at("350322").isoformat()
    return {
        "form_no": "bench-000001", "form_on": today, "org": "350322", "salesperson": "bench", "product": "L1001",
        "product_name": "福满两全保险(分红型)", "sum_assured_fen": 10_000_000, "premium_fen": 360_000,
        "policyholder": PERSON,
    }  # fmt: skip


def _scanned(client: httpx.Client) -> str:
    case = client.post("/v1/applications", json=_form()).raise_for_status().json()["case_no"]
    files, data = {"file": ("page.png", PAGE, "image/png")}, {"type": "form", "page": "1"}
    scan = client.post(f"/v1/applications/{case}/scans", files=files, data=data).raise_for_status().json()
    return f"/v1/applications/{case}/scans/{scan['id']}"


def _took(began: float) -> float:
    return (time.perf_counter() - began) * 1e3


def _measure(client: httpx.Client, path: str, file: Path) -> tuple[list[float], list[float]]:
    """Milliseconds of each, the two taking turns so that they meet the same machine."""
    served, raw = list[float](), list[float]()
    for _ in range(WARM_UP + ROUNDS):
        began = time.perf_counter()
        content = client.get(path).raise_for_status().content
        served.append(_took(began))
        began = time.perf_counter()
        same = hashlib.sha256(keyring.unseal(file.read_bytes(), file.name)).hexdigest() == file.name
        raw.append(_took(began))
        assert same, "the file lies there as it was sent"
        assert content == PAGE, "the page comes back as it was sent"
    return served[WARM_UP:], raw[WARM_UP:]


def main() -> int:
    data, port = Path(tempfile.mkdtemp()), free_port()
    settings = Settings(data=data)
    asyncio.run(migrate(settings, "intake"))
    env = os.environ | {"GUIMIAN_DATA": str(data), "GUIMIAN_LOG_LEVEL": "WARNING", "GUIMIAN_JOBS": "false"}
    command = [sys.executable, "-m", "uvicorn", "services.intake.app:app", "--port", str(port), "--no-access-log"]
    server = subprocess.Popen([*command, "--log-level", "warning"], env=env)
    try:
        while not answers(port):
            time.sleep(0.1)
        token = mint_token(settings, "bench", [Role.TELLER], org="350322", pii=True)
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers) as client:
            path = _scanned(client)
            keyring.install_from(settings)
            file = next((data / "files" / "intake").glob(f"*/{hashlib.sha256(PAGE).hexdigest()}"))
            served, raw = _measure(client, path, file)
    finally:
        server.terminate()
        server.wait()
    middle, plain = statistics.median(served), statistics.median(raw)
    print(f"one page of {len(PAGE):,} bytes, {ROUNDS} times each, in turn")
    print(f"read from disk, opened and hashed          {plain:8.2f} ms")
    print(f"over HTTP, audited, SQLite                 {middle:8.2f} ms   {middle / plain:5.1f} × the file alone")
    print(f"over HTTP, 99th of a hundred               {statistics.quantiles(served, n=100)[98]:8.2f} ms")
    verdict = Verdict()
    verdict.at_most("retrieval, median: milliseconds", middle, TARGET_MS)
    return verdict.missed


if __name__ == "__main__":
    sys.exit(main())
