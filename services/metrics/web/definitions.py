"""Rates side by side, each with its definition beneath: who compares two must see in what they differ."""

from collections.abc import Sequence

from nicegui import ui

from services.metrics import queries
from services.metrics.kpis import KPIS
from services.metrics.schemas import KpiAnswer
from services.metrics.web.frame import Viewer
from services.metrics.web.parts import KpiTile


class DefinedRate:
    """A tile, and in small what it counts and by which formula."""

    def __init__(self, kpi_id: str, viewer: Viewer) -> None:
        kpi = KPIS[kpi_id]
        with ui.element("div").classes("g-defined"):
            self._tile = KpiTile(kpi_id, viewer)
            with ui.element("div").classes("g-card q-pa-md"):
                for name, text in (
                    ("population", getattr(kpi.population, viewer.language)),
                    ("formula", queries.row(kpi).formula),
                    ("basis", kpi.basis),
                ):
                    ui.label(f"{viewer.word(name)}: {text}").classes("g-small q-mb-xs")

    def show(self, answer: KpiAnswer) -> None:
        self._tile.show(answer)


def defined_row(ids: Sequence[str], viewer: Viewer) -> dict[str, DefinedRate]:
    with ui.element("div").classes("g-thirds"):
        return {kpi_id: DefinedRate(kpi_id, viewer) for kpi_id in ids}
