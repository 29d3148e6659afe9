"""What moved on a day, and which days are reconciled, which are not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.bank.models import BankApplication
from services.intake.bank.reconciliation.matching import Movement
from services.intake.bank.reconciliation.models import BankReconciliation
from services.intake.bank.reconciliation.schemas import DayOut, ReconciliationOut
from shared.auth import at_or_below
from shared.pagination import Found, PageRequest, cursor_of, place_of

App, Run = BankApplication, BankReconciliation
MOVES = {  # kind of movement → the day it happened on, and its amount
    "premium": (App.paid_on, App.premium_collected_fen),
    "void": (App.voided_on, App.refund_due_fen),
}


ORDER = (Run.day, Run.bank, Run.org)


class Asked(NamedTuple):
    org: str
    bank: str | None
    since: date
    until: date
    status: str | None = None

    def wants(self, status: str) -> bool:
        return self.status in (None, status)


class Total(NamedTuple):
    """The money that moved on a day, of one organisation and bank."""

    org: str
    bank: str
    day: date
    kind: str
    fen: int


async def movements_of(session: AsyncSession, org: str, bank: str, day: date) -> list[Movement]:
    """Premiums in and voids, by the organisation's calendar."""
    found: list[Movement] = []
    for kind, (moved_on, amount) in MOVES.items():
        query = (
            select(App.case_no, App.transaction_no, App.policy_no, amount)
            .where(at_or_below(App.org, org), App.bank == bank, moved_on == day)
            .order_by(App.case_no)
        )
        rows = (await session.execute(query)).all()
        found += [Movement(case_no, number, policy_no or "", kind, fen) for case_no, number, policy_no, fen in rows]
    return found


async def days_of(session: AsyncSession, asked: Asked, page: PageRequest) -> Found[DayOut]:
    """A page of each bank's days on which money moved or a file came, the oldest first; read day by day.

    What a file of an organisation above covers is seen there, and is no day without a file here.
    """
    after = tuple(place_of(page.cursor, ORDER)) if page.cursor else None
    found: list[DayOut] = []
    for day in await _days(session, asked):
        if after is None or day >= after[0]:
            here = sorted(await _of_day(session, asked, day), key=_place)
            found += [each for each in here if asked.wants(each.status) and (after is None or _place(each) > after)]
        if len(found) > page.limit:
            return Found(found[: page.limit], cursor_of(_place(found[page.limit - 1])))
    return Found(found, None)


def _place(each: DayOut) -> tuple[date, str, str]:
    return each.day, each.bank, each.org


async def _days(session: AsyncSession, asked: Asked) -> list[date]:
    days: set[date] = set()
    for moved_on, _ in MOVES.values():
        where = (at_or_below(App.org, asked.org), moved_on.between(asked.since, asked.until))
        days.update(day for day in await session.scalars(select(moved_on).where(*where).distinct()) if day)
    covered = select(Run.day).where(at_or_below(Run.org, asked.org), Run.day.between(asked.since, asked.until))
    return sorted(days | set(await session.scalars(covered.distinct())))


async def _of_day(session: AsyncSession, asked: Asked, day: date) -> list[DayOut]:
    runs, covered, rest = await _last_runs(session, asked, day), defaultdict[tuple[str, str], list[Total]](list), []
    for total in await _totals(session, asked, day):
        above = [(total.org[:length], total.bank) for length in range(len(total.org) + 1)]
        found = [place for place in above if place in runs]
        for place in found:
            covered[place].append(total)
        if not found:
            rest.append(total)
    own = {place: run for place, run in runs.items() if run.org.startswith(asked.org)}
    return [*(_reconciled(run, covered[place]) for place, run in own.items()), *_unreconciled(rest)]


async def _totals(session: AsyncSession, asked: Asked, day: date) -> list[Total]:
    found: list[Total] = []
    for kind, (moved_on, amount) in MOVES.items():
        query = select(App.org, App.bank, func.sum(amount)).where(at_or_below(App.org, asked.org), moved_on == day)
        query = query.where(App.bank == asked.bank) if asked.bank else query
        rows = (await session.execute(query.group_by(App.org, App.bank))).all()
        found += [Total(org, bank, day, kind, int(fen)) for org, bank, fen in rows]
    return found


async def _last_runs(session: AsyncSession, asked: Asked, day: date) -> dict[tuple[str, str], BankReconciliation]:
    """By organisation and bank; those of organisations above are there too, since they may cover what lies below."""
    above = [asked.org[:length] for length in range(len(asked.org))]
    query = select(Run).where(or_(at_or_below(Run.org, asked.org), Run.org.in_(above)), Run.day == day)
    query = query.where(Run.bank == asked.bank) if asked.bank else query
    return {(run.org, run.bank): run for run in await session.scalars(query.order_by(Run.run_no))}


def _reconciled(run: BankReconciliation, totals: Iterable[Total]) -> DayOut:
    """What moved after the run makes it outdated: a sale in the afternoon, after a file of the morning."""
    now = _by_kind(totals)
    is_current = now == {"our_premium_fen": run.our_premium_fen, "our_void_fen": run.our_void_fen}
    status = run.status if is_current else "outdated"
    told = ReconciliationOut.model_validate(run)
    return DayOut(org=run.org, bank=run.bank, day=run.day, status=status, run=told, **now)


def _unreconciled(totals: Iterable[Total]) -> Iterator[DayOut]:
    days: dict[tuple[str, str, date], list[Total]] = {}
    for each in totals:
        days.setdefault((each.org, each.bank, each.day), []).append(each)
    for (org, bank, day), moved in days.items():
        yield DayOut(org=org, bank=bank, day=day, status="unreconciled", run=None, **_by_kind(moved))


def _by_kind(totals: Iterable[Total]) -> dict[str, Any]:
    found = {"our_premium_fen": 0, "our_void_fen": 0}
    for each in totals:
        found[f"our_{each.kind}_fen"] += each.fen
    return found
