"""The first page: the tiles of the KPIs, pending by stage, age and holder, defects, and the flow by day."""

from dataclasses import replace

from nicegui import ui

from services.metrics.web import charts
from services.metrics.web.data import BREAKDOWNS, TILES, Ask
from services.metrics.web.frame import Viewer
from services.metrics.web.parts import KpiTile, chart_panel, draw_flow, draw_sparks, keep_alive, opened, redraw

FLOW = ("applications-accepted", "applications-issued")


async def show(viewer: Viewer) -> None:
    tell = await opened(viewer, viewer.word("title"), "/")
    with ui.column().classes("w-full q-px-md q-pb-md gap-4"):
        with ui.element("div").classes("g-tiles"):
            tiles = {kpi_id: KpiTile(kpi_id, viewer) for kpi_id in TILES}
        with ui.element("div").classes("g-charts g-pairs"):
            panels = {name: chart_panel(viewer.word(name)) for name in BREAKDOWNS}
        flow = chart_panel(viewer.word("flow"))

    async def refresh() -> None:
        window = viewer.window()
        parts = [Ask((kpi_id,), replace(window, by=by)) for kpi_id, by in BREAKDOWNS.values()]
        numbers, *broken_down = await viewer.data.answers(Ask(TILES, window), *parts)
        for answer in numbers:
            tiles[answer.kpi.id].show(answer)
        for (name, (_, by)), (answer,) in zip(BREAKDOWNS.items(), broken_down, strict=True):
            redraw(panels[name], charts.breakdown(answer, by, viewer.language))
        tell(numbers[0])

    async def draw() -> None:
        trends = await draw_sparks(tiles, viewer)
        draw_flow(flow, *FLOW, trends, viewer)

    await keep_alive(viewer, refresh, draw)
