"""New business by line: accepted, issued, in time, open, overdue and withdrawn, and the channels of each line."""

from dataclasses import dataclass, replace

from nicegui import ui

from services.metrics.figure_words import code
from services.metrics.schemas import KpiAnswer
from services.metrics.web.data import Ask
from services.metrics.web.frame import Viewer
from services.metrics.web.parts import (
    Cell,
    FigureTable,
    card,
    chart_panel,
    draw_flow,
    keep_alive,
    kpi_cell,
    opened,
    part_cell,
)
from services.metrics.web.slices import names_in, slice_of


@dataclass(frozen=True, slots=True)
class Line:
    """A line of business: its kind of case, the limit it is issued in, and the KPIs of its columns."""

    kind: str
    limit: str
    accepted: str
    issued: str
    in_time: str
    pending: str
    withdrawal: str

    @property
    def kpis(self) -> tuple[str, ...]:
        return self.accepted, self.issued, self.in_time, self.pending, self.withdrawal


# fmt: off
LINES = (
    #    kind, limit, accepted, issued, in time, open, withdrawn
    Line("application", "within_5", "applications-accepted", "applications-issued", "issued-within-5-working-days",
         "pending-count", "withdrawal-rate"),
    Line("bank_application", "same_day", "bank-applications-accepted", "bank-policies-issued",
         "bank-issued-in-time-rate", "bank-pending-count", "bank-withdrawal-rate"),
    Line("card_activation", "same_day", "cards-activated", "card-policies-issued", "card-same-day-rate",
         "card-pending-count", "card-withdrawal-rate"),
    Line("group_application", "same_day", "groups-accepted", "group-policies-issued", "group-same-day-rate",
         "group-pending-count", "group-withdrawal-rate"),
)
# fmt: on
COLUMNS = ("accepted", "issued", "in_time", "pending", "withdrawal")
OF_ANY_KIND = ("open-older-than-10-days", "overdue-count")
IDS = tuple(kpi_id for line in LINES for kpi_id in line.kpis)


async def show(viewer: Viewer) -> None:
    tell = await opened(viewer, viewer.word("title.lines"), "/lines")
    say = viewer.word
    with ui.column().classes("w-full q-px-md q-pb-md gap-4"):
        with card(say("title.lines")):
            heads = ["line", *COLUMNS[:4], "older_10", "overdue", "withdrawal"]
            lines = FigureTable([say(head) for head in heads], say("no_cases"), viewer.root)
        with ui.element("div").classes("g-charts"):
            curves = {line.kind: chart_panel(say(f"line.{line.kind}"), 220) for line in LINES}
        with card(say("by_channel")):
            heads = ["channel", *COLUMNS]
            channels = FigureTable([say(head) for head in heads], say("no_cases"), viewer.root)

    async def refresh() -> None:
        window = viewer.window()
        by_kind, by_channel = replace(window, by="kind"), replace(window, by="channel")
        asked = Ask(IDS, window), Ask(OF_ANY_KIND, by_kind), Ask(IDS, by_channel)
        whole, of_kinds, of_channels = await viewer.data.answers(*asked)
        numbers = {answer.kpi.id: answer for answer in whole}
        lines.show([_line(line, numbers, of_kinds, viewer) for line in LINES])
        parts = {answer.kpi.id: answer for answer in of_channels}
        channels.show([row for line in LINES for row in _channels(line, parts, viewer)])
        tell(whole[0])

    async def draw() -> None:
        flows = tuple(kpi_id for line in LINES for kpi_id in (line.accepted, line.issued))
        trends = await viewer.data.trends(flows, viewer.window(30))
        for line in LINES:
            draw_flow(curves[line.kind], line.accepted, line.issued, trends, viewer)

    await keep_alive(viewer, refresh, draw)


def _line(line: Line, numbers: dict[str, KpiAnswer], of_kinds: list[KpiAnswer], viewer: Viewer) -> list[Cell]:
    accepted, issued, in_time, pending, withdrawal = (kpi_cell(numbers[kpi_id], viewer) for kpi_id in line.kpis)
    any_kind = [_of_kind(answer, line.kind, viewer) for answer in of_kinds]
    name = Cell(viewer.word(f"line.{line.kind}"), viewer.word(line.limit))
    return [name, accepted, issued, in_time, pending, *any_kind, withdrawal]


def _of_kind(answer: KpiAnswer, kind: str, viewer: Viewer) -> Cell:
    link = viewer.link(f"/kpi/{answer.kpi.id}", kind=kind)
    return Cell(f"{slice_of(answer, kind).numerator:,}", link=link, mark=f"{answer.kpi.id}:{kind}")


def _channels(line: Line, parts: dict[str, KpiAnswer], viewer: Viewer) -> list[list[Cell]]:
    answers = [parts[kpi_id] for kpi_id in line.kpis]
    return [
        [
            Cell(code(name, viewer.language), viewer.word(f"line.{line.kind}")),
            *(part_cell(answer, "channel", name, viewer) for answer in answers),
        ]
        for name in sorted(names_in(answers))
    ]
