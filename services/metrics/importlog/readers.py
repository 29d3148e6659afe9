"""Reads a log file row by row: CSV or XES, packed by gzip or not."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from services.metrics.importlog.faults import LogUnreadable, MappingInvalid, Refusal
from services.metrics.importlog.mapping import Mapping
from services.metrics.importlog.rows import Row
from services.metrics.importlog.xes import read_xes
from shared.errors import Text

UNDECODABLE = "\ufffd"


class LogFile:
    """An open log. `done` of `size` bytes, as they lie on disk, have been read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._raw = path.open("rb")
        except OSError as error:
            zh, en = f"无法打开 {path}:{error.strerror}", f"{path} can't be opened: {error.strerror}"
            raise LogUnreadable(Text(zh, en)) from None
        self.size = path.stat().st_size
        packed = self._raw.read(2) == b"\x1f\x8b"
        self._raw.seek(0)
        self.bytes = cast(BinaryIO, gzip.GzipFile(fileobj=self._raw)) if packed else self._raw

    @property
    def done(self) -> int:
        return self._raw.tell()

    @property
    def is_xes(self) -> bool:
        return ".xes" in {suffix.lower() for suffix in self.path.suffixes}

    def rows(self, mapping: Mapping) -> Iterator[Row]:
        """All rows in the file's order; raises LogUnreadable where the file breaks off."""
        reader = read_xes(self.bytes, mapping) if self.is_xes else read_csv(self.bytes, mapping)
        try:
            yield from reader
        except UnicodeError as error:  # where replacing what can't be read is of no help
            zh, en = f"无法按编码 {mapping.encoding} 读取:{error}", f"can't be read as {mapping.encoding}: {error}"
            raise LogUnreadable(Text(zh, en)) from None
        except (EOFError, OSError, zlib.error) as error:
            zh, en = f"文件不完整或已损坏:{error}", f"the file is cut short or damaged: {error}"
            raise LogUnreadable(Text(zh, en)) from None

    def close(self) -> None:
        self.bytes.close()
        self._raw.close()


def read_csv(stream: BinaryIO, mapping: Mapping) -> Iterator[Row]:
    encoding = "utf-8-sig" if mapping.encoding == "utf-8" else mapping.encoding
    text = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
    try:
        yield from _csv_rows(csv.reader(text, delimiter=mapping.delimiter), mapping)
    finally:
        if not stream.closed:
            text.detach()  # the stream is the log file's to close


def _csv_rows(lines: Any, mapping: Mapping) -> Iterator[Row]:
    header = _header(lines)
    taken = _places(header, mapping)
    while True:
        line = lines.line_num + 1
        try:
            fields = next(lines)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row(line, {}, Refusal(line, "", f"无法解析:{error}", f"can't be parsed: {error}"))
            continue
        if fields:
            yield _row(line, fields, len(header), taken)


def _header(lines: Any) -> list[str]:
    try:
        return next(lines, [])
    except csv.Error as error:
        raise LogUnreadable(Text(f"无法读取表头:{error}", f"the header can't be read: {error}")) from None


def _places(header: list[str], mapping: Mapping) -> list[tuple[str, int]]:
    """Where the mapped columns stand; MappingInvalid names those that the file lacks."""
    places = {name.strip(): place for place, name in enumerate(header)}
    wanted = mapping.columns()
    missing = [(key, name) for name, key in wanted.items() if name not in places]
    if missing:
        has = ", ".join(places)
        raise MappingInvalid(
            [
                (key, Text(f"文件没有“{name}”列,只有:{has}", f"no column '{name}'; it has: {has}"))
                for key, name in missing
            ]
        )
    return [(name, places[name]) for name in wanted]


def _row(line: int, fields: list[str], width: int, taken: list[tuple[str, int]]) -> Row:
    count = len(fields)
    cells = {name: text for name, place in taken if place < count and (text := fields[place].strip())}
    if count != width:
        en = f"{count} fields where the header has {width}"
        return Row(line, cells, Refusal(line, "", f"有 {count} 个字段,表头有 {width} 个", en))
    garbled = next((name for name, text in cells.items() if UNDECODABLE in text), None)
    if garbled:
        zh, en = "有无法按所给编码解读的字符", "has characters that are not of the encoding given"
        return Row(line, cells, Refusal(line, garbled, zh, en))
    return Row(line, cells)
