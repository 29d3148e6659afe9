"""Child processes that never outlive the one that started them."""

import atexit
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def scratch_dir(name: str, owner: str | None = None) -> Path:
    """A folder that is gone when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix=f"guimian-{name}-"))
    if owner:
        shutil.chown(folder, owner, owner)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def run(command: Sequence[str | Path], folder: Path, user: str | None = None) -> str:
    done = subprocess.run(command, cwd=folder, user=user, group=user, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout[-1000:]}{done.stderr[-2000:]}")
    return done.stdout


def serve(
    command: Sequence[str | Path], folder: Path, ready: Callable[[str], bool], *, user: str | None = None, stop: int
) -> subprocess.Popen[bytes]:
    """Start a server and wait until it is `ready`, which is asked with what it printed; it is stopped at our end."""
    output = folder / "output.log"
    with output.open("wb") as log:
        process = _spawn(command, folder, log, user)
    atexit.register(_end, process, stop)
    deadline = time.monotonic() + 60
    while not ready(told := output.read_text(errors="replace")):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{command[0]} did not start: {told[-2000:]}")
        time.sleep(0.05)
    return process


def _spawn(command: Sequence[str | Path], folder: Path, log: IO[bytes], user: str | None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        cwd=folder,
        user=user,
        group=user,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C is for the tests; they end their servers
        preexec_fn=_die_with_parent,
    )


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(process: subprocess.Popen[bytes], stop: int) -> None:
    if process.poll() is None:
        os.kill(process.pid, stop)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
