"""The first page: the tiles of the KPIs, pending by stage, age and holder, defects, and the flow by day."""

from typing import Any

from nicegui import ui

from services.metrics.kpis import KPIS
from services.metrics.schemas import KpiAnswer
from services.metrics.web import charts
from services.metrics.web.data import BREAKDOWNS, TILES, Overview
from services.metrics.web.frame import DAYS, GOOD, PLAIN, Viewer, figure, head, local, show_freshness, tone

LOOK_SECONDS = 0.25  # how often a page looks whether the numbers may have moved; it reads only when they may
TREND_LOOK_SECONDS = 30.0
FLOW = ("applications-accepted", "applications-issued")


class Tile:
    """One KPI: its value moves in place, so that nothing on the page jumps."""

    def __init__(self, kpi_id: str, viewer: Viewer) -> None:
        self._viewer, kpi = viewer, KPIS[kpi_id]
        with ui.link(target=viewer.link(f"/kpi/{kpi_id}")).classes("g-card g-tile") as self._card:
            ui.label(getattr(kpi.name, viewer.language)).classes("text-weight-medium")
            self._value = ui.label("…").classes("g-value q-mt-xs").mark(kpi_id).props(f'data-kpi="{kpi_id}"')
            self._note = ui.label().classes("g-small q-mt-xs")
            self._spark = ui.echart(charts.spark([], PLAIN)).classes("w-full").style("height: 38px")

    def show(self, answer: KpiAnswer) -> None:
        self._value.set_text(figure(answer, answer.value, self._viewer))
        parts = [f"{answer.numerator:,} / {answer.denominator:,}"] if answer.kpi.unit == "%" else []
        if answer.kpi.target is not None:
            parts.append(f"{self._viewer.word('target')} {figure(answer, answer.kpi.target, self._viewer)}")
        self._note.set_text(" · ".join(parts) or "\u00a0")
        self._card.style(f"--tone: {tone(answer)}")

    def draw(self, options: dict[str, object]) -> None:
        self._spark.options.clear()
        self._spark.options.update(options)
        self._spark.update()


async def show(viewer: Viewer) -> None:
    freshness = head(viewer, f"{viewer.word('title')} · {viewer.place(viewer.org)}", "/")
    await _controls(viewer)
    with ui.column().classes("w-full q-px-md q-pb-md gap-4"):
        with ui.element("div").classes("g-tiles"):
            tiles = {kpi_id: Tile(kpi_id, viewer) for kpi_id in TILES}
        with ui.element("div").classes("g-charts"):
            panels = {name: _panel(viewer.word(name)) for name in (*BREAKDOWNS, "flow")}
        as_of = ui.label().classes("g-small").mark("as-of")

    seen: Any = None

    async def refresh() -> None:
        nonlocal seen
        if (stamp := await viewer.data.stamp()) != seen:
            overview = await viewer.data.overview(viewer.window())
            _show(overview, tiles, panels, viewer)
            show_freshness(freshness, overview.tiles[0].freshness, viewer)
            as_of.set_text(f"{viewer.word('as_of')} {local(overview.tiles[0].as_of, seconds=True)}")
            seen = stamp

    async def draw_trends() -> None:
        trends = await viewer.data.trends(TILES, viewer.window(30))
        for kpi_id, tile in tiles.items():
            tile.draw(charts.spark(trends[kpi_id], PLAIN))
        names = [getattr(KPIS[kpi_id].name, viewer.language) for kpi_id in FLOW]
        curves = [(names[0], PLAIN, trends[FLOW[0]]), (names[1], GOOD, trends[FLOW[1]])]
        _draw(panels["flow"], charts.flow(curves))

    await refresh()
    await draw_trends()
    ui.timer(LOOK_SECONDS, refresh)
    ui.timer(TREND_LOOK_SECONDS, draw_trends)


async def _controls(viewer: Viewer) -> None:
    """Organisation, window and day are in the address: what one sees can be sent to another."""
    with ui.row().classes("items-center q-px-md q-py-sm gap-3"):
        known = [viewer.actor.org, *await viewer.data.orgs(viewer.actor.org), viewer.org]
        ui.select(
            {org: viewer.place(org) for org in dict.fromkeys(known)},
            value=viewer.org,
            label=viewer.word("org"),
            with_input=True,  # a province has hundreds
            on_change=lambda e: _go(viewer.link("/", org=e.value or "")),
        ).props("dense outlined").classes("min-w-40")
        for name in DAYS:
            link = ui.link(viewer.word(name), viewer.link("/", days=name)).classes("no-underline q-px-sm")
            link.classes("text-weight-bold text-primary" if name == viewer.days else "g-small")
        day = str(viewer.day or "")
        with ui.input(viewer.word("as_of"), value=day).props(
            "dense outlined clearable type=date stack-label"
        ) as picked:
            picked.on("change", lambda: _go(viewer.link("/", day=picked.value or "")))


def _go(address: str) -> None:
    ui.navigate.to(address)


def _panel(title: str) -> ui.echart:
    with ui.element("div").classes("g-card q-pa-md"):
        ui.label(title).classes("text-weight-medium q-mb-sm")
        return ui.echart({}).classes("w-full").style("height: 300px")


def _show(overview: Overview, tiles: dict[str, Tile], panels: dict[str, ui.echart], viewer: Viewer) -> None:
    for answer in overview.tiles:
        tiles[answer.kpi.id].show(answer)
    for name, answer in overview.breakdowns.items():
        _draw(panels[name], charts.breakdown(answer, BREAKDOWNS[name][1], viewer.language))


def _draw(chart: ui.echart, options: dict[str, object]) -> None:
    if chart.options != options:
        chart.options.clear()
        chart.options.update(options)
        chart.update()
