"""`guimian kpi`, `kpis` and `cases`: the same questions as over REST, asked of the database itself."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from services.cli.common import (
    at_the_counter,
    database,
    demo_clock,
    failed,
    print_json,
    print_table,
    settings_of,
    wait_for,
)
from services.metrics import listing, queries
from services.metrics.kpis import KPIS
from services.metrics.queries import Window
from services.metrics.refusals import refusals
from services.metrics.schemas import CaseOut, Freshness, KpiAnswer, RefusedEventOut
from shared.db import reading
from shared.errors import Problem
from shared.pagination import Found, PageRequest
from shared.settings import Settings

T = TypeVar("T")
ORG = "[A-Za-z0-9]{0,20}"
CASE_COLUMNS = ("case", "kind", "org", "status", "handler", "salesperson", "opened", "due", "times")


def kpis(data: Path | None, asked: Window, *, as_json: bool) -> None:
    answers = ask(settings_of(data), lambda session: queries.kpis(session, list(KPIS), asked))
    if as_json:
        print_json([answer.model_dump(mode="json") for answer in answers])
        return
    rows = [_row(each) for each in answers]
    print_table(("id", "value", "n / of", "target", "score", "指标 KPI"), rows)
    _tell_freshness(answers[0])


def kpi(data: Path | None, id: str, asked: Window, *, as_json: bool) -> None:
    answer = ask(settings_of(data), lambda session: queries.kpi(session, id, asked))
    if as_json:
        print_json(answer.model_dump(mode="json"))
        return
    row = answer.kpi
    parts = _parts(answer.numerator, answer.denominator)
    typer.echo(f"{row.name.zh} {row.name.en}: {_value(answer, answer.value)}  ({parts})")
    typer.echo(f"formula v{row.version}: {row.formula}\npopulation: {row.population.zh} {row.population.en}")
    typer.echo(f"{answer.start} … {answer.end}, levels as of {at_the_counter(answer.as_of, 'seconds')}")
    typer.echo(f"target: {_target(answer) or '–'}; basis: {row.basis}{'' if row.verified else ' (not verified)'}")
    if answer.slices is not None:
        slices = [
            (each.by, _value(answer, each.value), _parts(each.numerator, each.denominator)) for each in answer.slices
        ]
        print_table((asked.by or "", "value", "n / of"), slices)
    _tell_freshness(answer)


def cases(
    data: Path | None, id: str, asked: Window, part: str, value: str | None, limit: int, *, as_json: bool
) -> None:
    choice = listing.Choice(part, value)
    found = ask(settings_of(data), lambda session: _listed(session, id, asked, choice, limit))
    if as_json:
        print_json([case.model_dump(mode="json") for case in found.items])
        return
    print_table(CASE_COLUMNS, [_case(case) for case in found.items])
    if found.next_cursor:
        typer.echo(f"… and more: --limit {min(limit * 4, 200)}")


def refused(data: Path | None, limit: int, *, as_json: bool) -> None:
    found = ask(settings_of(data), lambda session: refusals(session, PageRequest(limit)))
    events = [RefusedEventOut.model_validate(event) for event in found.items]
    if as_json:
        print_json([event.model_dump(mode="json") for event in events])
    else:
        rows = [(at_the_counter(e.refused_at), e.topic, f"{e.partition}:{e.offset}", e.reason) for e in events]
        print_table(("refused", "topic", "place", "reason"), rows)
    if events:
        raise typer.Exit(1)


async def _listed(session: AsyncSession, id: str, asked: Window, choice: listing.Choice, limit: int) -> Found[CaseOut]:
    items: list[CaseOut] = []
    cursor: str | None = None
    while True:
        page = await listing.kpi_cases(session, id, asked, choice, PageRequest(limit - len(items), cursor))
        items, cursor = items + page.items, page.next_cursor
        if cursor is None or len(items) == limit:
            return Found(items, cursor)


def _row(answer: KpiAnswer) -> tuple[str, ...]:
    parts = (_value(answer, answer.value), _parts(answer.numerator, answer.denominator), _target(answer))
    return (answer.kpi.id, *parts, _plain(answer.score), f"{answer.kpi.name.zh} {answer.kpi.name.en}")


def _case(case: CaseOut) -> tuple[str, ...]:
    names = (case.case_no, case.kind, case.org, case.status, case.handler or "", case.salesperson or "")
    return (
        *names,
        *(at_the_counter(at) if at else "" for at in (case.opened_at, case.due_at)),
        str(case.count),
    )


def window(
    org: str, first: datetime | None, last: datetime | None, kind: str | None = None, by: str | None = None
) -> Window:
    if not re.fullmatch(ORG, org):
        raise failed(f"No organisation is called {org!r}: give its code, letters and digits only.", 2)
    return Window(org=org, kind=kind, start=date_of(first), end=date_of(last), by=by)


def date_of(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def ask(settings: Settings, question: Callable[[AsyncSession], Awaitable[T]]) -> T:
    demo_clock(settings)

    async def answer() -> T:
        async with _reader(settings) as session:
            return await question(session)

    try:
        return wait_for(answer())
    except Problem as problem:
        raise failed(f"{problem.detail.zh}\n{problem.detail.en}", 2) from None


@asynccontextmanager
async def _reader(settings: Settings) -> AsyncIterator[AsyncSession]:
    async with database(settings, "metrics") as sessions, reading(sessions, snapshot=True) as session:
        yield session


def _value(answer: KpiAnswer, value: float | None) -> str:
    """No denominator, no figure: never 0 % or 100 %."""
    if value is None:
        return "–"
    unit = answer.kpi.unit
    return UNITS[unit](value) if unit in UNITS else f"{value:,.2f} {unit}".rstrip()


UNITS: dict[str, Callable[[float], str]] = {
    "%": lambda value: f"{value:.1%}",
    "cases": lambda value: f"{value:,.0f}",
    "notices": lambda value: f"{value:,.0f}",
    "sessions": lambda value: f"{value:,.0f}",
    "hours": lambda value: f"{value:,.1f} h",
}


def _parts(numerator: int, denominator: int | None) -> str:
    return f"{numerator:,}" if denominator is None else f"{numerator:,} / {denominator:,}"


def _target(answer: KpiAnswer) -> str:
    return _value(answer, answer.kpi.target) if answer.kpi.target is not None else ""


def _plain(number: Any) -> str:
    return "" if number is None else f"{number:.0f}"


def _tell_freshness(answer: KpiAnswer) -> None:
    typer.echo("freshness: " + ("; ".join(map(_freshness, answer.freshness)) or "no events yet"))


def _freshness(service: Freshness) -> str:
    if service.behind is None:
        return f"{service.service}: {service.state} since {at_the_counter(service.checked_at)}"
    return f"{service.service}: {service.state}, {service.behind} behind"
