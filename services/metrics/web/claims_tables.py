"""The rows of the claims page's tables; each number leads to its cases."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nicegui import ui

from services.metrics.figure_words import code
from services.metrics.schemas import KpiAnswer, TrendPoint
from services.metrics.web import charts
from services.metrics.web.frame import BAD, GOOD, PLAIN, WARNING, Viewer
from services.metrics.web.parts import Cell, part_cell, redraw
from services.metrics.web.slices import age_bands, largest, names_in, part_of

LEFT, GRANTED, UTILISATION = "small-claims-open", "claims-amount-granted", "survey-utilisation"
LATE = "surveys-foreseen-late"
BY_LIMIT = ("claim-limits-near", "claim-limits-broken", "claim-limits-met-rate")
BY_INVESTIGATOR = ("surveys-in-hand", "surveys-overdue", "survey-on-time-rate")
AGED = {"surveys": "surveys-unreported", "claims": "open-count"}

Rows = list[list[Cell]]


def stage_rows(left: KpiAnswer, viewer: Viewer) -> Rows:
    """Why they are open: where most stand first."""
    return [_shared(left, "stage", name, code(name, viewer.language, "claim"), viewer) for name in largest(left)]


def holder_rows(left: KpiAnswer, viewer: Viewer) -> Rows:
    return [_shared(left, "handler", name, name, viewer) for name in largest(left)]


def liability_rows(granted: KpiAnswer, viewer: Viewer) -> Rows:
    return [_shared(granted, "liability", name, code(name, viewer.language), viewer) for name in largest(granted)]


def limit_rows(answers: Sequence[KpiAnswer], viewer: Viewer) -> Rows:
    """Those that are near first, then those that were broken."""
    near, broken = ({name: part_of(answer, name).numerator for name in names_in(answers)} for answer in answers[:2])
    names = sorted(names_in(answers), key=lambda name: (-near[name], -broken[name], name))
    return [[Cell(code(name, viewer.language), name), *_limit(answers, name, viewer)] for name in names]


def _limit(answers: Sequence[KpiAnswer], name: str, viewer: Viewer) -> list[Cell]:
    near, broken, met = (part_cell(answer, "limit", name, viewer) for answer in answers)
    return [_warned(near, WARNING), _warned(broken, BAD), met]


def load_rows(today: KpiAnswer, window: KpiAnswer, by_hand: Sequence[KpiAnswer], viewer: Viewer) -> Rows:
    """Each investigator, those without a place on a day among them if something is in their hands."""
    names = names_in([today, window, *by_hand])
    return [_load(name, today, window, by_hand, viewer) for name in sorted(names)]


def _load(name: str, today: KpiAnswer, window: KpiAnswer, by_hand: Sequence[KpiAnswer], viewer: Viewer) -> list[Cell]:
    held, whole = part_of(today, name), part_cell(window, "investigator", name, viewer)
    in_hand, late, on_time = (part_cell(answer, "handler", name, viewer) for answer in by_hand)
    seat = f"{held.numerator:,} / {held.denominator or 0:,}"
    link = viewer.link(f"/kpi/{UTILISATION}", days="today", by="investigator", value=name)
    return [Cell(name), Cell(seat, link=link, mark=f"today:{name}"), whole, in_hand, _warned(late, BAD), on_time]


def age_rows(aged: KpiAnswer, viewer: Viewer) -> Rows:
    """The youngest first; each band has its row, also without a case, so that nothing on the page jumps."""
    return [_aged(aged, name, label, viewer) for name, label in age_bands(aged).items()]


def _aged(aged: KpiAnswer, name: str, label: str, viewer: Viewer) -> list[Cell]:
    named, cell = _shared(aged, "age", name, label, viewer)
    return [named, replace(cell, link=f"{cell.link}&kind={aged.kind}") if aged.kind else cell]


def _shared(answer: KpiAnswer, by: str, name: str, label: str, viewer: Viewer) -> list[Cell]:
    """With its share of the whole as a bar."""
    n = part_of(answer, name).numerator
    return [Cell(label, share=n / answer.numerator if n else None), part_cell(answer, by, name, viewer)]


def _warned(cell: Cell, colour: str) -> Cell:
    return cell if cell.text == "0" else replace(cell, colour=colour)


def draw_loads(chart: ui.echart, trends: Mapping[str, list[TrendPoint]], viewer: Viewer) -> None:
    """By day: what investigators can do, what they hold, and what comes too late."""
    days = trends[UTILISATION]
    could = [point.model_copy(update={"value": point.denominator}) for point in days]
    held = [point.model_copy(update={"value": point.numerator}) for point in days]
    series = ((could, "capacity", GOOD), (held, "held", PLAIN), (trends[LATE], "foreseen_late", BAD))
    redraw(chart, charts.flow([(viewer.word(name), colour, points) for points, name, colour in series]))
