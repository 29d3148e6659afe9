"""The very cases behind a number: the facts whose contributions add up to it."""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.metrics import formulas
from services.metrics.cells import Ledger
from services.metrics.deltas import Amounts, Buckets
from services.metrics.facts import Fact, instant, unpack
from services.metrics.kpis.base import Kpi, Term
from services.metrics.measures import MEASURES
from services.metrics.models import facts, live
from services.metrics.periods import DAY_SECONDS, day_code
from services.metrics.queries import Span, Window, check, find, kinds_of, resolve
from services.metrics.schemas import CaseDetail, CaseOut, ClockOut, StepOut, WaitOut
from services.metrics.spans import Case, last_due, waiting
from services.metrics.sums import AWAY
from shared.auth import at_or_below
from shared.errors import NotFound, OutOfScope, RuleBroken, Text
from shared.pagination import Found, PageRequest

SCANNED = 200  # facts read at once: other requests wait while they are counted
MOST_SCANNED = 5_000  # facts read for one page


@dataclass(frozen=True, slots=True)
class Choice:
    """Which cases of a KPI: those of its numerator or denominator, of one value of a breakdown if asked."""

    part: str = "numerator"
    value: str | None = None


async def kpi_cases(
    session: AsyncSession, kpi_id: str, window: Window, choice: Choice, page: PageRequest
) -> Found[CaseOut]:
    """A page of the cases, by kind and number; the sum of `count` over all pages is the number itself.

    Where few of many cases count, a page may hold fewer than asked, or none, and lead on all the same.
    """
    found: list[CaseOut] = []
    after, scanned = None, 0
    async with aclosing(counted(session, kpi_id, window, choice, page.cursor)) as counting:
        async for cases, last in counting:
            found, after, scanned = found + cases, last, scanned + SCANNED
            if len(found) > page.limit or scanned >= MOST_SCANNED:
                break
    if len(found) > page.limit:
        found = found[: page.limit]
        after = f"{found[-1].kind}/{found[-1].case_no}"
    return Found(found, after)


async def counted(
    session: AsyncSession, kpi_id: str, window: Window, choice: Choice, after: str | None = None
) -> AsyncGenerator[tuple[list[CaseOut], str | None]]:
    """The cases by kind and number, some at a time, each time with what to go on after; None: there are no more."""
    kpi, span = find(kpi_id), resolve(window)
    window, choice = _narrowed(kpi, window, choice)
    terms = _terms(kpi, choice.part)
    counts = _counter(terms, window, choice, span)
    while True:
        rows = (await session.execute(_candidates(kpi, terms, window, span, after))).all()
        after = rows[-1].key if len(rows) == SCANNED else None
        yield [case_out(fact, n) for fact in (unpack(row.data) for row in rows) if (n := counts(fact))], after
        if after is None:
            return


def _narrowed(kpi: Kpi, window: Window, choice: Choice) -> tuple[Window, Choice]:
    """A value of the breakdowns by organisation and kind is a narrower window."""
    if choice.part not in ("numerator", "denominator"):
        raise RuleBroken("part", "known-part", Text("可选: numerator, denominator", "Choose numerator or denominator"))
    if bool(window.by) != bool(choice.value):
        raise RuleBroken("value", "with-by", Text("by 与 value 须同时给出", "`by` and `value` go together"))
    check(kpi, window)
    value = choice.value or ""
    if window.by == formulas.ORG:
        if not value.startswith(window.org):
            raise OutOfScope
        return replace(window, org=value, by=None), replace(choice, value=None)
    if window.by == formulas.KIND:
        window = replace(window, kind=value, by=None)
        check(kpi, window)
        return window, replace(choice, value=None)
    return window, choice


def _terms(kpi: Kpi, part: str) -> tuple[Term, ...]:
    return kpi.denominator if part == "denominator" and kpi.denominator else kpi.numerator


def _candidates(kpi: Kpi, terms: Sequence[Term], window: Window, span: Span, after: str | None) -> Select[Any]:
    """The facts that may count: those alive in the window, or at its end if only that matters."""
    columns, kinds = facts.c, kinds_of(kpi, window)
    since = day_code(span.end if all(term.at_end for term in terms) else span.start)
    away = AWAY if span.second is not None else 0
    query = select(columns.key, columns.data).join(live, live.c.generation == columns.generation)
    query = query.where(columns.first_day <= day_code(span.end) + away, columns.last_day >= since - away)
    if kinds is not None:
        query = query.where(columns.kind.in_(kinds))
    if window.hidden:
        query = query.where(columns.kind.not_in(sorted(window.hidden)))
    if window.org:
        query = query.where(at_or_below(columns.org, window.org))
    if after is not None:
        query = query.where(columns.key > after)
    return query.order_by(columns.key).limit(SCANNED)


def _counter(terms: Sequence[Term], window: Window, choice: Choice, span: Span) -> Callable[[Fact], int]:
    names = {term.measure for term in terms}
    ledger = Ledger([measure for measure in MEASURES if measure.id in names])
    tests = [test for term in terms for test in _tests(term, window.by, choice.value)]

    def count(fact: Fact) -> int:
        contributed = ledger.contributions(fact)
        cells, buckets = contributed.cells(), contributed.buckets()
        return sum(_count(cells, buckets, term, dimension, chosen, span) for term, dimension, chosen in tests)

    return count


def _tests(term: Term, by: str | None, value: str | None) -> list[tuple[Term, str, dict[str, int] | None]]:
    dimension = formulas.dimension_of(term, by)
    if value == formulas.YOUNGEST and (nested := formulas.NESTED.get((term.measure, dimension))):
        return [(term, "", None), (term, dimension, {nested[0]: -1})]
    return [(term, dimension, formulas.wanted(term, by, value))]


def _count(
    cells: Amounts, buckets: Buckets, term: Term, dimension: str, chosen: dict[str, int] | None, span: Span
) -> int:
    first, last, n = day_code(span.start), day_code(span.end), 0
    is_now = term.at_end and span.second is not None
    for series, day in cells | buckets:  # what nets to nothing over today may count until now
        more = cells.get((series, day), (0, 0))[0]
        measure, its_dimension, value, _, _ = series
        if measure != term.measure or its_dimension != dimension or (not term.at_end and day < first):
            continue
        if day > (last + AWAY if is_now else last):
            continue
        if is_now and (measure, dimension) in formulas.EXACT:
            now = (span.second or 0) + (last - day) * DAY_SECONDS
            more = sum(n for second, n in buckets.get((series, day), {}).items() if second <= now)
        n += more * (1 if chosen is None else chosen.get(value, 0))
    return n


def case_out(fact: Fact, count: int) -> CaseOut:
    return CaseOut.model_validate({**_fields(fact), "count": count})


def _fields(fact: Fact) -> dict[str, Any]:
    fields = {name: getattr(fact.state, name) for name in fact.state.__struct_fields__}
    return fields | {"due_at": _due_at(Case(fact))}


def _due_at(case: Case) -> datetime | None:
    """Nothing is due of a closed case any more, yet by this time it was late or not."""
    if case.closed is None:
        return case.state.due_at
    due = last_due(case)
    return None if due is None else instant(due)


async def case(session: AsyncSession, kind: str, case_no: str) -> CaseDetail:
    """One case with its timeline, its clocks and its waits."""
    query = select(facts.c.data).join(live, live.c.generation == facts.c.generation)
    data = (await session.execute(query.where(facts.c.key == f"{kind}/{case_no}"))).scalar_one_or_none()
    if data is None:
        raise NotFound(Text(f"没有案件 {kind}/{case_no}", f"There is no case {kind}/{case_no}"))
    fact = unpack(data)
    fields = {**_fields(fact), "clocks": [ClockOut.model_validate(clock) for clock in fact.state.clocks]}
    return CaseDetail.model_validate({**fields, "count": 1, "timeline": timeline(fact), "waits": waits(fact)})


def timeline(fact: Fact) -> list[StepOut]:
    return [
        StepOut(
            version=step.version,
            at=instant(step.at),
            action=step.action,
            by=step.by,
            status=step.status,
            handler=step.handler,
            due_at=None if step.due is None else instant(step.due),
            waiting=step.waiting,
        )
        for step in fact.trail
    ]


def waits(fact: Fact) -> list[WaitOut]:
    return [
        WaitOut(reason=reason, start=instant(start), end=None if end is None else instant(end))
        for start, end, reason in waiting(Case(fact))
    ]
