"""Reconciling a day (对账), and settling its differences with a reason (差异处理)."""

from collections import Counter
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.bank.reconciliation.matching import Outcome, Pair, match, sums
from services.intake.bank.reconciliation.models import BankReconciliation, ReconciledRow
from services.intake.bank.reconciliation.queries import movements_of
from services.intake.bank.reconciliation.schemas import SettlementIn
from services.intake.bank.reconciliation.statement import Line
from shared import clock
from shared.auth import Actor, check_scope
from shared.days import today_at
from shared.db import take_turn
from shared.errors import Conflict, NotFound, RuleBroken, Text
from shared.files import StoredFile

Run = BankReconciliation
BATCH = 1_000


class DayOfBank(NamedTuple):
    org: str
    bank: str
    day: date


def check_day(of: DayOfBank) -> None:
    if of.day > today_at(of.org):
        raise RuleBroken("day", "not-in-the-future", Text("对账日不能晚于今天", "The day can't lie in the future"))


async def reconcile(
    session: AsyncSession, of: DayOfBank, lines: list[Line], file: StoredFile, actor: Actor
) -> BankReconciliation:
    """A new run, which counts from now on; those before it stay as they were."""
    await take_turn(session, f"bank-reconciliation/{of.org}/{of.bank}/{of.day}")
    pairs = match(lines, await movements_of(session, of.org, of.bank, of.day))
    found = Counter(str(pair.outcome) for pair in pairs)
    run = Run(**of._asdict(), run_no=await _last_run_no(session, of) + 1, sha256=file.sha256, size=file.size)
    for name, number in ({str(each): found[str(each)] for each in Outcome} | sums(pairs)).items():
        setattr(run, name, number)
    run.unsettled, run.reconciled_at, run.reconciled_by = run.differences, clock.now(), actor.ref
    session.add(run)
    await session.flush()
    rows = [_row(run.id, pair) for pair in pairs]
    for start in range(0, len(rows), BATCH):
        await session.execute(insert(ReconciledRow), rows[start : start + BATCH])
    return run


async def run_of(session: AsyncSession, run_id: int, actor: Actor) -> BankReconciliation:
    """Raises NotFound, OutOfScope."""
    run = await session.get(Run, run_id)
    if run is None:
        raise NotFound(Text(f"没有对账批次 {run_id}", f"There is no reconciliation {run_id}"))
    check_scope(actor, run.org)
    return run


async def settle(session: AsyncSession, run_id: int, settlement: SettlementIn, actor: Actor) -> BankReconciliation:
    """All of these differences or none; of a day's last run only, since an earlier one counts no more."""
    run = await run_of(session, run_id, actor)
    of = DayOfBank(run.org, run.bank, run.day)
    await take_turn(session, f"bank-reconciliation/{of.org}/{of.bank}/{of.day}")
    await session.refresh(run)
    if run.run_no != await _last_run_no(session, of):
        raise Conflict(Text("该日已重新对账,请处理最新批次", "The day was reconciled again: settle its last run"))
    ids = set(settlement.rows)
    open_ones = (
        (ReconciledRow.run_id == run.id)
        & ReconciledRow.id.in_(ids)
        & (ReconciledRow.outcome != Outcome.MATCHED)
        & ReconciledRow.settled.is_(None)
    )
    told = {"settled": settlement.reason, "settled_at": clock.now(), "settled_by": actor.ref}
    done: Any = await session.execute(update(ReconciledRow).where(open_ones).values(told))
    if done.rowcount != len(ids):
        text = Text("其中有明细不是本批次未处理的差异", "Some of the rows are no open differences of this run")
        raise Conflict(text, field="rows", rule="open-differences")
    run.unsettled -= done.rowcount
    await session.flush()
    return run


async def _last_run_no(session: AsyncSession, of: DayOfBank) -> int:
    query = select(func.max(Run.run_no)).where(Run.org == of.org, Run.bank == of.bank, Run.day == of.day)
    return int(await session.scalar(query) or 0)


def _row(run_id: int, pair: Pair) -> dict[str, Any]:
    theirs, ours = pair.theirs, pair.ours
    either = theirs or ours
    assert either is not None
    return {
        "run_id": run_id,
        "outcome": str(pair.outcome),
        "kind": either.kind,
        "transaction_no": either.transaction_no,
        "row": theirs and theirs.row,
        "bank_policy_no": theirs and theirs.policy_no,
        "bank_fen": theirs and theirs.amount_fen,
        "bank_at": theirs and theirs.at,
        "case_no": ours and ours.case_no,
        "our_policy_no": ours and ours.policy_no,
        "our_fen": ours and ours.amount_fen,
    }
