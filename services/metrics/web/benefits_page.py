"""Benefits for living (生存给付) and why their transfers fail, archive look-ups, and campaigns by their type."""

from dataclasses import replace

from nicegui import ui

from services.metrics.figure_words import code, part_word
from services.metrics.schemas import KpiAnswer
from services.metrics.web.data import Ask
from services.metrics.web.frame import Viewer
from services.metrics.web.parts import Cell, draw_sparks, keep_alive, opened, part_cell, table_card, tile_row
from services.metrics.web.slices import largest, part_of

FAILURES, CAMPAIGNS, SIGNED = "benefit-transfer-failures", "campaigns-tallied", "campaign-signing-rate"
BENEFITS = ("benefits-due", "benefits-due-amount", "benefit-transfer-rate", "benefit-first-transfer-rate",
            "benefits-in-time-rate", "benefits-unpaid-30-days")  # fmt: skip
LOOKUPS = ("archive-lookups-opened", "archive-found-rate", "archive-working-time-mean", "archive-search-minutes-mean")
BY_TYPE = (CAMPAIGNS, SIGNED, "campaign-contact-rate")


async def show(viewer: Viewer) -> None:
    tell, say = await opened(viewer, viewer.word("title.benefits"), "/benefits"), viewer.word
    with ui.column().classes("w-full q-px-md q-pb-md gap-4"):
        tiles = tile_row(BENEFITS, viewer, "g-tiles")
        with ui.element("div").classes("g-charts"):
            failures = table_card(viewer, "by_failure", ("reason", "failed"), "no_failures")
            heads = ("campaign", "campaigns_known", "targets", "signed", "contacted")
            campaigns = table_card(viewer, "campaigns", heads, "no_campaigns")
        ui.label(say("lookups")).classes("text-weight-medium")
        tiles |= tile_row(LOOKUPS, viewer)

    async def refresh() -> None:
        window = viewer.window()
        by_reason, by_type = replace(window, by="reason"), replace(window, by="campaign_type")
        asked = Ask((*BENEFITS, *LOOKUPS), window), Ask((FAILURES,), by_reason), Ask(BY_TYPE, by_type)
        numbers, (failed,), of_types = await viewer.data.answers(*asked)
        for answer in numbers:
            tiles[answer.kpi.id].show(answer)
        failures.show([_failure(failed, name, viewer) for name in largest(failed)])
        campaigns.show([_campaign(of_types, name, viewer) for name in largest(of_types[0])])
        tell(numbers[0])

    async def draw() -> None:
        await draw_sparks(tiles, viewer)

    await keep_alive(viewer, refresh, draw)


def _failure(failed: KpiAnswer, name: str, viewer: Viewer) -> list[Cell]:
    return [Cell(part_word("reason", name, viewer.language, "benefit")), part_cell(failed, "reason", name, viewer)]


def _campaign(answers: list[KpiAnswer], name: str, viewer: Viewer) -> list[Cell]:
    campaigns, signed, contacted = answers
    targets = part_of(signed, name).denominator
    known, *rates = (part_cell(answer, "campaign_type", name, viewer) for answer in (campaigns, signed, contacted))
    return [Cell(code(name, viewer.language)), known, Cell(f"{targets or 0:,}"), *rates]
