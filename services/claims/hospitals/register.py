"""The table of hospitals (定点医院名册): kept row by row, and asked what a hospital was on a day.

On a day a hospital has one row at most. The table speaks of days from its first one on: before that, and in a province
that keeps none, it is silent.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.adjudication.claim_facts import HospitalStanding
from services.claims.cases.models import ClaimInvoice
from services.claims.hospitals.models import Hospital
from services.claims.hospitals.schemas import HospitalIn
from shared import clock
from shared.auth import Actor, check_scope
from shared.cases import entry_of
from shared.db import take_turn
from shared.errors import RuleBroken, Text
from shared.schemas import LAST_BEFORE_FIRST

PROVINCE_DIGITS = 2


async def record(session: AsyncSession, form: HospitalIn, actor: Actor) -> Hospital:
    check_scope(actor, form.org)
    row = Hospital(recorded_by=actor.ref, recorded_at=clock.now(), **form.model_dump())
    await _check_apart(session, row, "from_on")
    session.add(row)
    await session.flush()
    return row


async def end(session: AsyncSession, id: int, to_on: date, actor: Actor) -> Hospital:
    """Its last day, sooner or later than was recorded."""
    row = await _held(session, id, actor)
    if to_on < row.from_on:
        raise RuleBroken("to_on", "period-in-order", LAST_BEFORE_FIRST, from_on=str(row.from_on))
    row.to_on = to_on
    await _check_apart(session, row, "to_on")
    await session.flush()
    return row


async def take_back(session: AsyncSession, id: int, actor: Actor) -> Hospital:
    """It was recorded by mistake."""
    row = await _held(session, id, actor)
    row.removed_by, row.removed_at = actor.ref, clock.now()
    await session.flush()
    return row


async def standings_of(
    session: AsyncSession, org: str, invoices: Iterable[ClaimInvoice]
) -> Mapping[int, HospitalStanding]:
    """By the invoice's id: what its hospital was on its day; of days the table is silent about nothing."""
    known = list(invoices)
    kept = and_(Hospital.org == org[:PROVINCE_DIGITS], Hospital.removed_at.is_(None))
    first = await session.scalar(select(func.min(Hospital.from_on)).where(kept))
    rows = defaultdict[str, list[Hospital]](list)
    for row in await session.scalars(select(Hospital).where(kept, Hospital.code.in_({_code(it) for it in known}))):
        rows[row.code].append(row)
    spoken_of = [it for it in known if first is not None and first <= it.issued_on]
    return {it.id: _standing(rows[_code(it)], it.issued_on) for it in spoken_of}


def holding_on(day: date) -> ColumnElement[bool]:
    return _holding(day, day)


def _standing(rows: Iterable[Hospital], day: date) -> HospitalStanding:
    begun = [row for row in rows if row.from_on <= day]
    if any(row.designated and day <= (row.to_on or date.max) for row in begun):
        return "designated"
    return "undesignated" if begun else "unlisted"


def _code(invoice: ClaimInvoice) -> str:
    return invoice.hospital.upper()


def _holding(first: date, last: date | None) -> ColumnElement[bool]:
    """Rows that hold on some day from the first to the last."""
    begins = true() if last is None else Hospital.from_on <= last
    lasts = or_(Hospital.to_on.is_(None), Hospital.to_on >= first)
    return and_(Hospital.removed_at.is_(None), begins, lasts)


async def _check_apart(session: AsyncSession, row: Hospital, field: str) -> None:
    await take_turn(session, f"hospital/{row.org}/{row.code}")
    theirs = (Hospital.org == row.org, Hospital.code == row.code, _holding(row.from_on, row.to_on))
    query = select(Hospital).where(*theirs).order_by(Hospital.from_on)
    with session.no_autoflush:
        others = [other for other in await session.scalars(query) if other.id != row.id]
    if others:
        zh = f"该医院{others[0].from_on}至{others[0].to_on or '今后'}已有记录"
        told = Text(zh, f"It has a row from {others[0].from_on} to {others[0].to_on or 'further notice'}")
        raise RuleBroken(field, "periods-apart", told, hospital_id=others[0].id)


async def _held(session: AsyncSession, id: int, actor: Actor) -> Hospital:
    """Another province's is told like one that doesn't exist."""
    return entry_of(await session.scalar(select(Hospital).where(Hospital.id == id).with_for_update()), id, actor)
