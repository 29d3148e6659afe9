"""What a report says in sentences: each is made from figures, and there is none that no figure bears."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from services.metrics.periods import DEFAULT_ZONE
from services.metrics.reports.reading import Figure, Report
from services.metrics.reports.sections import Part
from services.metrics.reports.words import Speaker
from services.metrics.schemas import Slice

MOST_CAUSES = 3
HOME = ZoneInfo(DEFAULT_ZONE)


def opening(told: Report, say: Speaker) -> Iterator[str]:
    """Of which days, and what there is to compare them with."""
    period = told.period
    yield say.word("window", period.start, period.end, moment(told))
    if not period.is_whole:
        yield say.word("goes_on", period.last, period.end)
    if not told.has_cases:
        yield say.word("empty")
    yield say.word("with_before" if told.has_year_before else "no_before", *period.year_before)
    yield say.word("with_sisters" if any(each.sisters for each in told.figures.values()) else "no_sisters")
    yield say.word("only_figures")


def moment(told: Report) -> str:
    return f"{told.as_of.astimezone(HOME):%Y-%m-%d %H:%M}"


def of_part(part: Part, figures: Sequence[Figure], say: Speaker) -> Iterator[str]:
    """Paragraphs: how each stands, what it splits into, and which have no case."""
    told = (
        [say.text(part.note)] if part.note else [],
        [_stands(each, clauses, say) for each in figures if (clauses := list(_clauses(each, say)))],
        [
            _ranked(each, by, parts, say)
            for each in figures
            for by in each.row.ranked
            if (parts := [one for one in each.parts[by] if one.numerator])
        ],
        list(_without(figures, say)),
    )
    yield from (say.word("between").join(sentences) for sentences in told if sentences)


def _stands(figure: Figure, clauses: Sequence[str], say: Speaker) -> str:
    stands = say.word("is", say.name(figure.row.kpi), say.value(figure.now.value, figure.now.kpi.unit))
    return say.word("comma").join([stands, *clauses]) + say.word("stop")


def _clauses(figure: Figure, say: Speaker) -> Iterator[str]:
    value, unit = figure.now.value, figure.now.kpi.unit
    if value is None:
        return
    if figure.target:
        aim = say.value(figure.target.value, unit)
        if figure.target.is_met:
            yield say.word("met", aim)
        elif figure.target.is_met is False:
            yield say.word("missed", aim, gap(figure, say))
    if figure.before and figure.before.value is not None:
        yield _compared(value, figure.before.value, unit, say)
    if figure.sisters:
        place = figure.sisters
        whole = say.word("together", say.value(place.together, unit)) if place.together is not None else ""
        yield say.word("ranked", place.rank, place.of) + whole


def gap(figure: Figure, say: Speaker) -> str:
    """Between the value and its target."""
    if figure.target is None or figure.now.value is None:
        return "–"
    unit, apart = figure.now.kpi.unit, abs(figure.now.value - figure.target.value)
    return say.word("points", apart * 100) if unit == "%" else say.value(apart, unit)


def _compared(now: float, before: float, unit: str, say: Speaker) -> str:
    """By what is shown: what reads the same is called the same."""
    earlier = say.value(before, unit)
    if say.value(now, unit) == earlier:
        return say.word("same", earlier)
    return say.word("higher" if now > before else "lower", earlier, say.change(now, before, unit))


def _ranked(figure: Figure, by: str, parts: Sequence[Slice], say: Speaker) -> str:
    """The values with most cases; a case that has two of them is in both."""
    told = [
        say.word("part", say.part(by, each.by, figure.row.kpi), f"{each.numerator:,}", share(each, figure))
        for each in parts[:MOST_CAUSES]
    ]
    more = say.word("more_parts", len(parts)) if len(parts) > MOST_CAUSES else ""
    named = say.word("by", say.name(figure.row.kpi), say.by(by))
    return named + say.word("colon") + say.word("list").join(told) + more + say.word("stop")


def share(part: Slice, figure: Figure) -> str:
    """Of the cases that the figure itself counts."""
    return f"{part.numerator / figure.now.numerator:.1%}" if figure.now.numerator else "–"


def _without(figures: Sequence[Figure], say: Speaker) -> Iterator[str]:
    valueless = [say.name(each.row.kpi) for each in figures if each.now.value is None]
    zero = [say.name(each.row.kpi) for each in figures if each.now.denominator is None and each.now.value == 0]
    if zero:
        yield say.word("none_counted", say.word("list").join(zero))
    if valueless:
        yield say.word("no_value", say.word("list").join(valueless))
