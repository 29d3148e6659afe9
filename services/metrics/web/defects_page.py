"""Defects of forms: which, whose, and where they came in."""

from dataclasses import replace

from nicegui import ui

from services.metrics.figure_words import code
from services.metrics.schemas import KpiAnswer, Slice
from services.metrics.web import charts
from services.metrics.web.data import Ask
from services.metrics.web.frame import Viewer
from services.metrics.web.parts import (
    Cell,
    FigureTable,
    card,
    chart_panel,
    draw_sparks,
    keep_alive,
    opened,
    redraw,
    tile_row,
)

RATE = "defect-rate"
TILES = (RATE, "applications-accepted", "return-rate", "first-pass-underwriting-rate")
TABLES = {"defect": "codes", "salesperson": "salespeople", "outlet": "outlets"}  # breakdown: its title
MOST_ROWS = 15


async def show(viewer: Viewer) -> None:
    tell, say = await opened(viewer, viewer.word("title.defects"), "/defects"), viewer.word
    with ui.column().classes("w-full q-px-md q-pb-md gap-4"):
        tiles = tile_row(TILES, viewer)
        with ui.element("div").classes("g-charts"):
            tables = {by: _table(by, title, viewer) for by, title in TABLES.items()}
        trend = chart_panel(f"{say('rate')} · {say('trend')}", 220)

    async def refresh() -> None:
        window = viewer.window()
        parts = [Ask((RATE,), replace(window, by=by)) for by in TABLES]
        numbers, *broken_down = await viewer.data.answers(Ask(TILES, window), *parts)
        for answer in numbers:
            tiles[answer.kpi.id].show(answer)
        for (by, table), (answer,) in zip(tables.items(), broken_down, strict=True):
            table.show(_rows(answer, by, viewer))
        tell(numbers[0])

    async def draw() -> None:
        trends = await draw_sparks(tiles, viewer)
        redraw(trend, charts.trend(trends[RATE], percent=True, target=None))

    await keep_alive(viewer, refresh, draw)


def _table(by: str, title: str, viewer: Viewer) -> FigureTable:
    say = viewer.word
    heads = [say(f"by.{by}").capitalize(), say("defective"), say("accepted"), say("rate")]
    with card(say(title)):
        table = FigureTable(heads, say("no_cases"), viewer.root)
        ui.link(say("all_values"), viewer.link(f"/kpi/{RATE}", by=by)).classes("g-small")
    return table


def _rows(answer: KpiAnswer, by: str, viewer: Viewer) -> list[list[Cell]]:
    """The most defective first; where as many, the higher rate."""
    parts = [part for part in answer.slices or [] if part.numerator]
    parts.sort(key=lambda part: (-part.numerator, -(part.value or 0), part.by))
    most = max((part.value or 0 for part in parts), default=0) or 1
    return [_row(answer, part, by, most, viewer) for part in parts[:MOST_ROWS]]


def _row(answer: KpiAnswer, part: Slice, by: str, most: float, viewer: Viewer) -> list[Cell]:
    link = viewer.link(f"/kpi/{answer.kpi.id}", by=by, value=part.by)
    return [
        Cell(code(part.by, viewer.language), link=link, share=(part.value or 0) / most),
        Cell(f"{part.numerator:,}", link=link, mark=f"{by}:{part.by}"),
        Cell(f"{part.denominator:,}"),
        Cell("–" if part.value is None else f"{part.value:.1%}"),
    ]
