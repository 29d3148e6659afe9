"""Drawing up a batch of debits, sending it, calling it off (制盘, 送盘, 作废)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.collection.mandates import of_signed
from services.policy_service.collection.models import RenewalDebit, RenewalMandate
from services.policy_service.policies.lifecycle import NOT_LIVE
from services.policy_service.policies.models import Policy
from services.policy_service.renewal_batches.models import RenewalBatch
from services.policy_service.renewals.lifecycle import UNPAID
from services.policy_service.renewals.models import Renewal
from shared import clock
from shared.auth import Actor, at_or_below, check_scope
from shared.bank_files import check_readable, write_recorded, yuan
from shared.calendar_data import calendar_for
from shared.case_bulk import advance_all, load_numbered
from shared.cases import advance, new_case_no, permit
from shared.days import today_at
from shared.db import take_turn
from shared.debit_reasons import CANCELLED, may_be_tried
from shared.errors import RuleBroken, Text

MOST_ITEMS = 5_000  # of a batch: its results come in one transaction, some seconds long
CHUNK = 500
START = (date.min, "")
PLACE = (Renewal.due_on, Renewal.case_no)
MANDATE_NO = of_signed(RenewalMandate.mandate_no, Renewal.policy_no).label("mandate_no")
# `not_in`: by `in_` SQLite would go through all policies in force, not on from the renewals at hand.
WAITS = and_(Policy.case_no == Renewal.policy_no, Policy.status.not_in(NOT_LIVE), Policy.paid_to_on == Renewal.due_on)


async def draw_up(session: AsyncSession, org: str, day: date | None, actor: Actor) -> RenewalBatch:
    """What is due up to that day and may be tried, up to the most that a batch takes; the rest comes into the next."""
    check_scope(actor, org)
    debit_on = day or today_at(org)
    if debit_on > today_at(org):
        raise RuleBroken("day", "not-in-the-future", Text("应交日未到不得代扣", "Nothing is debited before it is due"))
    await take_turn(session, "renewal-batches")  # a renewal is drawn up once
    due = await _due(session, org, debit_on)
    if not due:
        raise RuleBroken("org", "debits-due", Text("没有可代扣的续期", "No debit is due"))
    batch = RenewalBatch(case_no=new_case_no("XD", org), org=org, debit_on=debit_on, items=len(due))
    batch.amount_fen = sum(row.premium_fen for row in due)
    await advance(session, batch, "draw_up", actor)
    for start in range(0, len(due), CHUNK):
        items = list(_items(batch.case_no, due[start : start + CHUNK], start + 1))
        await session.execute(insert(RenewalDebit.__table__), items)
    return batch


async def export(session: AsyncSession, batch: RenewalBatch, actor: Actor) -> RenewalBatch:
    """From now on the bank may debit what is due still, and its results are awaited.

    A debit falls out whose renewal, mandate, amount or branch is another by now; a batch without any is called off.
    """
    permit(batch, "export", actor)
    await take_turn(session, f"renewal-batch/{batch.case_no}")
    left = left_fen = 0
    for items in await _chunks(session, batch.case_no):
        sent = await _send(session, batch.org, items, actor)
        left, left_fen = left + len(sent), left_fen + sum(item.amount_fen for item in sent)
    if not left:
        return await cancel(session, batch, "nothing-due", Actor.system())
    batch.items, batch.amount_fen, batch.exported_at = left, left_fen, clock.now()
    return await advance(session, batch, "export", actor)


async def cancel(session: AsyncSession, batch: RenewalBatch, reason: str, actor: Actor) -> RenewalBatch:
    """It never went to the bank; its renewals may be drawn up again."""
    batch.cancelled, batch.outcome = reason, "cancelled"
    await advance(session, batch, "cancel", actor)
    await _drop(session, RenewalDebit.batch_no == batch.case_no)
    return batch


async def file_of(session: AsyncSession, batch: RenewalBatch, actor: Actor) -> str:
    check_readable(batch, actor)
    columns = (RenewalDebit.item_no, RenewalMandate.account_no, RenewalMandate.holder, RenewalDebit.amount_fen)
    query = select(*columns).join(RenewalMandate, RenewalMandate.mandate_no == RenewalDebit.mandate_no)
    sent = (RenewalDebit.batch_no == batch.case_no, RenewalDebit.result.is_distinct_from(CANCELLED))
    rows = (await session.execute(query.where(*sent).order_by(RenewalDebit.item_no))).all()
    lines = ((batch.case_no, *row[:3], yuan(row.amount_fen)) for row in rows)
    return await write_recorded(session, batch, actor, "debit-file", lines)


async def _due(session: AsyncSession, org: str, day: date) -> list[Any]:
    """What may be tried today, of what no other batch holds."""
    due: list[Any] = []
    after: tuple[date, str] = START
    while len(due) < MOST_ITEMS:
        unpaid = (await session.execute(_unpaid(org, day, after))).all()
        due += [row for row in unpaid if _may_be_tried(row)][: MOST_ITEMS - len(due)]
        if len(unpaid) < MOST_ITEMS:
            break
        after = (unpaid[-1].due_on, unpaid[-1].case_no)
    return due


def _unpaid(org: str, day: date, after: tuple[date, str]) -> Select[Any]:
    """With what their policies and mandates tell. These are asked last: each batch goes through all that is unpaid."""
    in_flight = exists().where(RenewalDebit.renewal_no == Renewal.case_no, RenewalDebit.settled_at.is_(None))
    which = (Renewal.status.in_(UNPAID), Renewal.due_on <= day, at_or_below(Renewal.org, org), ~in_flight)
    found = select(*PLACE).where(*which, tuple_(*PLACE) > after).order_by(*PLACE).limit(MOST_ITEMS).subquery()
    signed_at = of_signed(RenewalMandate.at, Renewal.policy_no).label("signed_at")
    query = select(found, Renewal.org, Renewal.attempt, Renewal.tried, Policy.premium_fen, MANDATE_NO, signed_at)
    query = query.join_from(found, Renewal, Renewal.case_no == found.c.case_no).outerjoin(Policy, WAITS)
    return query.order_by(found.c.due_on, found.c.case_no)


def _may_be_tried(row: Any) -> bool:
    """Not what its policy no longer waits for, nor what no mandate is signed for."""
    if row.premium_fen is None or row.mandate_no is None:
        return False
    return not row.tried or may_be_tried(row.tried, row.signed_at, today_at(row.org), calendar_for(row.org))


def _items(batch_no: str, due: Sequence[Any], first: int) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(due, start=first):
        item = {"batch_no": batch_no, "item_no": number, "renewal_no": row.case_no, "mandate_no": row.mandate_no}
        yield item | {"attempt": row.attempt + 1, "amount_fen": row.premium_fen}


async def _chunks(session: AsyncSession, batch_no: str) -> list[Sequence[Any]]:
    """Items of a batch in the order of their renewals, which is the one in which renewals are locked."""
    columns = (RenewalDebit.id, RenewalDebit.renewal_no, RenewalDebit.mandate_no, RenewalDebit.amount_fen)
    query = select(*columns).where(RenewalDebit.batch_no == batch_no).order_by(RenewalDebit.renewal_no)
    items = (await session.execute(query)).all()
    return [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]


async def _send(session: AsyncSession, org: str, items: Sequence[Any], actor: Actor) -> list[Any]:
    """Those of a chunk that are wanted still, each with its renewal moved; the others fall out."""
    renewals = await load_numbered(session, Renewal, [item.renewal_no for item in items])
    wanted = await _wanted(session, org, [number for number, each in renewals.items() if each.status in UNPAID])
    sent = [item for item in items if wanted.get(item.renewal_no, ())[:2] == (item.mandate_no, item.amount_fen)]
    for item in sent:
        renewal = renewals[item.renewal_no]
        renewal.payment_mode = wanted[item.renewal_no][2]
        renewal.attempt, renewal.mandated, renewal.premium_fen = renewal.attempt + 1, True, item.amount_fen
    await advance_all(session, [renewals[item.renewal_no] for item in sent], "send", actor)
    if dropped := {item.id for item in items} - {item.id for item in sent}:
        await _drop(session, RenewalDebit.id.in_(dropped))
    return sent


async def _wanted(session: AsyncSession, org: str, numbers: Sequence[str]) -> dict[str, tuple[str, int, str]]:
    """The mandate, the amount and the payment mode of each of these renewals that is still to be debited."""
    theirs = (Renewal.case_no.in_(numbers), at_or_below(Renewal.org, org))
    columns = (Renewal.case_no, MANDATE_NO, Policy.premium_fen, Policy.payment_mode)
    rows = await session.execute(select(*columns).join(Policy, WAITS).where(*theirs))
    return {number: (mandate_no, fen, mode) for number, mandate_no, fen, mode in rows if mandate_no}


async def _drop(session: AsyncSession, which: ColumnElement[bool]) -> None:
    ended = update(RenewalDebit).where(which, RenewalDebit.settled_at.is_(None))
    await session.execute(ended.values(result=CANCELLED, settled_at=clock.now()))
