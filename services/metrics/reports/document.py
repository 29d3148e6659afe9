"""The report as a Word document: for each part a table of figures, what splits them, charts, and sentences."""

from collections.abc import Iterator, Sequence

from services.metrics.kpis import KPIS
from services.metrics.reports import sentences
from services.metrics.reports.periods import Period
from services.metrics.reports.reading import Figure, Report
from services.metrics.reports.sections import ROWS, SECTIONS, Course, Part, Parts
from services.metrics.reports.words import Speaker
from shared import word_documents
from shared.attachments import file_name
from shared.errors import Language
from shared.word_charts import Chart, Kind
from shared.word_documents import Block, Heading, Table

HEADS, WIDTHS = ("kpi", "value", "reckoned", "target", "before", "rank"), (0.28, 0.14, 0.18, 0.18, 0.13, 0.09)
TARGET_HEADS, TARGET_WIDTHS = ("kpi", "value", "target", "judged", "gap"), (0.4, 0.16, 0.16, 0.12, 0.16)
APPENDIX_HEADS, APPENDIX_WIDTHS = ("id", "population", "basis"), (0.24, 0.46, 0.3)
PART_WIDTHS = (0.4, 0.2, 0.2, 0.2)
MOST_PARTS = 8  # of a breakdown, in tables and charts
FORMATS = {"%": "0%", "cases": "#,##0", "sessions": "#,##0"}
MET = {True: "yes", False: "no", None: "unjudged"}


def docx_of(told: Report, language: Language) -> bytes:
    say = Speaker(language)
    return word_documents.docx_of(title_of(told, say), _blocks(told, say), told.as_of, say.word("page"))


def name_of(org: str, period: Period) -> str:
    return file_name("report", org, period.name, form="docx")


def title_of(told: Report, say: Speaker) -> str:
    length = "year" if "-" not in told.period.name else "quarter" if "Q" in told.period.name else "month"
    return say.word(f"title.{length}", told.org or say.word("all"), say.period(told.period))


def _blocks(told: Report, say: Speaker) -> Iterator[Block]:
    yield from sentences.opening(told, say)
    for at, section in enumerate(SECTIONS):
        yield Heading(say.number(at) + say.text(section.title))
        for part in section.parts:
            yield Heading(say.text(part.title), 2)
            yield from _part(part, told, say)
    yield Heading(say.number(len(SECTIONS)) + say.word("targets"))
    yield from _targets(told, say)
    yield Heading(say.word("appendix"))
    yield from _appendix(told, say)


def _part(part: Part, told: Report, say: Speaker) -> Iterator[Block]:
    figures = figures_of(part, told)
    rows = [line_of(each, say) for each in figures]
    yield Table(rows, [say.word(head) for head in HEADS], WIDTHS, range(1, len(HEADS)))
    yield from sentences.of_part(part, figures, say)
    for each in figures:
        yield from (_apart(each, by, say) for by in each.row.apart if len(each.parts[by]) > 1)
    for chart in part.charts:
        drawn = _course(chart, told, say) if isinstance(chart, Course) else _bars(chart, told, say)
        if drawn:
            yield drawn


def figures_of(part: Part, told: Report) -> list[Figure]:
    return [told.figures[row.kpi] for row in part.rows]


def line_of(figure: Figure, say: Speaker) -> list[str]:
    """A figure as a line of a table; `–` where there is none."""
    unit, target, sisters = figure.now.kpi.unit, figure.target, figure.sisters
    aim = say.value(target.value, unit) if target else ""
    return [
        say.name(figure.row.kpi),
        say.value(figure.now.value, unit),
        say.reckoned(figure.now),
        f"{aim} {say.word(MET[target.is_met])}" if target else "",
        say.value(figure.before.value, unit) if figure.before else "–",
        f"{sisters.rank} / {sisters.of}" if sisters else "",
    ]


def _apart(figure: Figure, by: str, say: Speaker) -> Table:
    """Each value of a breakdown with its own figure, that with most cases first."""
    heads = [f"{say.name(figure.row.kpi)} · {say.by(by)}", *(say.word(head) for head in ("value", "reckoned"))]
    parts = sorted(figure.parts[by], key=lambda each: (-(each.denominator or each.numerator), each.by))
    rows = [
        [
            say.part(by, each.by, figure.row.kpi),
            say.value(each.value, figure.now.kpi.unit),
            say.reckoned(figure.now.model_copy(update=each.model_dump(exclude={"by"}))),
        ]
        for each in parts[:MOST_PARTS]
    ]
    return Table(rows, heads, (0.5, 0.25, 0.25), {1, 2})


def _course(chart: Course, told: Report, say: Speaker) -> Chart | None:
    """Over time; nothing where it would be empty."""
    courses = [told.courses[id] for id in chart.kpis]
    if not any(point.value for points in courses for point in points):
        return None
    unit = KPIS[chart.kpis[0]].unit
    days = [f"{point.start:%m-%d}" if told.step == "day" else f"{point.start:%Y-%m}" for point in courses[0]]
    series = [(say.name(id), [point.value for point in points]) for id, points in zip(chart.kpis, courses, strict=True)]
    kind: Kind = "lines" if unit == "%" else "columns"
    return Chart(say.text(chart.title), kind, days, series, FORMATS.get(unit, "0.0"))


def _bars(chart: Parts, told: Report, say: Speaker) -> Chart | None:
    parts = [each for each in told.figures[chart.kpi].parts[chart.by] if each.numerator][:MOST_PARTS]
    if len(parts) < 2:
        return None
    names = [say.part(chart.by, each.by, chart.kpi) for each in parts]
    title = say.word("chart_of", say.name(chart.kpi), say.by(chart.by))
    return Chart(
        title, "bars", names, [(say.word("count"), [float(each.numerator) for each in parts])], FORMATS["cases"]
    )


def _targets(told: Report, say: Speaker) -> Iterator[Block]:
    """The missed ones first."""
    aimed = [each for each in told.figures.values() if each.target]
    order: Sequence[bool | None] = (False, True, None)
    by_outcome = {met: [each for each in aimed if each.target and each.target.is_met is met] for met in order}
    yield say.word("targets_met", len(aimed), *(len(by_outcome[met]) for met in (True, False, None)))
    yield say.word("targets_of")
    rows = [
        [
            say.name(each.row.kpi),
            say.value(each.now.value, each.now.kpi.unit),
            say.value(each.target.value if each.target else None, each.now.kpi.unit),
            say.word(MET[met]),
            sentences.gap(each, say) if met is False else "",
        ]
        for met in order
        for each in by_outcome[met]
    ]
    yield Table(rows, [say.word(head) for head in TARGET_HEADS], TARGET_WIDTHS, {1, 2, 4})


def _appendix(told: Report, say: Speaker) -> Iterator[Block]:
    start, end = told.period.start, told.period.end
    yield say.word("as_of", start, end, sentences.moment(told), told.org, start, end)
    yield say.word("fresh", say.word("list").join(map(say.fresh, told.freshness)) or "–")
    rows = [_defined(told.figures[row.kpi], say) for row in ROWS]
    yield Table(rows, [say.word(head) for head in APPENDIX_HEADS], APPENDIX_WIDTHS)


def _defined(figure: Figure, say: Speaker) -> list[str]:
    kpi = figure.now.kpi
    basis = [kpi.basis]
    if figure.target and figure.target.basis != kpi.basis:
        basis.append(f"{say.word('target')}: {figure.target.basis}")
    return [
        f"{say.name(kpi.id)}\n{kpi.id} v{kpi.version}",
        f"{say.text(kpi.population)}\n{kpi.formula}",
        "\n".join(basis),
    ]
