"""A list as a file: CSV in UTF-8 or GB18030, or XLSX, read row by row."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.intake.groups.columns import columns_of
from shared.csv_files import CSV, Row, file_refused, heading_first, rows_of
from shared.files import sniff
from shared.table_files import records_of_table
from shared.xlsx_files import XLSX

MOST_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Look:
    """What a list is, seen from outside."""

    media_type: str
    rows: int


def look_at(content: bytes) -> Look:
    """Read through the whole of it once; raises RuleBroken or UnsupportedMediaType for what is no list."""
    rows = 0
    for _ in read_rows(content):
        rows += 1
        if rows > MOST_ROWS:
            raise file_refused(
                "rows-bounded", f"清单不得超过{MOST_ROWS}行,请分批", f"A list has {MOST_ROWS:,} rows at most: split it"
            )
    if not rows:
        raise file_refused("rows-present", "清单没有被保险人", "There is nobody on the list")
    return Look(XLSX if sniff(content[:16]) else CSV, rows)


def read_rows(content: bytes) -> Iterator[Row]:
    """Rows below the heading, blank ones left out."""
    records = records_of_table(content)
    heading = heading_first(records)
    yield from rows_of(columns_of(heading), records)
