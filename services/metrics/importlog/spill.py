"""Brings the rows of a case together on disk, wherever in the file they stand: memory stays flat."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

import orjson

from services.metrics.importlog.faults import Refusal
from services.metrics.importlog.rows import Row


class Spill:
    """A private database that SQLite unlinks when it opens it, so that not even a kill leaves it behind."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA temp_store=FILE")
        self._db.execute("CREATE TABLE rows (case_id TEXT NOT NULL, line INTEGER NOT NULL, body BLOB NOT NULL)")
        self.cases = self.rows = 0

    def fill(self, rows: Iterable[tuple[str, Row]]) -> None:
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO rows VALUES (?, ?, ?)", (self._packed(*pair) for pair in rows))
        self._db.execute("COMMIT")
        (self.cases,) = self._db.execute("SELECT count(DISTINCT case_id) FROM rows").fetchone()

    def _packed(self, case_id: str, row: Row) -> tuple[str, int, bytes]:
        self.rows += 1
        return case_id, row.line, orjson.dumps((row.cells, row.fault and tuple(row.fault)))

    def groups(self) -> Iterator[tuple[str, list[Row]]]:
        """Each case with its rows in the file's order."""
        found = self._db.execute("SELECT case_id, line, body FROM rows ORDER BY case_id, rowid")
        for case_id, rows in groupby(found, key=itemgetter(0)):
            yield case_id, [_unpacked(line, body) for _, line, body in rows]

    def close(self) -> None:
        self._db.close()


def _unpacked(line: int, body: bytes) -> Row:
    cells, fault = orjson.loads(body)
    return Row(line, cells, Refusal(*fault) if fault else None)
