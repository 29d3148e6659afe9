"""The counter's report (柜面总结) of a month, quarter or year, as far as it has come; the whole as a Word document."""

from typing import Literal

from nicegui import ui
from starlette.concurrency import run_in_threadpool

from services.metrics.reports import sentences
from services.metrics.reports.document import HEADS, docx_of, figures_of, line_of, name_of
from services.metrics.reports.periods import Period, period_of
from services.metrics.reports.reading import Figure, Report
from services.metrics.reports.sections import SECTIONS
from services.metrics.reports.words import Speaker
from services.metrics.web.frame import BAD, GOOD, HOME, Viewer
from services.metrics.web.parts import Cell, FigureTable, Windows, card, keep_alive, opened
from shared import clock

Length = Literal["month", "quarter", "year"]
LENGTHS: tuple[Length, ...] = ("month", "quarter", "year")


async def show(viewer: Viewer) -> None:
    length: Length = next((each for each in LENGTHS if each == viewer.query.get("period")), "year")
    windows = Windows("period", {each: f"period.{each}" for each in LENGTHS}, length)
    tell = await opened(viewer, viewer.word("title.report"), "/report", windows)
    page = _Page(viewer, _asked(viewer, length))

    async def refresh() -> None:
        told = await page.read()
        page.show(told)
        tell(told)

    await keep_alive(viewer, refresh)


def _asked(viewer: Viewer, length: Length) -> Period:
    """What the day that is looked back at, or today, lies in, up to it."""
    day = viewer.day or clock.now().astimezone(HOME).date()
    names: dict[Length, str] = {"year": "", "quarter": f"-Q{(day.month + 2) // 3}", "month": f"-{day:%m}"}
    return period_of(f"{day:%Y}{names[length]}", viewer.day)


class _Page:
    """What moves on it: tables and paragraphs in the order of the sections."""

    def __init__(self, viewer: Viewer, period: Period) -> None:
        self._viewer, self._period, self._say = viewer, period, Speaker(viewer.language)
        heads = [self._say.word(head) for head in HEADS]
        self._tables, self._paragraphs = list[FigureTable](), list[ui.label]()
        with ui.column().classes("w-full q-px-md q-pb-md gap-4"):
            with card(self._say.period(period)):
                self._opening = ui.label().classes("g-small")
                ui.button(viewer.word("document"), icon="download", on_click=self._download).props("flat dense no-caps")
            for section in SECTIONS:
                ui.label(self._say.text(section.title)).classes("text-h6")
                for part in section.parts:
                    with card(self._say.text(part.title)):
                        self._tables.append(FigureTable(heads, "", viewer.root))
                        self._paragraphs.append(ui.label().classes("q-mt-sm").style("white-space: pre-line"))

    async def read(self) -> Report:
        return await self._viewer.data.report(self._viewer.org, self._period, self._viewer.actor)

    def show(self, told: Report) -> None:
        self._opening.set_text(self._say.word("between").join(sentences.opening(told, self._say)))
        parts = [part for section in SECTIONS for part in section.parts]
        for part, table, paragraph in zip(parts, self._tables, self._paragraphs, strict=True):
            figures = figures_of(part, told)
            table.show([self._row(each) for each in figures])
            paragraph.set_text("\n".join(sentences.of_part(part, figures, self._say)))

    def _row(self, figure: Figure) -> list[Cell]:
        """The name leads to the KPI of those days, with its cases."""
        id, period = figure.row.kpi, self._period
        day = {"from": str(period.start), "day": str(period.end) if self._viewer.day else ""}
        name, value, *others = line_of(figure, self._say)
        cells = [Cell(each) for each in others]
        met = figure.target.is_met if figure.target else None
        colour = "" if met is None else GOOD if met else BAD
        return [Cell(name, link=self._viewer.link(f"/kpi/{id}", **day)), Cell(value, mark=id, colour=colour), *cells]

    async def _download(self) -> None:
        told = await self.read()
        content = await run_in_threadpool(docx_of, told, self._viewer.language)
        ui.download.content(content, name_of(told.org, told.period))
