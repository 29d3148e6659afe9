"""A file as the sign that somebody is at work: one process at a time, on one machine."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


class Locked(Exception):
    """Another process holds the file."""


@contextmanager
def locked(path: Path) -> Iterator[IO[str]]:
    """Hold a file alone, open to be read and added to; raises Locked. It is let go when the process ends, however."""
    with path.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Locked(path) from None
        yield lock
