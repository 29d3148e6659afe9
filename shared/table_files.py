"""Tables as files, in and out: CSV or XLSX; what comes in is judged by its content, what goes out is no formula."""

import csv
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from io import StringIO
from typing import Annotated, Any, Literal

from fastapi import Query, Response, UploadFile
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from shared.attachments import attached
from shared.calendar_data import calendar_for
from shared.csv_files import CSV, file_refused, heading_of, records_of
from shared.errors import UnsupportedMediaType
from shared.files import read_upload, sniff
from shared.xlsx_files import XLSX, rows_of_workbook
from shared.xlsx_writing import workbook_of

ACCEPTED = [CSV, XLSX]
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
DOWNLOADS: dict[int | str, dict[str, Any]] = {200: {"content": {CSV: {}, XLSX: {}}}}
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Form = Annotated[Literal["csv", "xlsx"], Query(alias="format", description="文件格式")]
Columns = Mapping[str, tuple[str, ...]]
"""By field, the names that its column may have."""


def records_of_table(content: bytes, *, times: bool = False) -> Iterator[list[str]]:
    """The records of a file, the heading first; raises RuleBroken or UnsupportedMediaType for what is no table.

    `times`: of a spreadsheet's date with a time of day, the time isn't left out.
    """
    kind = sniff(content[:16])
    if kind == "application/zip":
        return rows_of_workbook(content, ACCEPTED, times=times)
    if kind is not None or content.startswith(OLD_EXCEL):
        raise UnsupportedMediaType(found=kind or "application/vnd.ms-excel", accepted=ACCEPTED)
    return records_of(content)


def fields_of(heading: Sequence[str], columns: Columns, needed: Sequence[str]) -> list[str | None]:
    """The field of each column, None for one that isn't ours; raises RuleBroken where one is missing or twice there."""
    field_of = {name: field for field, names in columns.items() for name in (field, *names)}
    fields = [field_of.get(heading_of(cell)) for cell in heading]
    if missing := [field for field in needed if field not in fields]:
        zh, en = "、".join(columns[field][0] for field in missing), ", ".join(f"`{field}`" for field in missing)
        raise file_refused("columns-complete", f"首行应为列名,缺少: {zh}", f"The first row lacks the columns: {en}")
    known = [field for field in fields if field]
    if len(set(known)) < len(known):
        raise file_refused("columns-once", "同一列出现两次", "A column stands there twice")
    return fields


async def take_table(request: Request, file: UploadFile) -> bytes:
    """An upload that is read and not kept; raises PayloadTooLarge."""
    return await read_upload(file, request.app.state.settings.max_upload_bytes)


async def download(name: str, rows: Sequence[Sequence[Any]], form: Literal["csv", "xlsx"]) -> Response:
    """The rows, the heading first, as a file of that name. CSV has the mark by which a spreadsheet reads UTF-8."""
    written = await run_in_threadpool(workbook_of if form == "xlsx" else _csv_of, [[*map(_shown, row)] for row in rows])
    media_type = XLSX if form == "xlsx" else f"{CSV}; charset=utf-8"
    return Response(written, media_type=media_type, headers=attached(f"{name}.{form}"))


def local_time(at: datetime, org: str) -> str:
    """As it is at the organisation's counter, and as `written_dates.time_of` reads it."""
    return calendar_for(org).local(at).strftime("%Y-%m-%d %H:%M:%S")


def harmless(cell: str) -> str:
    """A spreadsheet would reckon what begins so; after an apostrophe it is text."""
    return f"'{cell}" if cell.startswith(STARTS_FORMULA) else cell


def _csv_of(rows: Iterable[Sequence[str]]) -> bytes:
    return BOM_UTF8 + csv_lines([harmless(cell) for cell in row] for row in rows)


def csv_lines(rows: Iterable[Iterable[Any]]) -> bytes:
    written = StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def _shown(cell: Any) -> str:
    return "" if cell is None else str(cell)
