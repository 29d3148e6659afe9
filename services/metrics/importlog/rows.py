"""A row of a log, whatever the file's format."""

from typing import NamedTuple

from services.metrics.importlog.faults import Refusal


class Row(NamedTuple):
    """`cells` holds the mapped columns that are not empty; `fault`, what was wrong with the row as such."""

    line: int
    cells: dict[str, str]
    fault: Refusal | None = None
