"""What a run (续期批处理) finds of a day, some hundreds a transaction; what was found is found no more."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, exists, extract, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.clauses.renewal_terms import TERMS, grace_ends_on
from services.policy_service.collection.mandates import of_signed, sign_from_forms
from services.policy_service.collection.models import RenewalMandate
from services.policy_service.collection.payment import why_unapplied
from services.policy_service.models import TAKEN_OVER
from services.policy_service.policies.lifecycle import LIVE, NOT_LIVE
from services.policy_service.policies.models import Policy
from services.policy_service.renewals.lifecycle import AHEAD, UNPAID, RenewalStatus
from services.policy_service.renewals.models import Renewal
from shared.anniversaries import policy_year
from shared.auth import Actor
from shared.case_bulk import advance_all, load_numbered, new_case
from shared.cases import new_case_no

CHUNK = 500  # a transaction, which other writers on SQLite wait for
COPIED = (*TAKEN_OVER, "payment_mode", "premium_fen")
START = (date.min, "")


class Found(NamedTuple):
    """How many a chunk moved, and after which place the next one looks; None: there was nothing more."""

    moved: int
    after: Any


async def open_due(session: AsyncSession, day: date, after: tuple[date, str] | None) -> Found:
    """应交立件: of policies in force whose next premium is due soon, or was while nobody looked."""
    until = day + timedelta(days=TERMS["opened-ahead"].value)
    rows = (await session.execute(_to_open(until, after or START))).all()
    unnamed = [(row.case_no, row.org) for row in rows if row.mandate_no is None]
    mandated = await sign_from_forms(session, unnamed) if unnamed else set()
    renewals = [renewal_of(row, row.mandate_no is not None or row.case_no in mandated) for row in rows]
    await advance_all(session, renewals, "open", Actor.system())
    return Found(len(rows), (rows[-1].paid_to_on, rows[-1].case_no) if len(rows) == CHUNK else None)


async def notify_due(session: AsyncSession, day: date, _after: Any) -> Found:
    """交费通知."""
    until = day + timedelta(days=TERMS["notice-ahead"].value)
    renewals = await _some(session, {RenewalStatus.DUE}, Renewal.due_on <= until)
    return await _move(session, renewals, "notify")


async def enter_grace(session: AsyncSession, day: date, _after: Any) -> Found:
    """进入宽限期: unpaid, and its due day is over."""
    renewals = await _some(session, AHEAD, Renewal.due_on < day)
    for renewal in renewals:
        renewal.grace_on = day
    return await _move(session, renewals, "enter_grace")


async def close_undue(session: AsyncSession, _day: date, _after: Any) -> Found:
    """续期取消: its policy is no longer in force or waits for another one; of another sum or mode it is opened anew."""
    gone = or_(
        Policy.status.not_in(LIVE),
        Policy.paid_to_on.is_distinct_from(Renewal.due_on),
        Policy.premium_fen != Renewal.premium_fen,
        Policy.payment_mode != Renewal.payment_mode,
    )
    stale = exists().where(Policy.case_no == Renewal.policy_no, gone)
    renewals = await _some(session, UNPAID, stale)
    policies = await load_numbered(session, Policy, [renewal.policy_no for renewal in renewals])
    for renewal in renewals:
        renewal.outcome = why_unapplied(renewal, policies[renewal.policy_no])
    return await _move(session, renewals, "cancel")


async def _some(session: AsyncSession, statuses: AbstractSet[str], *which: ColumnElement[bool]) -> list[Renewal]:
    """Whichever the database comes to first, for in the order of their numbers it would sort all of them each time.

    What somebody else moved before it was held stays out.
    """
    numbers = select(Renewal.case_no).where(Renewal.status.in_(statuses), *which).limit(CHUNK)
    renewals = await load_numbered(session, Renewal, (await session.scalars(numbers)).all())
    return [renewal for renewal in renewals.values() if renewal.status in statuses]


async def _move(session: AsyncSession, renewals: Sequence[Renewal], action: str) -> Found:
    await advance_all(session, renewals, action, Actor.system())
    return Found(len(renewals), True if renewals else None)


def _to_open(until: date, after: tuple[date, str]) -> Any:
    same = (Renewal.policy_no == Policy.case_no, Renewal.due_on == Policy.paid_to_on)
    known = exists().where(*same, Renewal.status != RenewalStatus.CANCELLED)
    place = tuple_(Policy.paid_to_on, Policy.case_no)
    columns = [getattr(Policy, name) for name in ("case_no", "effective_on", "paid_to_on", *COPIED)]
    return (
        select(*columns, of_signed(RenewalMandate.mandate_no, Policy.case_no).label("mandate_no"))
        # `not_in`: by `in_` SQLite would go through all policies in force for each chunk, not on from `after`.
        .where(Policy.status.not_in(NOT_LIVE), Policy.paid_to_on <= until, is_unpaid(), ~known, place > after)
        .where(or_(Policy.waived_from_on.is_(None), Policy.paid_to_on < Policy.waived_from_on))
        .order_by(Policy.paid_to_on, Policy.case_no)
        .limit(CHUNK)
    )


def is_unpaid() -> ColumnElement[bool]:
    """`next_due_on` in SQL: days of instalments are whole months after the effective day, so months alone tell."""
    paid = _months(Policy.paid_to_on) - _months(Policy.effective_on)
    return paid < 12 * Policy.pay_years


def _months(day: Any) -> ColumnElement[int]:
    return 12 * extract("year", day) + extract("month", day)


def renewal_of(row: Row[Any] | Policy, mandated: bool) -> Renewal:
    due_on = row.paid_to_on
    assert due_on is not None, "one that has premiums"
    return new_case(
        Renewal,
        **{name: getattr(row, name) for name in COPIED},
        case_no=new_case_no("XQ", row.org),
        policy_no=row.case_no,
        due_on=due_on,
        grace_ends_on=grace_ends_on(due_on),
        premium_year=policy_year(row.effective_on, due_on),
        mandated=mandated,
        attempt=0,
        tried=[],
        reminders=0,
    )
