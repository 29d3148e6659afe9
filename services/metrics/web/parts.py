"""What the pages are put together from: tiles, panels, tables of figures, the controls, and the pulse of a page."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Protocol

from nicegui import ui

from services.metrics.figure_words import fraction
from services.metrics.kpis import KPIS
from services.metrics.schemas import Freshness, KpiAnswer, TrendPoint
from services.metrics.web import charts
from services.metrics.web.frame import DAYS, GOOD, PLAIN, Viewer, figure, head, local, show_freshness, tone
from services.metrics.web.slices import part_of

LOOK_SECONDS = 0.25  # how often a page looks whether the numbers may have moved; it reads only when they may
TREND_LOOK_SECONDS = 30.0
NOTHING = "\u00a0"


class Told(Protocol):
    """An answer that says of when it is, and how fresh."""

    @property
    def as_of(self) -> datetime: ...
    @property
    def freshness(self) -> list[Freshness]: ...


Tell = Callable[[Told], None]


@dataclass(frozen=True, slots=True)
class Windows:
    """The stretches of time that a page offers, by their words, and the chosen one, which stands in the address."""

    name: str
    words: Mapping[str, str]
    chosen: str

    @property
    def kept(self) -> dict[str, str]:
        return {self.name: self.chosen}


class Tile:
    """One number: it moves in place, so that nothing on the page jumps."""

    def __init__(self, name: str, link: str, mark: str) -> None:
        with ui.link(target=link).classes("g-card g-tile") as self._card:
            ui.label(name).classes("text-weight-medium")
            self._value = ui.html("…", sanitize=False).classes("g-value q-mt-xs").mark(mark).props(f'data-kpi="{mark}"')
            self._note = ui.label(NOTHING).classes("g-small q-mt-xs")

    def set(self, value: str, note: str = "", colour: str = PLAIN) -> None:
        if self._value.content != (content := _with_small_unit(value)):
            self._value.set_content(content)
        self._note.set_text(note or NOTHING)
        self._card.style(f"--tone: {colour}")


class KpiTile(Tile):
    """One KPI with its curve."""

    def __init__(self, kpi_id: str, viewer: Viewer, link: str = "") -> None:
        self._viewer = viewer
        name = viewer.text(KPIS[kpi_id].name)
        super().__init__(name, link or viewer.link(f"/kpi/{kpi_id}"), kpi_id)
        with self._card:
            self._spark = ui.echart(charts.spark([], PLAIN)).classes("w-full").style("height: 38px")

    def show(self, answer: KpiAnswer) -> None:
        viewer = self._viewer
        self.set(figure(answer, answer.value, viewer), reckoned(answer, viewer), tone(answer))

    def draw(self, options: dict[str, object]) -> None:
        redraw(self._spark, options)


async def draw_sparks(tiles: Mapping[str, KpiTile], viewer: Viewer) -> dict[str, list[TrendPoint]]:
    """The curves of the last 30 days; returns them for whatever else is drawn of them."""
    trends = await viewer.data.trends(tuple(tiles), viewer.window(30))
    for kpi_id, tile in tiles.items():
        tile.draw(charts.spark(trends[kpi_id], PLAIN))
    return trends


def reckoned(answer: KpiAnswer, viewer: Viewer) -> str:
    """Numerator, denominator and target, under a number."""
    parts = [fraction(answer, viewer.language)] if answer.kpi.unit == "%" else []
    if answer.kpi.target is not None:
        parts.append(f"{viewer.word('target')} {figure(answer, answer.kpi.target, viewer)}")
    return " · ".join(parts)


def _with_small_unit(value: str) -> str:
    number, _, unit = value.partition(" ")
    if not unit or not number[0].isdigit():
        return f"<span>{escape(value)}</span>"
    return f'<span>{escape(number)} <small class="g-unit">{escape(unit)}</small></span>'


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of a table: a number with what it was reckoned from, and where it leads."""

    text: str
    note: str = ""
    link: str = ""
    mark: str = ""  # so that a test finds it
    colour: str = ""
    share: float | None = None  # drawn as a bar beneath the number


class FigureTable:
    """A compact table, written anew only when something in it has changed; the first column names the row."""

    def __init__(self, heads: Sequence[str], empty: str, root: str, groups: Sequence[tuple[str, int]] = ()) -> None:
        """`groups`: names that stand above so many heads each."""
        self._heads, self._empty, self._root, self._groups = heads, empty, root, groups
        self._html = ui.html("", sanitize=False).classes("w-full").style("overflow-x: auto")

    def show(self, rows: Sequence[Sequence[Cell]]) -> None:
        if self._html.content != (content := self._written(rows)):
            self._html.set_content(content)

    def _written(self, rows: Sequence[Sequence[Cell]]) -> str:
        if not rows:
            return f'<div class="g-small">{escape(self._empty)}</div>'
        heads = "".join(f"<th>{escape(each)}</th>" for each in self._heads)
        groups = "".join(f'<th colspan="{width}">{escape(name)}</th>' for name, width in self._groups)
        above = f'<tr class="g-groups">{groups}</tr>' if groups else ""
        lines = "".join(f"<tr>{''.join(self._cell(cell) for cell in row)}</tr>" for row in rows)
        return f'<table class="g-table"><thead>{above}<tr>{heads}</tr></thead><tbody>{lines}</tbody></table>'

    def _cell(self, cell: Cell) -> str:
        mark = f' data-kpi="{escape(cell.mark)}"' if cell.mark else ""
        colour = f' style="color:{cell.colour}"' if cell.colour else ""
        text = f"<span{mark}{colour}>{escape(cell.text)}</span>"
        if cell.link:
            text = f'<a href="{escape(self._root + cell.link)}">{text}</a>'
        note = f'<div class="g-small">{escape(cell.note)}</div>' if cell.note else ""
        bar = "" if cell.share is None else f'<div class="g-bar" style="width:{cell.share:.1%}"></div>'
        return f"<td>{text}{note}{bar}</td>"


def kpi_cell(answer: KpiAnswer, viewer: Viewer, mark: str = "", **asked: str) -> Cell:
    colour = tone(answer)
    return Cell(
        f"{answer.numerator:,}" if answer.kpi.unit == "cases" else figure(answer, answer.value, viewer),
        reckoned(answer, viewer),
        viewer.link(f"/kpi/{answer.kpi.id}", **asked),
        mark or answer.kpi.id,
        "" if colour == PLAIN else colour,
    )


def tile_row(ids: Sequence[str], viewer: Viewer, classes: str = "g-tiles g-fours", **asked: str) -> dict[str, KpiTile]:
    """A row of KPIs' tiles, by id; each leads to its KPI, of what is `asked`."""
    with ui.element("div").classes(classes):
        return {kpi_id: KpiTile(kpi_id, viewer, viewer.link(f"/kpi/{kpi_id}", **asked)) for kpi_id in ids}


def table_card(viewer: Viewer, title: str, heads: Sequence[str], empty: str, note: str = "") -> FigureTable:
    """All by the codes of their words."""
    say = viewer.word
    with card(say(title)):
        table = FigureTable([say(head) for head in heads], say(empty), viewer.root)
        if note:
            ui.label(say(note)).classes("g-small q-mt-sm")
    return table


def part_cell(answer: KpiAnswer, by: str, value: str, viewer: Viewer) -> Cell:
    """One value of a breakdown; it leads to its cases."""
    return kpi_cell(part_of(answer, value), viewer, f"{answer.kpi.id}:{value}", by=by, value=value)


def card(title: str) -> ui.element:
    panel = ui.element("div").classes("g-card q-pa-md w-full")
    with panel:
        ui.label(title).classes("text-weight-medium q-mb-sm")
    return panel


def chart_panel(title: str, height: int = 300) -> ui.echart:
    with card(title):
        return ui.echart({}).classes("w-full").style(f"height: {height}px")


def redraw(chart: ui.echart, options: dict[str, object]) -> None:
    if chart.options != options:
        chart.options.clear()
        chart.options.update(options)
        chart.update()


def draw_flow(chart: ui.echart, came: str, done: str, trends: Mapping[str, list[TrendPoint]], viewer: Viewer) -> None:
    """Two KPIs by day: what came in, and what was done of it."""
    pair = ((came, PLAIN), (done, GOOD))
    redraw(chart, charts.flow([(viewer.text(KPIS[id].name), colour, trends[id]) for id, colour in pair]))


async def opened(viewer: Viewer, title: str, path: str, windows: Windows | None = None, org: str | None = None) -> Tell:
    """Head and controls of a live page; what it returns tells on the page how fresh an answer is.

    `org`: whose numbers they are, where that isn't simply the viewer's.
    """
    windows = windows or Windows("days", {name: name for name in DAYS}, viewer.days)
    place = viewer.place(viewer.org if org is None else org)
    freshness = head(viewer, f"{title} · {place}", path, **windows.kept)
    with ui.row().classes("items-center q-px-md q-py-sm gap-3 w-full"):
        await _controls(viewer, path, windows)
        as_of = ui.label().classes("g-small q-ml-auto").mark("as-of")

    def tell(answer: Told) -> None:
        show_freshness(freshness, answer.freshness, viewer)
        as_of.set_text(f"{viewer.word('as_of')} {local(answer.as_of, seconds=True)}")

    return tell


async def _controls(viewer: Viewer, path: str, windows: Windows) -> None:
    """Organisation, window and day are in the address: what one sees can be sent to another."""
    known = [viewer.actor.org, *await viewer.data.orgs(viewer.actor.org), viewer.org]
    kept = windows.kept
    ui.select(
        {org: viewer.place(org) for org in dict.fromkeys(known)},
        value=viewer.org,
        label=viewer.word("org"),
        with_input=True,  # a province has hundreds
        on_change=lambda e: ui.navigate.to(viewer.link(path, **kept | {"org": e.value or ""})),
    ).props("dense outlined").classes("min-w-40")
    for name, word in windows.words.items():
        link = ui.link(viewer.word(word), viewer.link(path, **{windows.name: name})).classes("no-underline q-px-sm")
        link.classes("text-weight-bold text-primary" if name == windows.chosen else "g-small")
    day = str(viewer.day or "")
    with ui.input(viewer.word("as_of"), value=day).props("dense outlined clearable type=date stack-label") as picked:
        picked.on("change", lambda: ui.navigate.to(viewer.link(path, **kept | {"day": picked.value or ""})))


async def keep_alive(
    viewer: Viewer, refresh: Callable[[], Awaitable[None]], draw: Callable[[], Awaitable[None]] | None = None
) -> None:
    """`refresh` whenever the numbers may have moved; `draw` the curves now and then."""
    seen: Any = None

    async def look() -> None:
        nonlocal seen
        if (stamp := await viewer.data.stamp()) != seen:
            await refresh()
            seen = stamp

    await look()
    ui.timer(LOOK_SECONDS, look)
    if draw:
        await draw()
        ui.timer(TREND_LOOK_SECONDS, draw)
