"""The scorecard (机构考核评分): sister branches side by side, and by which metrics they are judged."""

from itertools import groupby

from nicegui import ui
from starlette.concurrency import run_in_threadpool

from services.metrics.scorecards.reading import Asked, asked
from services.metrics.scorecards.schemas import CellOut, ColumnOut, LineOut, Period, ScorecardOut
from services.metrics.scorecards.workbook import name_of, workbook_of
from services.metrics.web.frame import BAD, GOOD, Viewer, said
from services.metrics.web.parts import Cell, FigureTable, Windows, card, keep_alive, opened
from shared.auth import in_scope
from shared.marks import MARKS

PERIODS: tuple[Period, ...] = ("day", "month", "quarter", "year")
FIRST_HEADS = ("rank", "org", "total")
SET_HEADS = ("metric", "metric_group", "weight", "full_mark", "zero_mark", "target", "basis")


async def show(viewer: Viewer) -> None:
    period: Period = next((each for each in PERIODS if each == viewer.query.get("period")), "month")
    windows = Windows("period", {each: f"period.{each}" for each in PERIODS}, period)
    whose = await viewer.data.sisters_of(viewer.org)
    tell = await opened(viewer, viewer.word("title.scorecard"), "/scorecard", windows, whose)
    page = _Page(viewer, asked(whose, period, viewer.day))
    await page.build()

    async def refresh() -> None:
        told = await viewer.data.scorecard(asked(whose, period, viewer.day), viewer.actor)
        page.show(told)
        tell(told)

    await keep_alive(viewer, refresh)


class _Page:
    """What moves on it. Its heads are those of the set in force, so another set shows with the next reload."""

    def __init__(self, viewer: Viewer, asked: Asked) -> None:
        self._viewer, self._asked = viewer, asked

    async def build(self) -> None:
        viewer, say = self._viewer, self._viewer.word
        told = await viewer.data.scorecard(self._asked, viewer.actor)
        with ui.column().classes("w-full q-px-md q-pb-md gap-4"):
            with card(say("scores").format(told.start, told.end)).classes("g-scores"):
                self._scores = FigureTable(_heads(told, viewer), say("no_branches"), viewer.root, _groups(told, viewer))
                ui.label(viewer.text(told.rule)).classes("g-small q-mt-sm")
                ui.button(say("sheet"), icon="download", on_click=self._download).props("flat dense no-caps")
            with card(_of_set(told, viewer)):
                names = [say(name).capitalize() for name in SET_HEADS]
                FigureTable(names, "", viewer.root).show([_metric_row(each, viewer) for each in told.metrics])

    def show(self, told: ScorecardOut) -> None:
        lines = [*told.branches, told.whole] if told.branches else []
        self._scores.show([_row(line, told, self._viewer) for line in lines])

    async def _download(self) -> None:
        viewer = self._viewer
        told = await viewer.data.scorecard(self._asked, viewer.actor)
        ui.download.content(await run_in_threadpool(workbook_of, told, viewer.language), name_of(told))


def _heads(told: ScorecardOut, viewer: Viewer) -> list[str]:
    say = viewer.word
    metrics = [
        f"{viewer.text(each.name)}\n{say('weight')} {each.weight:g}\n"
        f"{say('target').capitalize()} {said(each.target, each.unit, viewer)}"
        for each in told.metrics
    ]
    return [*(say(name) for name in FIRST_HEADS), *metrics]


def _groups(told: ScorecardOut, viewer: Viewer) -> list[tuple[str, int]]:
    grouped = groupby(told.metrics, key=lambda each: viewer.text(each.group_name))
    return [("", len(FIRST_HEADS)), *((name, len(list(metrics))) for name, metrics in grouped)]


def _row(line: LineOut, told: ScorecardOut, viewer: Viewer) -> list[Cell]:
    is_whole = line is told.whole
    judged = f"{viewer.word('judged_weight')} {line.weight:g}" if line.weight < 100 else ""
    name = viewer.word("all_together") if is_whole else line.org
    link = viewer.link("/scorecard", org=line.org) if in_scope(viewer.actor, line.org) and not is_whole else ""
    return [
        Cell("–" if line.rank is None else str(line.rank), mark=f"rank:{line.org}"),
        Cell(name, link=link),
        Cell("–" if line.total is None else f"{line.total:.2f}", judged, mark=f"total:{line.org}"),
        *(_cell(cell, metric, line, told, viewer) for cell, metric in zip(line.cells, told.metrics, strict=True)),
    ]


def _cell(cell: CellOut, metric: ColumnOut, line: LineOut, told: ScorecardOut, viewer: Viewer) -> Cell:
    """The value, beneath it what it earns; it leads to the KPI of that branch and period, with its cases."""
    score = "–" if cell.score is None else f"{cell.score:g}"
    day = {"from": str(told.start), "day": str(viewer.day or "")}
    link = viewer.link(f"/kpi/{cell.kpi}", org=line.org, **day) if cell.cases else ""
    colour = "" if cell.on_target is None else GOOD if cell.on_target else BAD
    text = said(cell.value, metric.unit, viewer)
    return Cell(text, f"{score} / {metric.weight:g}", link, f"{line.org}:{cell.kpi}", colour)


def _metric_row(metric: ColumnOut, viewer: Viewer) -> list[Cell]:
    marks = [Cell(said(each, metric.unit, viewer)) for each in (metric.full, metric.zero, metric.target)]
    basis = Cell(metric.basis, viewer.text(MARKS[metric.mark]))
    name = Cell(viewer.text(metric.name), metric.kpi)
    return [name, Cell(viewer.text(metric.group_name)), Cell(f"{metric.weight:g}"), *marks, basis]


def _of_set(told: ScorecardOut, viewer: Viewer) -> str:
    if told.set.id == 0:
        return viewer.word("set_shipped")
    return viewer.word("set_kept").format(viewer.place(told.set.org), told.set.effective_from)
