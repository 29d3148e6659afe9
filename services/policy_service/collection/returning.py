"""Money that the bank debited and no premium took (未入账) goes back: asked for by one, paid out by another."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.amounts import check_amount
from services.policy_service.collection.models import RenewalDebit
from services.policy_service.collection.schemas import DebitReturnIn, HeldState
from services.policy_service.renewal_batches.models import RenewalBatch
from shared import clock
from shared.auth import Actor, at_or_below
from shared.db import take_turn, unless_taken
from shared.errors import Conflict, FourEyes, NotFound, RuleBroken, Text

BATCH = (RenewalBatch, RenewalBatch.case_no == RenewalDebit.batch_no)
USED = Conflict(
    Text("该凭证号已用于另一笔退款", "The number was used before"), field="reference", rule="reference-once"
)


def unapplied_of(actor: Actor, org: str | None, state: HeldState | None) -> Any:
    return select(RenewalDebit).join(*BATCH).where(*_in_view(actor, org), *_in_state(state))


async def balance_of(session: AsyncSession, actor: Actor, org: str | None) -> dict[str, int]:
    """How much of it is held, and how much went back."""
    has_gone = RenewalDebit.returned_at.is_not(None)
    held, gone = (case((which, RenewalDebit.amount_fen), else_=0) for which in (~has_gone, has_gone))
    columns = (func.count(), func.sum(held), func.count(RenewalDebit.returned_at), func.sum(gone))
    query = select(*columns).select_from(RenewalDebit).join(*BATCH).where(*_in_view(actor, org))
    count, held_fen, returned, returned_fen = (int(each or 0) for each in (await session.execute(query)).one())
    return {"held": count - returned, "held_fen": held_fen, "returned": returned, "returned_fen": returned_fen}


async def ask(session: AsyncSession, batch: RenewalBatch, item_no: int, actor: Actor) -> RenewalDebit:
    debit = await _held(session, batch, item_no)
    if debit.return_asked_at is not None:
        told = Text("该笔款项已申请退款", "Its return was asked for before")
        raise Conflict(told, rule="return-asked-once", return_asked_by=debit.return_asked_by)
    debit.return_asked_at, debit.return_asked_by = clock.now(), actor.ref
    return debit


async def give_back(
    session: AsyncSession, batch: RenewalBatch, item_no: int, paid: DebitReturnIn, actor: Actor
) -> RenewalDebit:
    """Whole, and once, and by another than who asked for it (四眼)."""
    debit = await _held(session, batch, item_no)
    if debit.return_asked_at is None:
        told = Text("须先由另一人申请退款", "Another person must ask for its return first")
        raise Conflict(told, rule="return-asked")
    if debit.return_asked_by == actor.ref:
        raise FourEyes(rule="return-four-eyes")
    check_amount(paid.amount_fen, debit.amount_fen)
    debit.returned_at, debit.returned_by, debit.return_reference = clock.now(), actor.ref, paid.reference
    with unless_taken("return_reference", USED):
        await session.flush()
    return debit


async def _held(session: AsyncSession, batch: RenewalBatch, item_no: int) -> RenewalDebit:
    """One that no other request moves until ours is done."""
    await take_turn(session, f"renewal-batch/{batch.case_no}")
    of_item = (RenewalDebit.batch_no == batch.case_no, RenewalDebit.item_no == item_no)
    debit = await session.scalar(select(RenewalDebit).where(*of_item))
    if debit is None:
        raise NotFound(Text(f"批次中没有序号 {item_no}", f"The batch has no item {item_no}"))
    _check_held(debit)
    return debit


def _check_held(debit: RenewalDebit) -> None:
    if debit.unapplied_why is None:
        told = Text("该笔代扣没有待退的款项", "Nothing of this debit is to be paid back")
        raise RuleBroken("item_no", "debit-unapplied", told)
    if debit.returned_at is not None:
        told = Text("该笔款项已退回", "It went back before")
        raise Conflict(told, rule="returned-once", reference=debit.return_reference)


def _in_view(actor: Actor, org: str | None) -> Sequence[ColumnElement[bool]]:
    orgs = (at_or_below(RenewalBatch.org, actor.org), at_or_below(RenewalBatch.org, org or ""))
    return (RenewalDebit.unapplied_why.is_not(None), *orgs)


def _in_state(state: HeldState | None) -> Sequence[ColumnElement[bool]]:
    if state is None:
        return ()
    asked, returned = RenewalDebit.return_asked_at, RenewalDebit.returned_at
    if state == "returned":
        return (returned.is_not(None),)
    return (returned.is_(None), asked.is_(None) if state == "held" else asked.is_not(None))
