"""A transfer batch drawn up, sent, called off, and reconciled with the bank's results (制盘, 送盘, 作废, 回盘)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.payees.models import PayeeAccount
from services.policy_service.payees.payouts import PayoutKinds
from services.policy_service.transfers.models import Transfer, TransferBatch
from shared import clock
from shared.auth import Actor, check_scope
from shared.bank_files import check_readable, write_recorded, yuan
from shared.cases import advance, new_case_no
from shared.db import take_turn
from shared.debit_reasons import CANCELLED, SUCCESS
from shared.debit_results import Read, batch_awaiting, results_of
from shared.errors import RuleBroken, Text

MOST_ITEMS = 1_000  # of a batch: its results come in one transaction, some seconds long


async def draw_up(session: AsyncSession, kinds: PayoutKinds, org: str, actor: Actor) -> TransferBatch:
    """All that is due to be transferred, up to the most that a batch takes; the rest comes into the next one."""
    check_scope(actor, org)
    await take_turn(session, "transfer-batches")  # a case is drawn up once
    found = [(kind, each) for kind, its in kinds.items() for each in await its.waiting(session, org, MOST_ITEMS)]
    if not found:
        raise RuleBroken("org", "payouts-due", Text("没有待转账的给付", "Nothing is due to be transferred"))
    due = found[:MOST_ITEMS]
    batch = TransferBatch(case_no=new_case_no("ZF", org), org=org, items=len(due))
    batch.amount_fen = sum(payout.amount_fen for _, payout in due)
    await advance(session, batch, "draw_up", actor)
    rows = [
        {"batch_no": batch.case_no, "item_no": number, "kind": kind, **payout._asdict()}
        for number, (kind, payout) in enumerate(due, start=1)
    ]
    await session.execute(insert(Transfer), rows)
    for kind, payout in due:
        await kinds[kind].send(session, payout, batch.case_no)
    return batch


async def export(session: AsyncSession, batch: TransferBatch, actor: Actor) -> TransferBatch:
    """From now on the bank may pay, and its results are awaited. What is in a batch can't be paid otherwise."""
    batch.exported_at = clock.now()
    return await advance(session, batch, "export", actor)


async def cancel(
    session: AsyncSession, kinds: PayoutKinds, batch: TransferBatch, reason: str, actor: Actor
) -> TransferBatch:
    """It never went to the bank; what was in it may be drawn up again."""
    batch.cancelled, batch.outcome = reason, "cancelled"
    await advance(session, batch, "cancel", actor)
    for item in await items_of(session, batch.case_no):
        await kinds[item.kind].recall(session, item.case_no)
    ended = update(Transfer).where(Transfer.batch_no == batch.case_no)
    await session.execute(ended.values(result=CANCELLED, settled_at=clock.now()))
    return batch


async def items_of(session: AsyncSession, batch_no: str) -> Sequence[Transfer]:
    return (
        await session.scalars(select(Transfer).where(Transfer.batch_no == batch_no).order_by(Transfer.item_no))
    ).all()


async def file_of(session: AsyncSession, batch: TransferBatch, actor: Actor) -> str:
    check_readable(batch, actor)
    query = select(Transfer, PayeeAccount).join(PayeeAccount, PayeeAccount.id == Transfer.account_id)
    rows = await session.execute(query.where(Transfer.batch_no == batch.case_no).order_by(Transfer.item_no))
    return await write_recorded(session, batch, actor, "transfer-file", (_line(*row) for row in rows))


def _line(item: Transfer, account: PayeeAccount) -> tuple[Any, ...]:
    return item.batch_no, item.item_no, account.account_no, account.holder, yuan(item.amount_fen)


async def reconcile(
    session: AsyncSession,
    kinds: PayoutKinds,
    batch_no: str,
    sha256: str,
    read: Read,
    actor: Actor,
    expect: int | None = None,
) -> TransferBatch:
    """Record each result with its case, all or none; raises ResultsRefused, Conflict for a file imported before."""
    await take_turn(session, f"transfer-batch/{batch_no}")
    batch = await batch_awaiting(session, TransferBatch, batch_no, sha256, actor, expect)
    items = {item.item_no: item for item in await items_of(session, batch_no)}
    results = results_of(read, {number: item.amount_fen for number, item in items.items()})
    for item_no, result in results.items():
        item = items[item_no]
        await kinds[item.kind].settle(session, item.case_no, result)
        item.result, item.settled_at = result, clock.now()
    done = [item for item in items.values() if item.result == SUCCESS]
    batch.succeeded, batch.succeeded_fen = len(done), sum(item.amount_fen for item in done)
    batch.results_sha256, batch.outcome = sha256, "reconciled"
    return await advance(session, batch, "reconcile", actor)
