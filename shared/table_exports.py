"""Tables of any length as files: CSV, XLSX or Parquet, written row by row while the rows are still being read."""

from codecs import BOM_UTF8
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated, Any, Literal, NamedTuple, cast

from anyio import from_thread
from arro3.core import Array, DataType, Field, RecordBatch, Schema, Table
from arro3.io import write_parquet
from fastapi import Query
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from xlsxwriter import Workbook

from shared.attachments import attached
from shared.csv_files import CSV
from shared.errors import Language, RuleBroken, Text
from shared.table_files import csv_lines, harmless
from shared.xlsx_files import XLSX
from shared.xlsx_writing import UNWRITABLE

PARQUET = "application/vnd.apache.parquet"
MOST_ROWS = 100_000
SPOOL, BLOCK = 2**20, 2**16
MEDIA = {"csv": f"{CSV}; charset=utf-8", "xlsx": XLSX, "parquet": PARQUET}
EXPORTS: dict[int | str, dict[str, Any]] = {200: {"content": {CSV: {}, XLSX: {}, PARQUET: {}}}}

FileForm = Literal["csv", "xlsx", "parquet"]
ExportForm = Annotated[
    Literal["json"] | FileForm,
    Query(alias="format", description=f"文件格式: json, or the whole list as a file of at most {MOST_ROWS:,} rows"),
]
Row = Sequence[Any]
Batches = Iterable[Sequence[Row]]


class Column(NamedTuple):
    """A time's cells are aware and local; all but Parquet, which keeps the instant, show them without their zone."""

    heading: Text
    holds: Literal["text", "whole", "number", "time", "day"] = "text"


async def export(
    name: str,
    columns: Sequence[Column],
    batches: AsyncIterator[Sequence[Row]],
    form: FileForm,
    language: Language,
    zone: str,
) -> StreamingResponse:
    """The file of that name; `zone`: of its times in Parquet. Raises RuleBroken where there are more than MOST_ROWS."""
    headings = [getattr(column.heading, language) for column in columns]
    size, file = await run_in_threadpool(_written, form, headings, columns, batches, zone)
    headers = attached(f"{name}.{form}") | {"Content-Length": str(size)}
    return StreamingResponse(_blocks(file), media_type=MEDIA[form], headers=headers)


def _written(
    form: FileForm, headings: list[str], columns: Sequence[Column], batches: AsyncIterator[Sequence[Row]], zone: str
) -> tuple[int, IO[bytes]]:
    with ExitStack() as unless_written:
        file = unless_written.enter_context(SpooledTemporaryFile(max_size=SPOOL))
        WRITERS[form](file, headings, columns, _pulled(batches), zone)
        size = file.seek(0, 2)
        file.seek(0)
        unless_written.pop_all()
    return size, file


def _pulled(batches: AsyncIterator[Sequence[Row]]) -> Iterator[Sequence[Row]]:
    """For a thread: the event loop reads, one batch at a time, as the thread asks for it."""

    async def next_one() -> Sequence[Row] | None:
        return await anext(batches, None)

    rows = 0
    while (batch := from_thread.run(next_one)) is not None:
        rows += len(batch)
        if rows > MOST_ROWS:
            zh = f"文件至多{MOST_ROWS}行,请缩小统计期或机构,或逐页查询"
            en = f"A file has {MOST_ROWS:,} rows at most: ask for fewer days or a branch, or for pages"
            raise RuleBroken("format", "rows-bounded", Text(zh, en))
        yield batch


def _write_csv(file: IO[bytes], headings: list[str], columns: Sequence[Column], batches: Batches, _zone: str) -> None:
    """With the mark by which a spreadsheet reads UTF-8."""
    file.write(BOM_UTF8 + csv_lines([headings]))
    for batch in batches:
        file.write(csv_lines([_plain(cell) for cell in row] for row in batch))


def _plain(cell: Any) -> Any:
    """A number below zero is none of the texts that a spreadsheet would reckon."""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    return harmless(cell) if isinstance(cell, str) else cell


def _write_xlsx(file: IO[bytes], headings: list[str], columns: Sequence[Column], batches: Batches, _zone: str) -> None:
    """Texts are written as such: no spreadsheet reckons them."""
    with Workbook(file, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.set_column(0, len(columns) - 1, 20)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, headings)
        write = [_cell_writer(workbook, sheet, column) for column in columns]
        for number, row in enumerate(chain.from_iterable(batches), 1):
            for place, cell in enumerate(row):
                if cell is not None:
                    write[place](number, place, cell)


def _cell_writer(workbook: Any, sheet: Any, column: Column) -> Callable[[int, int, Any], Any]:
    if column.holds == "text":
        return lambda row, place, cell: sheet.write_string(row, place, UNWRITABLE.sub("\ufffd", cell))
    if column.holds in ("whole", "number"):
        return cast(Callable[[int, int, Any], Any], sheet.write_number)
    if column.holds == "day":
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        return lambda row, place, cell: sheet.write_datetime(row, place, cell, day)
    time = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    return lambda row, place, cell: sheet.write_datetime(row, place, cell.replace(tzinfo=None, microsecond=0), time)


def _write_parquet(
    file: IO[bytes], headings: list[str], columns: Sequence[Column], batches: Batches, zone: str
) -> None:
    """The writer takes the rows at its own pace, so they wait in Arrow's columns, which are small."""
    types = [_arrow_type(column, zone) for column in columns]
    schema = Schema([Field(heading, type) for heading, type in zip(headings, types, strict=True)])
    rows = [RecordBatch.from_arrays(_arrays(batch, columns, types), schema=schema) for batch in batches if batch]
    write_parquet(Table.from_batches(rows, schema=schema), file, compression="snappy")


def _arrow_type(column: Column, zone: str) -> DataType:
    return {
        "text": DataType.utf8(),
        "whole": DataType.int64(),
        "number": DataType.float64(),
        "day": DataType.date32(),
        "time": DataType.timestamp("ms", tz=zone),
    }[column.holds]


def _arrays(batch: Sequence[Row], columns: Sequence[Column], types: Sequence[DataType]) -> list[Array]:
    cells = zip(*batch, strict=True)
    return [_array(*each) for each in zip(cells, columns, types, strict=True)]


def _array(cells: Sequence[Any], column: Column, type: DataType) -> Array:
    """The library builds arrays of times and days from numbers only."""
    if column.holds == "time":
        return Array([_millis(cell) for cell in cells], type=DataType.int64()).cast(type)
    if column.holds == "day":
        return Array([_days(cell) for cell in cells], type=DataType.int32()).cast(type)
    return Array(cells, type=type)


def _millis(at: datetime | None) -> int | None:
    return None if at is None else round(at.timestamp() * 1000)


def _days(day: date | None) -> int | None:
    return None if day is None else (day - date(1970, 1, 1)).days


def _blocks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while block := file.read(BLOCK):
            yield block


WRITERS = {"csv": _write_csv, "xlsx": _write_xlsx, "parquet": _write_parquet}
