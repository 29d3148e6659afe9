"""The `guimian` command as a person starts it: a process of its own, stopped as a person stops it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIMIAN = (sys.executable, "-c", "from services.cli import main; main()")


def environment(**changes: str) -> dict[str, str]:
    """This machine's, without settings of ours that somebody has exported."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("GUIMIAN_")}
    return ours | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "200"} | changes


def guimian(*arguments: str | Path, **changes: str) -> subprocess.CompletedProcess[str]:
    command = [*GUIMIAN, *map(str, arguments)]
    return subprocess.run(command, env=environment(**changes), capture_output=True, text=True, timeout=120)


class Server:
    """A running `guimian serve` or `simulate`; `address` is the one it has announced."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process, self.told = process, list[str]()
        self.address = self.wait_for("http://").split()[-1].rstrip("/")

    def wait_for(self, words: str) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.told.append(line)
            if words in line:
                return line
        raise AssertionError(f"ended without saying {words!r}: {''.join(self.told)}")

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        told, _ = self.process.communicate(timeout=30)
        self.told.append(told)
        return self.process.returncode

    @property
    def output(self) -> str:
        return "".join(self.told)


@contextmanager
def running(*arguments: str | Path, **changes: str) -> Iterator[Server]:
    command = [*GUIMIAN, *map(str, arguments)]
    with subprocess.Popen(
        command, env=environment(**changes), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield Server(process)
        finally:
            process.kill()
