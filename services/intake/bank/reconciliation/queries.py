"""What moved on a day, and which days are reconciled, which are not."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.bank.models import BankApplication
from services.intake.bank.reconciliation.matching import Movement
from services.intake.bank.reconciliation.models import BankReconciliation
from services.intake.bank.reconciliation.schemas import DayOut, ReconciliationOut
from shared.auth import at_or_below

App, Run = BankApplication, BankReconciliation
MOVES = {  # kind of movement → the day it happened on, and its amount
    "premium": (App.paid_on, App.premium_collected_fen),
    "void": (App.voided_on, App.refund_due_fen),
}


class Asked(NamedTuple):
    org: str
    bank: str | None
    since: date
    until: date


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


async def days_of(session: AsyncSession, asked: Asked) -> list[DayOut]:
    """Each bank's days on which money moved or a file came, the oldest first."""
    totals, runs = await _totals(session, asked), await _last_runs(session, asked)
    days = [_reconciled(run, [each for each in totals if _covers(run, each)]) for run in runs]
    days += _unreconciled(each for each in totals if not any(_covers(run, each) for run in runs))
    return sorted(days, key=lambda each: (each.day, each.bank, each.org))


async def _totals(session: AsyncSession, asked: Asked) -> list[Total]:
    found: list[Total] = []
    for kind, (moved_on, amount) in MOVES.items():
        place = (App.org, App.bank, moved_on)
        query = select(*place, func.sum(amount)).where(
            at_or_below(App.org, asked.org), moved_on.between(asked.since, asked.until)
        )
        query = query.where(App.bank == asked.bank) if asked.bank else query
        rows = (await session.execute(query.group_by(*place))).all()
        found += [Total(org, bank, day, kind, int(fen)) for org, bank, day, fen in rows if day is not None]
    return found


async def _last_runs(session: AsyncSession, asked: Asked) -> list[BankReconciliation]:
    query = select(Run).where(at_or_below(Run.org, asked.org), Run.day.between(asked.since, asked.until))
    query = query.where(Run.bank == asked.bank) if asked.bank else query
    runs = (await session.scalars(query.order_by(Run.run_no))).all()
    return list({(run.org, run.bank, run.day): run for run in runs}.values())


def _covers(run: BankReconciliation, total: Total) -> bool:
    return total.org.startswith(run.org) and (run.bank, run.day) == (total.bank, total.day)


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
