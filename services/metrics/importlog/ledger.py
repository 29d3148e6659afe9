"""What was imported before (导入台账): so that a case goes into the event log once, whichever file it comes in."""

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Self

SCHEMA = """
CREATE TABLE IF NOT EXISTS cases (
    kind TEXT NOT NULL, case_no TEXT NOT NULL, version INTEGER NOT NULL, steps INTEGER NOT NULL, digest BLOB NOT NULL,
    PRIMARY KEY (kind, case_no)
) WITHOUT ROWID
"""


class Entry(NamedTuple):
    """A case in the event log: its newest version, and how many steps of the file that stood for, with their digest.

    The version is ahead of the steps by one for every correction made.
    """

    version: int
    steps: int
    digest: bytes


def digest(steps: Sequence[bytes]) -> bytes:
    whole = hashlib.blake2b(digest_size=16)
    for step in steps:
        whole.update(step)
        whole.update(b"\n")
    return whole.digest()


class Ledger:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")  # losing the last entry only means appending a batch again
        self._db.execute(SCHEMA)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def entry(self, kind: str, case_no: str) -> Entry | None:
        query = "SELECT version, steps, digest FROM cases WHERE kind = ? AND case_no = ?"
        found = self._db.execute(query, (kind, case_no)).fetchone()
        return Entry(*found) if found else None

    def write(self, kind: str, entries: Iterable[tuple[str, Entry]]) -> None:
        rows = [(kind, case_no, *entry) for case_no, entry in entries]
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT OR REPLACE INTO cases VALUES (?, ?, ?, ?, ?)", rows)
        self._db.execute("COMMIT")
