"""Worksheets: what may hurt the reader or the list is refused before a cell is read."""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from shared.csv_files import file_refused
from shared.errors import UnsupportedMediaType

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 200 * 2**20  # unpacked: 50,000 rows take about 20 MiB
BLOCK = 2**20
MOST_SHEETS = 10
# The reader allots a rectangle up to the farthest cell, wherever that says it is: columns to Z, rows to 99,999.
FAR_CELL = re.compile(rb"""\br\s*=\s*["'](?:[A-Za-z]{2,}[0-9]|[A-Za-z]?[0-9]{6}|[^"']*&)""")
# A cell that doesn't say where it is stands right of the one before: no bound holds it.
UNPLACED_CELL = re.compile(rb"""<(?:\w+:)?c(?=[\s/>])(?!(?:[^<>"']|"[^"]{0,40}"|'[^']{0,40}'){0,60}?\sr\s*=)""")
FORMULA = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Z]+[0-9]+)["'][^>]*>\s*<(?:\w+:)?f[\s/>]""")
BROKEN = ("XLSX文件损坏或不完整", "The XLSX file is broken or cut off")
ONE_SHEET = ("清单只能有一个工作表", "Only one sheet may hold rows")
# What zipfile raises for broken, encrypted or odd members has no common class.
UNREADABLE = (
    *(CalamineError, zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError),
    *(RuntimeError, OSError, EOFError, ValueError, struct.error),
)


def rows_of_workbook(content: bytes, accepted: list[str], *, times: bool = False) -> Iterator[list[str]]:
    """Rows of the only sheet that holds any, from the top; raises RuleBroken, UnsupportedMediaType.

    `times`: of a date with a time of day, the time isn't left out.
    """
    try:
        _check_archive(content, accepted)
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        filled = _only_filled(workbook)
        if filled and (merged := filled.merged_cell_ranges):
            cell = f"{_letters(merged[0][0][1])}{merged[0][0][0] + 1}"
            raise file_refused("no-merged-cells", f"{cell} 有合并单元格", f"Merged cells at {cell}: unmerge them")
    except UNREADABLE as error:
        raise file_refused("xlsx-readable", *BROKEN) from error
    return ([_text(cell, times) for cell in row] for row in filled.iter_rows()) if filled else iter(())


def _only_filled(workbook: CalamineWorkbook) -> CalamineSheet | None:
    """One sheet after the other: each takes memory for the rectangle up to its farthest cell."""
    if len(workbook.sheet_names) > MOST_SHEETS:
        raise file_refused("one-sheet", *ONE_SHEET)
    filled = None
    for place in range(len(workbook.sheet_names)):
        sheet = workbook.get_sheet_by_index(place)
        if sheet.start is not None:
            if filled is not None:
                raise file_refused("one-sheet", *ONE_SHEET)
            filled = sheet
    return filled


def _check_archive(content: bytes, accepted: list[str]) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
        if "xl/workbook.xml" not in names:
            raise UnsupportedMediaType(found="application/zip", accepted=accepted)
        if sum(each.file_size for each in archive.infolist()) > MOST_BYTES:
            raise file_refused("xlsx-size", "XLSX解压后过大", "The XLSX file is too large when unpacked")
        for name in names:  # all: what a sheet is called, the workbook decides
            _check_part(archive, name)


def _check_part(archive: zipfile.ZipFile, name: str) -> None:
    with archive.open(name) as sheet:
        kept = b""
        while block := sheet.read(BLOCK):
            window = kept + block
            if FAR_CELL.search(window):
                raise file_refused(
                    "sheet-bounded", "清单超出Z列或100000行", "The sheet reaches beyond column Z or row 99,999"
                )
            if UNPLACED_CELL.search(window, 0, max(window.rfind(b"<"), 0)):  # the last tag may be cut off
                raise file_refused(
                    "cells-placed",
                    "有单元格未注明位置,请用表格软件另存为XLSX",
                    "A cell doesn't say where it is: save it as XLSX with a spreadsheet program",
                )
            if formula := FORMULA.search(window):
                cell = formula[1].decode()
                raise file_refused("no-formulas", f"{cell} 是公式,请粘贴为数值", f"{cell} is a formula: paste values")
            kept = window[window.rfind(b"<", 0, max(window.rfind(b"<"), 0)) :]  # from the last tag but one on
            if len(kept) > BLOCK:
                raise file_refused("xlsx-readable", *BROKEN)


def _text(cell: Any, times: bool) -> str:
    """A cell as a person reads it; a number too long for a spreadsheet shows as 1.1E+17, for its end is lost."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds") if times else cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _letters(column: int) -> str:
    return chr(ord("A") + column) if column < 26 else "AA…"
