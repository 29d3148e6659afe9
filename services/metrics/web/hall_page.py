"""The hall now: who waits and how long, the day's tickets and evaluations, and the hours at which it is full."""

from dataclasses import replace
from datetime import datetime

from nicegui import ui

from services.metrics.figure_words import code
from services.metrics.halls import Hall
from services.metrics.schemas import Freshness, KpiAnswer
from services.metrics.web import charts
from services.metrics.web.data import Ask
from services.metrics.web.frame import BAD, PLAIN, Viewer, local
from services.metrics.web.parts import (
    Cell,
    FigureTable,
    Tile,
    card,
    chart_panel,
    draw_sparks,
    keep_alive,
    opened,
    redraw,
    tile_row,
)
from shared import clock

SERVICE = "intake"
NOW = {"waiting": "queue", "called": "called_now", "in_service": "serving"}  # stage: its word
PASSED_OVER = "passed_over"
TODAY = (
    "tickets-taken", "visits-handled", "waiting-time-mean", "waiting-time-p90", "waiting-over-limit-rate",
    "abandonment-rate", "handling-time-mean", "evaluation-response-rate", "satisfaction-rate", "forgotten-prompt-rate",
)  # fmt: skip
HEAT = ("tickets-taken", "waiting-time-mean")


class HallNow:
    """What stands in the hall at this moment; a silent service's last word is no queue of now."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer, say = viewer, viewer.word
        self._halls: list[Hall] | None = []
        self._heard = False
        with ui.element("div").classes("g-tiles g-fours"):
            self._stages = {stage: Tile(say(word), self._link(stage), f"hall-{stage}") for stage, word in NOW.items()}
            self._longest = Tile(say("longest"), self._link("waiting"), "hall-longest")
        with card(say("halls")):
            heads = [say(head) for head in ("outlet", "longest", *NOW.values())]
            heads.append(code(PASSED_OVER, viewer.language).capitalize())
            self._table = FigureTable(heads, say("nobody_here"), viewer.root)

    def _link(self, stage: str) -> str:
        return self._viewer.link("/kpi/open-count", kind="visit", by="stage", value=stage)

    def show(self, answer: KpiAnswer, halls: list[Hall] | None) -> None:
        self._halls, self._heard = halls, is_heard(answer.freshness)
        counts = {part.by: part.numerator for part in answer.slices or []}
        for stage, tile in self._stages.items():
            tile.set(f"{counts.get(stage, 0):,}") if self._heard else self._keep_silent(tile)
        self.tick()

    def _keep_silent(self, tile: Tile) -> None:
        tile.set(self._viewer.word("silent"), colour=BAD)

    def tick(self) -> None:
        """Waits grow while nothing happens."""
        if not self._heard:
            self._keep_silent(self._longest)
            self._table.show([])
        elif self._halls is None:
            self._longest.set("–", self._viewer.word("too_many"))
            self._table.show([])
        else:
            self._show_longest(self._halls)
            self._table.show([self._row(hall) for hall in self._halls])

    def _show_longest(self, halls: list[Hall]) -> None:
        first = halls[0] if halls else None
        if first is None or first.waiting_since is None:
            self._longest.set("–", self._viewer.word("nobody_waits"))
            return
        note = f"{first.outlet or first.org} · {self._viewer.word('since').format(local(first.waiting_since)[11:])}"
        self._longest.set(minutes(first.waiting_since, self._viewer), note, wait_tone(first))

    def _row(self, hall: Hall) -> list[Cell]:
        since = hall.waiting_since
        wait = Cell("–") if since is None else Cell(minutes(since, self._viewer), colour=wait_tone(hall, plain=""))
        counts = (Cell(f"{hall.by_status[stage]:,}") for stage in (*NOW, PASSED_OVER))
        return [Cell(hall.outlet or "–", hall.org), wait, *counts]


def is_heard(freshness: list[Freshness]) -> bool:
    return any(each.service == SERVICE and each.state != "silent" for each in freshness)


def minutes(since: datetime, viewer: Viewer) -> str:
    waited = max(0.0, (clock.now() - since).total_seconds())
    return f"{waited / 60:.1f} {viewer.word('minutes')}"


def wait_tone(hall: Hall, plain: str = PLAIN) -> str:
    return BAD if hall.due_at is not None and clock.now() > hall.due_at else plain


async def show(viewer: Viewer) -> None:
    """Of a past day there is no now: only what that day came to."""
    is_now, say = viewer.day is None, viewer.word
    tell = await opened(viewer, say("title.hall" if is_now else "title.hall_past"), "/hall")
    with ui.column().classes("w-full q-px-md q-pb-md gap-4"):
        now = HallNow(viewer) if is_now else None
        tiles = tile_row(TODAY, viewer, "g-tiles g-fives", days="today")
        with ui.element("div").classes("g-charts g-pairs"):
            panels = [chart_panel(say(word)) for word in ("heat_taken", "heat_waiting")]

    async def refresh() -> None:
        today, heat = viewer.window(1), replace(viewer.window(), by="weekday_hour")
        stages = replace(today, kind="visit", by="stage")
        numbers, (open_now,), hours = await viewer.data.answers(
            Ask(TODAY, today), Ask(("open-count",), stages), Ask(HEAT, heat)
        )
        for answer in numbers:
            tiles[answer.kpi.id].show(answer)
        for panel, answer in zip(panels, hours, strict=True):
            redraw(panel, charts.heat(answer, say("weekdays").split()))
        if now:
            now.show(open_now, await viewer.data.halls(viewer.org))
        tell(numbers[0])

    async def draw() -> None:
        await draw_sparks(tiles, viewer)

    await keep_alive(viewer, refresh, draw)
    if now:
        ui.timer(1.0, now.tick)
