"""Policy services (保全): how many, how soon, how smoothly, and each item of the catalogue beside the others."""

from dataclasses import replace

from nicegui import ui

from services.metrics.figure_words import part_word
from services.metrics.schemas import KpiAnswer
from services.metrics.web.data import Ask
from services.metrics.web.frame import Viewer
from services.metrics.web.parts import (
    Cell,
    chart_panel,
    draw_flow,
    draw_sparks,
    keep_alive,
    opened,
    part_cell,
    table_card,
    tile_row,
)
from services.metrics.web.slices import largest, names_in

TAKEN, CONFIRMED = "service-requests-taken", "service-requests-confirmed"
TILES = (TAKEN, CONFIRMED, "service-within-3-days-rate", "service-working-time-mean", "missing-papers-rate",
         "service-first-time-right-rate", "loan-overdue-rate", "loan-overdue-amount-rate")  # fmt: skip
COLUMNS = {TAKEN: "accepted", CONFIRMED: "confirmed", "service-within-3-days-rate": "in_3_days",
           "missing-papers-rate": "lacking", "service-first-time-right-rate": "right_at_once",
           "service-cancellation-rate": "withdrawn_rate"}  # fmt: skip


async def show(viewer: Viewer) -> None:
    tell, say = await opened(viewer, viewer.word("title.services"), "/services"), viewer.word
    with ui.column().classes("w-full q-px-md q-pb-md gap-4"):
        tiles = tile_row(TILES, viewer)
        items = table_card(viewer, "by_item", ("item", *COLUMNS.values()), "no_cases")
        flow = chart_panel(say("flow_services"), 240)

    async def refresh() -> None:
        window = viewer.window()
        by_item = Ask(tuple(COLUMNS), replace(window, by="item"))
        numbers, of_items = await viewer.data.answers(Ask(TILES, window), by_item)
        for answer in numbers:
            tiles[answer.kpi.id].show(answer)
        items.show(_rows(of_items, viewer))
        tell(numbers[0])

    async def draw() -> None:
        trends = await draw_sparks(tiles, viewer)
        draw_flow(flow, TAKEN, CONFIRMED, trends, viewer)

    await keep_alive(viewer, refresh, draw)


def _rows(answers: list[KpiAnswer], viewer: Viewer) -> list[list[Cell]]:
    """The item most asked for first."""
    taken = largest(answers[0])
    return [
        [Cell(part_word("item", item, viewer.language)), *(part_cell(each, "item", item, viewer) for each in answers)]
        for item in (*taken, *sorted(names_in(answers) - set(taken)))
    ]
