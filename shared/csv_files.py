"""CSV as it comes to the counter: UTF-8, with or without a mark, or GB18030; what is neither is told as that."""

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, TextIOWrapper
from typing import NamedTuple

from shared.errors import RuleBroken, Text

CSV = "text/csv"
LONGEST_LINE = 10_000
ROW_SHORT = Text("该行列数不足,可能被截断", "Cells are missing: the row may be cut off")
ROW_LONG = Text("该行列数多于表头", "The row has more cells than the heading")
FOREIGN_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Row(NamedTuple):
    """`number` as a spreadsheet shows it; `missing` and `surplus` count cells beside the heading's."""

    number: int
    cells: dict[str, str]
    missing: int = 0
    surplus: int = 0


def file_refused(rule: str, zh: str, en: str) -> RuleBroken:
    return RuleBroken("file", rule, Text(zh, en))


def heading_of(cell: str) -> str:
    """出生日期 (YYYY-MM-DD)* is 出生日期: hints in brackets, spaces and asterisks don't count."""
    plain = unicodedata.normalize("NFKC", cell).partition("(")[0]
    return re.sub(r"[\s*]", "", plain).lower()


def records_of(content: bytes) -> Iterator[list[str]]:
    """The records of a CSV file, the heading first; raises RuleBroken for what can't be read."""
    # What was cut off inside a character is told with its row: the end of a file mustn't hide its encoding.
    text = TextIOWrapper(BytesIO(content), _encoding_of(content), errors="replace", newline="")
    reader = csv.reader(_bounded(text), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        line = reader.line_num
        raise file_refused("csv-quotes", f"第{line}行引号不成对", f"Quotes don't match at line {line}") from error


def heading_first(records: Iterator[list[str]]) -> list[str]:
    """The record that names the columns; raises RuleBroken for a file without any."""
    heading = next(records, None)
    if heading is None:
        raise file_refused("file-filled", "文件为空", "The file is empty")
    return heading


def rows_of(fields: Sequence[str | None], records: Iterable[list[str]]) -> Iterator[Row]:
    """Rows below the heading, blank ones left out; `fields` are those of its columns, None for one that isn't ours."""
    for number, record in enumerate(records, start=2):
        if any(cell.strip() for cell in record):
            cells = {field: cell.strip() for field, cell in zip(fields, record, strict=False) if field}
            surplus = sum(bool(cell.strip()) for cell in record[len(fields) :])
            yield Row(number, cells, max(len(fields) - len(record), 0), surplus)


def _bounded(lines: Iterable[str]) -> Iterator[str]:
    """A line of millions of commas would be split into as many cells."""
    for line in lines:
        if len(line) > LONGEST_LINE:
            raise file_refused(
                "line-bounded", f"一行超过{LONGEST_LINE}个字符", f"A line has over {LONGEST_LINE:,} characters"
            )
        yield line


def _encoding_of(content: bytes) -> str:
    if content.startswith(FOREIGN_MARKS) or b"\0" in content:
        raise _unreadable()
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            decoder.decode(content)  # not final: its end may lie inside a character
        except UnicodeDecodeError:
            continue
        return encoding
    raise _unreadable()


def _unreadable() -> Exception:
    return file_refused("encoding-known", "文件编码应为UTF-8或GB18030", "The file is neither UTF-8 nor GB18030")
