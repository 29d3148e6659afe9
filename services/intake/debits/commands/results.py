"""The bank's results of a batch (回盘): taken whole or not at all, and no money of them is lost."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.debits.debtors import Debtors
from services.intake.debits.models import DebitBatch, DebitItem
from services.intake.ledger import book
from shared import clock
from shared.auth import Actor
from shared.cases import advance, get_case
from shared.db import take_turn
from shared.debit_reasons import CANCELLED, SUCCESS
from shared.debit_results import Read, batch_awaiting, results_of


async def reconcile(
    session: AsyncSession,
    debtors: Debtors,
    batch_no: str,
    sha256: str,
    read: Read,
    actor: Actor,
    expect: int | None = None,
) -> DebitBatch:
    """Record each result with its case; raises ResultsRefused, Conflict for a file that was imported before."""
    await take_turn(session, f"debit-batch/{batch_no}")
    batch = await batch_awaiting(session, DebitBatch, batch_no, sha256, actor, expect)
    items = {item.item_no: item for item in await sent(session, batch_no)}
    results = results_of(read, {number: item.amount_fen for number, item in items.items()})
    await _lock_money(session, items.values())
    for item_no, result in results.items():
        await _settle(session, debtors, items[item_no], result, actor)
    done = [item for item in items.values() if item.result == SUCCESS]
    batch.succeeded, batch.succeeded_fen = len(done), sum(item.amount_fen for item in done)
    batch.results_sha256, batch.outcome = sha256, "reconciled"
    return await advance(session, batch, "reconcile", actor)


async def sent(session: AsyncSession, batch_no: str) -> Sequence[DebitItem]:
    """The debits of a batch that went to the bank."""
    went = DebitItem.result.is_distinct_from(CANCELLED)
    query = select(DebitItem).where(DebitItem.batch_no == batch_no, went).order_by(DebitItem.item_no)
    return (await session.scalars(query)).all()


async def _lock_money(session: AsyncSession, items: Collection[DebitItem]) -> None:
    """Every turn and every receipt at once, in the order in which all take them: no two wait for each other."""
    case_nos = [item.case_no for item in items]
    await book.take_turns(session, case_nos)
    await book.lock(session, book.lies_for(*case_nos))


async def _settle(session: AsyncSession, debtors: Debtors, item: DebitItem, result: str, actor: Actor) -> None:
    """The case may have been withdrawn, or paid otherwise, since the batch went out: its money is suspended then."""
    debtor = debtors[item.kind]
    case = await get_case(session, debtor.model, item.case_no, Actor.system())
    reference = f"{item.batch_no}-{item.item_no}"
    receipt = await debtor.record(session, case, result, item.amount_fen, reference, actor)
    item.result, item.settled_at = result, clock.now()
    if receipt is not None:
        item.receipt_no, item.suspended_why = receipt.receipt_no, receipt.suspended_why
