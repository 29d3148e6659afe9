"""One import: read the whole file, bring its cases together, publish what the event log lacks."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Literal

from services.metrics.importlog.append import News, news
from services.metrics.importlog.events import Builder
from services.metrics.importlog.faults import Refusal, RowRefused
from services.metrics.importlog.ledger import Ledger
from services.metrics.importlog.mapping import Mapping, load_mapping
from services.metrics.importlog.readers import LogFile
from services.metrics.importlog.report import ImportReport, RefusalList
from services.metrics.importlog.rows import Row
from services.metrics.importlog.spill import Spill
from shared.bus import Bus
from shared.calendar import WorkCalendar, round_the_clock
from shared.calendar_data import load_calendars
from shared.settings import Settings

Progress = Callable[[Literal["read", "publish"], int, int], None]  # stage, done, of how many
Group = tuple[str, list[Row]]
BATCH_CASES = 500
ROWS_A_MARK = 2_000


def _silent(stage: str, done: int, total: int) -> None:
    """For callers that show nothing."""


async def import_log(
    path: Path, mapping_path: Path, settings: Settings, bus: Bus, progress: Progress = _silent, *, again: bool = False
) -> ImportReport:
    """Publish the cases of a log to the topic of foreign systems. `again` disregards what was imported before.

    Killed at any point it is simply run again: what is published is known by case, not by place in the file.
    Raises MappingInvalid or LogUnreadable before anything is published, and whatever the bus fails with.
    """
    started = perf_counter()
    mapping = load_mapping(mapping_path)
    report = ImportReport(path.name, mapping.kind)
    with ExitStack() as stack:
        log = stack.enter_context(closing(LogFile(path)))
        spill = stack.enter_context(closing(Spill()))
        ledger = stack.enter_context(Ledger(settings.data / "imports.db"))
        refused_to = settings.data / f"{path.name}.{mapping.kind}.refused.csv"
        refusals = stack.enter_context(closing(RefusalList(report, refused_to)))
        spill.fill(_cases(log, mapping, refusals, progress))
        report.rows, report.cases = spill.rows + report.refusals, spill.cases
        run = _Run(mapping, Builder(mapping, _calendars(mapping, settings)), ledger, report, refusals, again)
        await run.publish(spill, bus, progress)
    report.seconds = perf_counter() - started
    return report


def _calendars(mapping: Mapping, settings: Settings) -> Callable[[str], WorkCalendar]:
    if mapping.calendar == "cn":
        return load_calendars(settings.calendars).for_org
    always = round_the_clock(mapping.zone)
    return lambda _: always


def _cases(log: LogFile, mapping: Mapping, refusals: RefusalList, progress: Progress) -> Iterator[tuple[str, Row]]:
    """Rows with the case they belong to; those that name none are refused."""
    for count, row in enumerate(log.rows(mapping), 1):
        if count % ROWS_A_MARK == 0:
            progress("read", log.done, log.size)
        if case_id := mapping.case.id.of(row.cells):
            yield case_id, row
        else:
            refusals.add(row.fault or Refusal(row.line, ",".join(mapping.case.id.column), "为空", "is empty"))
    progress("read", log.size, log.size)


def _batches(groups: Iterator[Group], size: int) -> Iterator[list[Group]]:
    while batch := list(islice(groups, size)):
        yield batch


class _Run:
    def __init__(
        self,
        mapping: Mapping,
        builder: Builder,
        ledger: Ledger,
        report: ImportReport,
        refusals: RefusalList,
        again: bool,
    ) -> None:
        self._mapping, self._builder, self._ledger = mapping, builder, ledger
        self._report, self._refusals, self._again = report, refusals, again

    async def publish(self, spill: Spill, bus: Bus, progress: Progress) -> None:
        """The bus writes one batch while the next is built."""
        writing: asyncio.Task[None] | None = None
        done = 0
        try:
            for cases in _batches(spill.groups(), BATCH_CASES):
                fresh = [found for case_id, rows in cases if (found := self._news(case_id, rows))]
                if writing:
                    await writing
                writing = asyncio.create_task(self._append(fresh, bus))
                await asyncio.sleep(0)  # so that it starts
                done += len(cases)
                progress("publish", done, spill.cases)
        finally:
            if writing:
                await writing

    def _news(self, case_id: str, rows: list[Row]) -> tuple[str, News] | None:
        try:
            steps = self._builder.build(case_id, rows)
        except RowRefused as refused:
            self._refusals.add(refused.refusal)
            self._report.refused_cases += 1
            return None
        known = None if self._again else self._ledger.entry(self._mapping.kind, case_id)
        found = news(steps, known)
        if not found.messages:
            self._report.unchanged_cases += 1
            return None
        if known:
            self._report.changed_cases += 1
        else:
            self._report.new_cases += 1
        return case_id, found

    async def _append(self, fresh: list[tuple[str, News]], bus: Bus) -> None:
        messages = [message for _, found in fresh for message in found.messages]
        for failure in await bus.publish(messages):
            if failure:
                raise failure
        self._ledger.write(self._mapping.kind, [(case_id, found.entry) for case_id, found in fresh])
        self._report.events += len(messages)
