"""The star of the month (柜面之星): the front desk by the published formula, and who isn't ranked."""

from nicegui import ui

from services.metrics.kpis import KPIS
from services.metrics.stars.reading import Month, month_of
from services.metrics.stars.schemas import CriterionOut, LeftOutOut, StarCellOut, StarsOut, TellerOut
from services.metrics.stars.scoring import CRITERIA
from services.metrics.web.frame import Viewer, said
from services.metrics.web.parts import Cell, FigureTable, Windows, card, keep_alive, opened, table_card

LEFT_OUT_HEADS = ("by.teller", "star_volume", "star_days", "why_left_out")


async def show(viewer: Viewer) -> None:
    tell = await opened(viewer, viewer.word("title.stars"), "/stars", Windows("days", {}, viewer.days))
    page = _Page(viewer, asked(viewer).name)

    async def refresh() -> None:
        told = await viewer.data.stars(viewer.org, asked(viewer))
        page.show(told)
        tell(told)

    await keep_alive(viewer, refresh)


def asked(viewer: Viewer) -> Month:
    """The month of the day that is looked back at, whole."""
    return month_of(f"{viewer.day:%Y-%m}" if viewer.day else None)


class _Page:
    """What moves on it."""

    def __init__(self, viewer: Viewer, month: str) -> None:
        self._viewer, say = viewer, viewer.word
        with ui.column().classes("w-full q-px-md q-pb-md gap-4"):
            with card(say("star_of").format(month)):
                self._star = ui.html("…", sanitize=False).classes("g-value").props('data-kpi="stars"')
                self._note = ui.label().classes("g-small q-mt-xs")
            with card(say("ranking")):
                self._tellers = FigureTable(_heads(viewer), say("nobody_ranked"), viewer.root)
                self._formula = ui.label().classes("g-small q-mt-sm")
                self._positions = ui.label().classes("g-small")
            self._left_out = table_card(viewer, "left_out", LEFT_OUT_HEADS, "nobody_left_out")

    def show(self, told: StarsOut) -> None:
        viewer, say = self._viewer, self._viewer.word
        self._star.set_content(" · ".join(f"★ {staff}" for staff in told.stars) or "–")
        goes_on = "" if told.is_over else say("month_goes_on")
        self._note.set_text(viewer.text(told.said) if told.said else goes_on)
        self._formula.set_text(viewer.text(told.formula))
        self._positions.set_text(f"{viewer.text(told.positions)} {say('least_volume').format(f'{told.minimum:g}')}")
        self._tellers.show([_row(each, told, viewer) for each in told.tellers])
        self._left_out.show([_left_out_row(each, viewer) for each in told.left_out])


def _heads(viewer: Viewer) -> list[str]:
    say = viewer.word
    names = [f"{viewer.text(each.name).capitalize()} {each.weight:.0%}" for each in CRITERIA]
    return [say("rank"), say("by.teller").capitalize(), say("total"), say("star_days"), *names]


def _row(teller: TellerOut, told: StarsOut, viewer: Viewer) -> list[Cell]:
    rank = "–" if teller.rank is None else str(teller.rank)
    return [
        Cell(rank, mark=f"rank:{teller.staff}"),
        Cell(teller.staff),
        Cell(f"{teller.total:+.3f}", mark=f"total:{teller.staff}"),
        Cell(f"{teller.person_days:g}"),
        *(_cell(cell, each, teller, told, viewer) for cell, each in zip(teller.cells, told.criteria, strict=True)),
    ]


def _cell(cell: StarCellOut, criterion: CriterionOut, teller: TellerOut, told: StarsOut, viewer: Viewer) -> Cell:
    """The value, beneath it how far off the mean; it leads to the KPI of that teller and month."""
    note = viewer.word("not_counted") if cell.z is None else f"z {cell.z:+.2f}"
    day = {"from": str(told.start), "day": str(told.end)}
    link = viewer.link(f"/kpi/{criterion.kpi}", by=criterion.by, value=teller.staff, **day)
    text = said(cell.value, KPIS[criterion.kpi].unit, viewer)
    return Cell(text, note, link, f"{teller.staff}:{criterion.id}")


def _left_out_row(each: LeftOutOut, viewer: Viewer) -> list[Cell]:
    why = viewer.word(f"left_out.{each.why}")
    return [Cell(each.staff), Cell(f"{each.volume:,}"), Cell(f"{each.person_days:g}"), Cell(why)]
