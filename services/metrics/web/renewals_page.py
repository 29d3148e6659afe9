"""Renewals (续期): what is due and paid, the nine cells, why debits fail, and who is in grace where."""

from collections.abc import Sequence
from dataclasses import replace

from nicegui import ui

from services.metrics.figure_words import part_word
from services.metrics.renewal_table import RenewalCell
from services.metrics.schemas import KpiAnswer
from services.metrics.web.data import Ask
from services.metrics.web.frame import Viewer
from services.metrics.web.parts import Cell, draw_sparks, keep_alive, opened, part_cell, table_card, tile_row
from services.metrics.web.slices import largest, names_in, part_of

FAILED, IN_GRACE = "renewal-debits-failed", "renewals-in-grace"
TILES = ("renewals-due", "renewal-reach-rate", "renewal-collection-rate", "renewal-debit-rate", IN_GRACE,
         "renewal-lapse-rate", "lapses-told-in-time-rate", "reinstatement-rate", "persistency-13-rate",
         "persistency-13-premium-rate", "persistency-25-rate", "persistency-25-premium-rate")  # fmt: skip
PLACES = (IN_GRACE, "renewal-collection-rate", "renewal-lapse-rate")
HEADS = ("due_month", "year_2", "year_3", "year_4")


async def show(viewer: Viewer) -> None:
    tell = await opened(viewer, viewer.word("title.renewals"), "/renewals")
    with ui.column().classes("w-full q-px-md q-pb-md gap-4"):
        tiles = tile_row(TILES, viewer, "g-tiles")
        nine = table_card(viewer, "nine_cells", HEADS, "no_cases")
        with ui.element("div").classes("g-charts"):
            reasons = table_card(viewer, "failed_debits", ("reason", "renewals"), "no_cases")
            heads = ("org", "in_grace", "collected_rate", "lapsed_rate")
            places = table_card(viewer, "grace_by_org", heads, "no_cases")

    async def refresh() -> None:
        window = viewer.window()
        asked = (
            Ask(TILES, window),
            Ask((FAILED,), replace(window, by="reason")),
            Ask(PLACES, replace(window, by="org")),
        )
        numbers, failed, by_org = await viewer.data.answers(*asked)
        for answer in numbers:
            tiles[answer.kpi.id].show(answer)
        nine.show(nine_rows(await viewer.data.renewals(viewer.org, viewer.day), viewer))
        reasons.show(reason_rows(failed[0], viewer))
        places.show(place_rows(by_org, viewer))
        tell(numbers[0])

    async def draw() -> None:
        await draw_sparks(tiles, viewer)

    await keep_alive(viewer, refresh, draw)


def nine_rows(cells: Sequence[RenewalCell], viewer: Viewer) -> list[list[Cell]]:
    rows = list(dict.fromkeys(cell.row for cell in cells))
    return [_nine_row([cell for cell in cells if cell.row == row], viewer) for row in rows]


def _nine_row(cells: Sequence[RenewalCell], viewer: Viewer) -> list[Cell]:
    month = Cell(viewer.word(f"row.{cells[0].row}"), f"{cells[0].start:%Y-%m}")
    return [month, *(_nine_cell(cell, viewer) for cell in cells)]


def _nine_cell(cell: RenewalCell, viewer: Viewer) -> Cell:
    text = "–" if cell.reach is None else f"{cell.reach:.1%}"
    by_premium = "" if cell.amount_reach is None else f" · {viewer.word('by_premium')} {cell.amount_reach:.1%}"
    note = f"{cell.collected:,} / {cell.due:,}{by_premium}"
    return Cell(text, note, mark=f"{cell.row}:{cell.premium_year}")


def reason_rows(failed: KpiAnswer, viewer: Viewer) -> list[list[Cell]]:
    """The reason most met first; drawn as shares of them all."""
    return [
        [
            Cell(part_word("reason", name, viewer.language, "renewal")),
            replace(
                part_cell(failed, "reason", name, viewer), share=part_of(failed, name).numerator / failed.numerator
            ),
        ]
        for name in largest(failed)
    ]


def place_rows(answers: Sequence[KpiAnswer], viewer: Viewer) -> list[list[Cell]]:
    """Each organisation before those below it."""
    return [
        [
            Cell(name, link=viewer.link("/renewals", org=name)),
            *(part_cell(answer, "org", name, viewer) for answer in answers),
        ]
        for name in sorted(names_in(answers))
    ]
