"""Rates side by side, each with its definition beneath: who compares two must see in what they differ."""

from collections.abc import Sequence

from nicegui import ui

from services.metrics import queries
from services.metrics.kpis import KPIS
from services.metrics.web.frame import Viewer
from services.metrics.web.parts import KpiTile


def defined_row(ids: Sequence[str], viewer: Viewer) -> dict[str, KpiTile]:
    """Beneath each tile in small what it counts, by which formula, and where that comes from."""
    with ui.element("div").classes("g-thirds"):
        return {kpi_id: _defined(kpi_id, viewer) for kpi_id in ids}


def _defined(kpi_id: str, viewer: Viewer) -> KpiTile:
    kpi = KPIS[kpi_id]
    told = {
        "population": viewer.text(kpi.population),
        "formula": queries.row(kpi).formula,
        "basis": kpi.basis,
    }
    with ui.element("div").classes("g-defined"):
        tile = KpiTile(kpi_id, viewer)
        with ui.element("div").classes("g-card q-pa-md"):
            for name, text in told.items():
                ui.label(f"{viewer.word(name)}: {text}").classes("g-small q-mb-xs")
    return tile
