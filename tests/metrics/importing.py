"""What the tests of the import share: a data folder with a bus and the database of metrics, and shorthand."""

import gzip
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from services.metrics import importlog, queries
from services.metrics.importlog import ImportReport
from services.metrics.projection import Projection
from services.metrics.schemas import KpiAnswer
from services.metrics.store import SqliteStore, live_generation
from shared.bus import Message
from shared.bus.local import LocalBus
from shared.db import make_engine, make_sessions
from shared.settings import Settings
from shared.testing.databases import migrate_quickly

MAPS = Path(importlog.__file__).parent / "maps"
SAMPLES = Path(__file__).parents[1] / "data"
TOPIC = "guimian.foreign.events"

CASES = """
kind = "ticket"
rows = "case"
zone = "Asia/Shanghai"

[case]
id = "no"
org = "org"
opened = "opened"
closed = "closed"
due = "due"
"""

EVENTS = """
kind = "ticket"
rows = "event"
zone = "Asia/Shanghai"

[case]
id = "no"
org = { constant = "3503" }

[event]
activity = "what"
time = "at"
by = "who"

[activities]
open = ["received", "reopened"]
close = ["done"]
pause = { asked = "customer" }
resume = ["answered"]
"""


class Counter:
    """One data folder: import into it, look at its log, ask its KPIs."""

    def __init__(self, folder: Path, bus: LocalBus) -> None:
        self.folder, self.bus = folder, bus
        self.settings = Settings(data=folder, sqlite_synchronous="NORMAL")

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        raw = content.encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
        return path

    def read(self, path: str | None) -> str:
        return Path(path or "").read_text("utf-8-sig")

    async def load(self, content: str | bytes, mapping: str, name: str = "log.csv", **more: Any) -> ImportReport:
        return await self.bring(self.file(name, content), self.file("map.toml", mapping), **more)

    async def bring(self, log: Path, mapping: Path, **more: Any) -> ImportReport:
        return await importlog.import_log(log, mapping, self.settings, self.bus, **more)

    async def events(self) -> list[dict[str, Any]]:
        found = [orjson.loads(record.value) async for batch in self.bus.replay([TOPIC]) for record in batch]
        return [event["data"] | {"id": event["id"]} for event in found]

    async def steps(self, case_no: str) -> list[dict[str, Any]]:
        return [event for event in await self.events() if event["case_no"] == case_no]

    async def project(self) -> None:
        await migrate_quickly(self.settings, "metrics")
        engine = make_engine(self.settings.database_url_of("metrics"), synchronous="NORMAL")
        await Projection(SqliteStore(engine, await live_generation(engine))).catch_up(self.bus)
        await engine.dispose()

    async def kpi(self, id: str, kind: str, start: date, end: date, by: str | None = None) -> KpiAnswer:
        engine = make_engine(self.settings.database_url_of("metrics"))
        async with make_sessions(engine)() as session:
            answer = await queries.kpi(session, id, queries.Window(kind=kind, start=start, end=end, by=by))
        await engine.dispose()
        return answer

    async def count(self, id: str, day: int) -> float:
        """A KPI of tickets on, or at the end of, a day of March 2026."""
        return (await self.kpi(id, "ticket", date(2026, 3, day), date(2026, 3, day))).numerator


@asynccontextmanager
async def counter_in(folder: Path) -> AsyncIterator[Counter]:
    bus = LocalBus(folder / "bus.db")
    await bus.start()
    try:
        yield Counter(folder, bus)
    finally:
        await bus.stop()


class PowerCut(Exception):
    pass


class FailingBus(LocalBus):
    """Takes so many batches; the next one it writes, or doesn't, and then the power goes."""

    def __init__(self, path: Path, batches: int, *, writes_the_last: bool) -> None:
        super().__init__(path)
        self._left, self._writes_the_last = batches, writes_the_last

    async def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        self._left -= 1
        if self._left >= 0:
            return await super().publish(messages)
        if self._writes_the_last:
            await super().publish(messages)
        raise PowerCut


class FullBus(LocalBus):
    """Takes nothing and says so, message by message."""

    async def publish(self, messages: Sequence[Message]) -> list[Exception | None]:
        return [OSError("no space left") for _ in messages]
