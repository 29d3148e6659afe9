"""Reads XES (IEEE 1849): each event's attributes, and those of its trace under `case:…`, as columns."""

from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from services.metrics.importlog.faults import LogUnreadable
from services.metrics.importlog.mapping import Mapping
from services.metrics.importlog.rows import Row
from shared.errors import Text

CHUNK = 1 << 16


class _Traces:
    """Collects the rows of the traces that have ended; a trace at a time is in memory."""

    def __init__(self, mapping: Mapping) -> None:
        self._wanted = frozenset(mapping.columns())
        self._a_row_is_a_trace = mapping.rows == "case"
        self._path: list[str] = []
        self._trace: dict[str, str] = {}
        self._events: list[tuple[int, dict[str, str]]] = []
        self._line = 0
        self.ended: list[Row] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._refuse_entities

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        parent = self._path[-1] if self._path else ""
        self._path.append(tag)
        if tag == "trace":
            self._trace, self._events, self._line = {}, [], self.parser.CurrentLineNumber
        elif tag == "event":
            self._events.append((self.parser.CurrentLineNumber, {}))
        elif parent in ("trace", "event"):
            self._keep(parent, attributes)

    def _keep(self, parent: str, attributes: dict[str, str]) -> None:
        key, text = attributes.get("key", ""), attributes.get("value", "").strip()
        column = f"case:{key}" if parent == "trace" else key
        if text and column in self._wanted:
            (self._trace if parent == "trace" else self._events[-1][1])[column] = text

    def _end(self, name: str) -> None:
        if self._path.pop() != "trace":
            return
        if self._a_row_is_a_trace:
            self.ended.append(Row(self._line, self._trace))
        else:
            self.ended += [Row(line, self._trace | event) for line, event in self._events]

    def _refuse_entities(self, *_: object) -> None:
        zh, en = "XES 文件中不得定义 XML 实体", "an XES file may not declare XML entities"
        raise LogUnreadable(Text(zh, en))

    def take(self) -> list[Row]:
        rows, self.ended = self.ended, []
        return rows


def read_xes(stream: BinaryIO, mapping: Mapping) -> Iterator[Row]:
    traces = _Traces(mapping)
    while True:
        chunk = stream.read(CHUNK)
        try:
            traces.parser.Parse(chunk, not chunk)
        except LogUnreadable:
            raise
        except (LookupError, ValueError) as error:
            zh, en = f"无法读取该编码的 XML:{error}", f"XML of that encoding can't be read: {error}"
            raise LogUnreadable(Text(zh, en)) from None
        except expat.ExpatError as error:
            raise LogUnreadable(Text(f"不是有效的 XML:{error}", f"not valid XML: {error}")) from None
        yield from traces.take()
        if not chunk:
            return
