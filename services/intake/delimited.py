"""A file as lines of cells: CSV in UTF-8 or GB18030."""

import codecs
import csv
from collections.abc import Iterable, Iterator
from io import BytesIO, TextIOWrapper

from shared.errors import RuleBroken, Text

CSV = "text/csv"
LONGEST_LINE = 10_000
FOREIGN_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def file_refused(rule: str, zh: str, en: str) -> RuleBroken:
    return RuleBroken("file", rule, Text(zh, en))


def lines_of(content: bytes) -> Iterator[list[str]]:
    # What was cut off inside a character is told with its row: the end of a file mustn't hide its encoding.
    text = TextIOWrapper(BytesIO(content), _encoding_of(content), errors="replace", newline="")
    reader = csv.reader(_bounded(text), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        line = reader.line_num
        raise file_refused("csv-quotes", f"第{line}行引号不成对", f"Quotes don't match at line {line}") from error


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
