"""The rows of the call-back page's tables; each number leads to its cases."""

from collections.abc import Sequence
from dataclasses import replace

from services.metrics.figure_words import part_word
from services.metrics.measures.limits_left import BANDS
from services.metrics.schemas import KpiAnswer
from services.metrics.web.frame import BAD, WARNING, Viewer
from services.metrics.web.parts import Cell, kpi_cell, part_cell
from services.metrics.web.slices import kind_of, largest, names_in, part_of

CALLS, RESULTS = "callback", "call-results"
LEFT = tuple(f"limits-{band.code}" for band in BANDS)
URGENT = {"limits-passed": BAD, "limits-today": BAD, "limits-tomorrow": WARNING, "limits-in-3-days": WARNING}
PROVINCE, BRANCH, DIALECT = "province", "branch", "dialect"
OTHERS = {"problem_case": "problem_cases", "complaint": "complaints", "contact_collection": "collections"}

Rows = list[list[Cell]]
Answers = Sequence[KpiAnswer]


def owner_rows(whole: Answers, owners: Answers, speech: Answers, viewer: Viewer) -> Rows:
    """A band a row, also without a case, so that nothing on the page jumps."""
    return [
        [
            _named(answer, viewer),
            _urgent(kpi_cell(answer, viewer, kind=CALLS)),
            *(_of_calls(by_owner, "owner", owner, viewer) for owner in (PROVINCE, BRANCH)),
            _dialect(by_speech, viewer),
        ]
        for answer, by_owner, by_speech in zip(whole, owners, speech, strict=True)
    ]


def _dialect(by_speech: KpiAnswer, viewer: Viewer) -> Cell:
    """The share of those whose customer speaks a dialect."""
    n = part_of(by_speech, DIALECT).numerator
    cell = _of_calls(by_speech, "speech", DIALECT, viewer)
    return replace(cell, note=f"{n / by_speech.numerator:.0%}" if by_speech.numerator else "")


def place_rows(places: Answers, viewer: Viewer) -> Rows:
    """Whoever has most that is urgent first."""
    urgent = [answer for answer in places if answer.kpi.id in URGENT]
    n = {name: tuple(part_of(answer, name).numerator for answer in urgent) for name in names_in(urgent)}
    return [
        [
            Cell(name, link=viewer.link("/callbacks", org=name)),
            *(_urgent(_of_calls(answer, "org", name, viewer)) for answer in urgent),
        ]
        for name in sorted(n, key=lambda name: ([-each for each in n[name]], name))
    ]


def kind_rows(by_kind: Answers, viewer: Viewer) -> Rows:
    return [[_named(answer, viewer), *(_of_kind(answer, kind, viewer) for kind in OTHERS)] for answer in by_kind]


def result_rows(results: KpiAnswer, by: str, viewer: Viewer) -> Rows:
    """The most frequent first, with its share of all as a bar."""
    kind, whole = kind_of(results), results.numerator
    return [
        [
            Cell(part_word(by, name, viewer.language, kind), share=part_of(results, name).numerator / whole),
            part_cell(results, by, name, viewer),
        ]
        for name in largest(results)
    ]


def _named(answer: KpiAnswer, viewer: Viewer) -> Cell:
    return Cell(viewer.word(f"left.{answer.kpi.id.removeprefix('limits-')}"))


def _of_calls(answer: KpiAnswer, by: str, value: str, viewer: Viewer) -> Cell:
    mark = f"{answer.kpi.id}:{value}"
    return kpi_cell(part_of(answer, value), viewer, mark, kind=CALLS, by=by, value=value)


def _of_kind(answer: KpiAnswer, kind: str, viewer: Viewer) -> Cell:
    return _urgent(kpi_cell(part_of(answer, kind), viewer, f"{answer.kpi.id}:{kind}", kind=kind))


def _urgent(cell: Cell) -> Cell:
    kpi = cell.mark.partition(":")[0]
    return replace(cell, colour=URGENT[kpi]) if kpi in URGENT and cell.text != "0" else cell
