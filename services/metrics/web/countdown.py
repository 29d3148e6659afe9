"""The countdown wall (倒计时墙): how many open call-backs run out when, read from across a room."""

from collections.abc import Sequence

from nicegui import ui

from services.metrics.schemas import KpiAnswer
from services.metrics.web.callback_tables import BRANCH, CALLS, LEFT, PROVINCE, URGENT
from services.metrics.web.frame import PLAIN, Viewer
from services.metrics.web.parts import Tile
from services.metrics.web.slices import part_of


class Wall:
    """Each number leads to its cases; what is urgent has a colour only where there is something."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        with ui.element("div").classes("g-tiles"):
            self._tiles = {kpi: self._tile(kpi) for kpi in LEFT}

    def _tile(self, kpi: str) -> Tile:
        viewer = self._viewer
        name = viewer.word(f"left.{kpi.removeprefix('limits-')}")
        return Tile(name, viewer.link(f"/kpi/{kpi}", kind=CALLS), f"wall:{kpi}")

    def show(self, whole: Sequence[KpiAnswer], by_owner: Sequence[KpiAnswer]) -> None:
        say = self._viewer.word
        for answer, owners in zip(whole, by_owner, strict=True):
            parts = [(say(f"of_{owner}"), part_of(owners, owner).numerator) for owner in (PROVINCE, BRANCH)]
            note = " · ".join(f"{name} {n:,}" for name, n in parts)
            colour = URGENT.get(answer.kpi.id, PLAIN) if answer.numerator else PLAIN
            self._tiles[answer.kpi.id].set(f"{answer.numerator:,}", note, colour)
