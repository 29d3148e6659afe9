"""Drawing up a batch, sending it, calling it off (制盘, 送盘, 作废)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.debits.debtors import Debtor, Debtors
from services.intake.debits.models import DebitBatch, DebitItem
from services.intake.ledger import book
from services.intake.mandates.models import Mandate, MandateStatus
from shared import clock
from shared.auth import Actor, check_scope
from shared.bank_files import check_readable, write_recorded, yuan
from shared.calendar_data import calendar_for
from shared.cases import advance, new_case_no, permit
from shared.db import take_turn
from shared.debit_reasons import CANCELLED, may_be_tried
from shared.errors import RuleBroken, Text

MOST_ITEMS = 1_000  # of a batch: its results come in one transaction, some seconds long


class Due(NamedTuple):
    """A debit that is due: what is missing of a case's premium, from the account that its mandate names."""

    kind: str
    case_no: str
    mandate_no: str
    amount_fen: int


async def draw_up(session: AsyncSession, debtors: Debtors, org: str, actor: Actor) -> DebitBatch:
    """All that is due today, up to the most that a batch takes; the rest comes into the next one."""
    check_scope(actor, org)
    await take_turn(session, "debit-batches")  # a case is drawn up once
    due = [each for debtor in debtors.values() for each in await _due(session, debtor, org)][:MOST_ITEMS]
    if not due:
        raise RuleBroken("org", "debits-due", Text("今日没有可代扣的投保件", "No debit is due today"))
    batch = DebitBatch(case_no=new_case_no("DK", org), org=org, items=len(due))
    batch.amount_fen = sum(each.amount_fen for each in due)
    await advance(session, batch, "draw_up", actor)
    rows = [
        {"batch_no": batch.case_no, "item_no": number, **each._asdict()} for number, each in enumerate(due, start=1)
    ]
    await session.execute(insert(DebitItem), rows)
    return batch


async def export(session: AsyncSession, debtors: Debtors, batch: DebitBatch, actor: Actor) -> DebitBatch:
    """From now on the bank may debit what is due still, and its results are awaited.

    A debit falls out whose case, mandate or amount is another by now; a batch of which nothing is left is called off.
    """
    permit(batch, "export", actor)
    items = (await session.scalars(select(DebitItem).where(DebitItem.batch_no == batch.case_no))).all()
    await book.take_turns(session, (item.case_no for item in items))
    wanted = {due for debtor in debtors.values() for due, *_ in await _missing(session, debtor, batch.org)}
    left = [item for item in items if Due(item.kind, item.case_no, item.mandate_no, item.amount_fen) in wanted]
    if not left:
        return await cancel(session, batch, "nothing-due", Actor.system())
    await _drop(session, batch, DebitItem.id.not_in([item.id for item in left]))
    batch.items, batch.amount_fen = len(left), sum(item.amount_fen for item in left)
    batch.exported_at = clock.now()
    return await advance(session, batch, "export", actor)


async def cancel(session: AsyncSession, batch: DebitBatch, reason: str, actor: Actor) -> DebitBatch:
    """It never went to the bank; its cases may be drawn up again."""
    batch.cancelled, batch.outcome = reason, "cancelled"
    await advance(session, batch, "cancel", actor)
    await _drop(session, batch, true())
    return batch


async def file_of(session: AsyncSession, batch: DebitBatch, actor: Actor) -> str:
    check_readable(batch, actor)
    query = (
        select(DebitItem, Mandate)
        .join(Mandate, Mandate.mandate_no == DebitItem.mandate_no)
        .where(DebitItem.batch_no == batch.case_no, DebitItem.result.is_distinct_from(CANCELLED))
        .order_by(DebitItem.item_no)
    )
    rows = (await session.execute(query)).all()
    return await write_recorded(session, batch, actor, "debit-file", (_line(*row) for row in rows))


def _line(item: DebitItem, mandate: Mandate) -> tuple[Any, ...]:
    return item.batch_no, item.item_no, mandate.account_no, mandate.holder, yuan(item.amount_fen)


async def _drop(session: AsyncSession, batch: DebitBatch, which: ColumnElement[bool]) -> None:
    ended = update(DebitItem).where(DebitItem.batch_no == batch.case_no, which)
    await session.execute(ended.values(result=CANCELLED, settled_at=clock.now()))


async def _due(session: AsyncSession, debtor: Debtor, org: str) -> list[Due]:
    """What may be tried today, of what no other batch holds."""
    model: Any = debtor.model
    in_flight = select(DebitItem.case_no).where(DebitItem.settled_at.is_(None))
    now = clock.now()
    return [
        due
        for due, case, since in await _missing(session, debtor, org, model.case_no.not_in(in_flight))
        if may_be_tried(case.debits, since, calendar_for(case.org).date_of(now), calendar_for(case.org))
    ]


async def _missing(
    session: AsyncSession, debtor: Debtor, org: str, *which: ColumnElement[bool]
) -> list[tuple[Due, Any, datetime]]:
    """What is missing of cases that have a signed mandate: each with its case and since when it is signed."""
    model: Any = debtor.model
    query = (
        debtor.waiting(org)
        .add_columns(Mandate.mandate_no, Mandate.at)
        .join(Mandate, (Mandate.case_no == model.case_no) & (Mandate.status == MandateStatus.SIGNED))
        .where(*which)
        .order_by(model.opened_at, model.case_no)
    )
    rows = (await session.execute(query)).all()
    paid = await book.lying(session) if rows else {}
    found = [
        (Due(case.kind, case.case_no, mandate_no, _missing_of(case, paid)), case, since)
        for case, mandate_no, since in rows
    ]
    return [each for each in found if each[0].amount_fen > 0]


def _missing_of(case: Any, paid: Mapping[str, int]) -> int:
    return int(case.premium_fen - case.premium_collected_fen - paid.get(case.case_no, 0))
