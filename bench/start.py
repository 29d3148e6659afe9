"""From `make run` to the first page, on the data of an earlier run.

`python -m bench.start`. The first start plays some weeks and is not counted; then the median of five.
"""

import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from bench.verdict import Verdict
from shared.testing.processes import free_port, scratch_dir

STARTS, TARGET_SECONDS = 5, 4
PAGES = {"board": "/metrics/board/", "readiness": "/readyz"}
open_url = build_opener(ProxyHandler({})).open


@contextmanager
def make_run(folder: Path, port: int) -> Iterator[None]:
    with (folder / "output.log").open("wb") as log:
        process = subprocess.Popen(
            ["make", "run", f"DATA={folder}"],
            env=os.environ | {"GUIMIAN_PORT": str(port)},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C: make and what it started
        process.wait(30)


def wait_until(found: Callable[[], bool], folder: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        if time.monotonic() > deadline:
            raise RuntimeError(printed(folder))
        time.sleep(0.02)


def printed(folder: Path) -> str:
    return (folder / "output.log").read_text(errors="replace")


def answers(address: str) -> bool:
    try:
        with open_url(address, timeout=30) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError):
        return False


def play_once(folder: Path) -> None:
    with make_run(folder, free_port()):
        wait_until(lambda: "work on in real time" in printed(folder), folder, 600)


def start(folder: Path) -> dict[str, float]:
    """Seconds from the command to the first good answer of each page, asked for one after the other."""
    port, began, took = free_port(), time.perf_counter(), dict[str, float]()
    with make_run(folder, port):
        for name, path in PAGES.items():
            wait_until(partial(answers, f"http://127.0.0.1:{port}{path}"), folder, 60)
            took[name] = time.perf_counter() - began
    return took


def main() -> int:
    folder, verdict = scratch_dir("start"), Verdict()
    play_once(folder)
    starts = [start(folder) for _ in range(STARTS)]
    for name in PAGES:
        verdict.at_most(f"make run -> {name}, s", statistics.median(each[name] for each in starts), TARGET_SECONDS)
    return verdict.missed


if __name__ == "__main__":
    sys.exit(main())
