"""The roster's book: positions and leaves, recorded, changed, ended and taken back.

On a day a person holds one position at most, and is away from each half of it once.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.counter.days import check_recent, known_year
from services.intake.roster.commands.counter_days import recount, settle, take_turns
from services.intake.roster.duties import holding
from services.intake.roster.models import Leave, StaffPosition
from services.intake.roster.schemas import DayPart, LeaveIn, PositionChangeIn, PositionIn
from shared import clock
from shared.auth import Actor, check_scope, in_scope
from shared.calendar_data import calendar_for
from shared.cases import entry_of
from shared.days import today_at
from shared.db import take_turn
from shared.errors import Conflict, RuleBroken, Text
from shared.schemas import LAST_BEFORE_FIRST

MOST_DAYS_AHEAD = 92  # further ahead the working days themselves may not be known (D)
Row = TypeVar("Row", StaffPosition, Leave)


async def record(session: AsyncSession, told: PositionIn, actor: Actor) -> StaffPosition:
    check_scope(actor, told.org)
    _check_ahead("from_on", told.from_on, told.org)
    await take_turn(session, f"staff/{told.staff}")
    await _check_free(session, told.staff, told.from_on, told.to_on, actor)
    row = StaffPosition(**told.model_dump(), recorded_at=clock.now(), recorded_by=actor.ref)
    session.add(row)
    await session.flush()
    with known_year("from_on", row.from_on, row.org):
        await settle(session, {(row.org, row.outlet)}, row.from_on, row.to_on, actor)
    return row


async def change(session: AsyncSession, id: int, told: PositionChangeIn, actor: Actor) -> StaffPosition:
    """Another position, which closes the former the day before."""
    former = await _held(session, StaffPosition, id, actor)
    if told.from_on <= former.from_on:
        after = Text("须晚于原岗位起日", "It must begin after the former position did")
        raise RuleBroken("from_on", "after-the-former", after, former=str(former.from_on))
    outlet = told.outlet or former.outlet
    await take_turns(session, {(former.org, former.outlet), (former.org, outlet)})
    await end(session, id, told.from_on - timedelta(days=1), actor, field="from_on")
    place = {"staff": former.staff, "org": former.org, "outlet": outlet}
    return await record(session, PositionIn(**place, **told.model_dump(exclude={"outlet"})), actor)


async def end(session: AsyncSession, id: int, to_on: date, actor: Actor, *, field: str = "to_on") -> StaffPosition:
    """Its last day, sooner or later than was recorded."""
    row = await _held(session, StaffPosition, id, actor)
    if to_on < row.from_on:
        raise RuleBroken(field, "from-before-to", LAST_BEFORE_FIRST, from_on=str(row.from_on))
    check_recent(field, to_on, row.org)
    await _check_free(session, row.staff, row.from_on, to_on, actor, but=row.id)
    former, row.to_on = row.to_on, to_on
    await session.flush()
    changed_from, outlets = min(to_on, former or to_on) + timedelta(days=1), {(row.org, row.outlet)}
    if former is None or to_on <= former:
        await recount(session, outlets, changed_from, None, actor)
        return row
    with known_year(field, changed_from, row.org):
        await settle(session, outlets, changed_from, to_on, actor)
    return row


async def remove(session: AsyncSession, id: int, actor: Actor) -> StaffPosition:
    """Taken back: it was recorded by mistake."""
    row = await _taken_back(session, StaffPosition, id, actor)
    await recount(session, {(row.org, row.outlet)}, row.from_on, row.to_on, actor)
    return row


async def record_leave(session: AsyncSession, told: LeaveIn, actor: Actor) -> Leave:
    await take_turn(session, f"staff/{told.staff}")
    posted = await _positions(session, told.staff, told.from_on, told.to_on)
    if not posted or not all(in_scope(actor, each.org) for each in posted):
        gone = Text("该员工该期间不在本机构岗位", "Nobody of that reference holds a position of yours in those days")
        raise RuleBroken("staff", "on-the-roster", gone)
    org = posted[0].org
    check_recent("from_on", told.from_on, org)
    await _check_present(session, told)
    row = Leave(**told.model_dump(), org=org, recorded_at=clock.now(), recorded_by=actor.ref)
    session.add(row)
    await session.flush()
    await recount(session, {(each.org, each.outlet) for each in posted}, row.from_on, row.to_on, actor)
    return row


async def cancel_leave(session: AsyncSession, id: int, actor: Actor) -> Leave:
    """销假: they came after all."""
    row = await _taken_back(session, Leave, id, actor)
    posted = await _positions(session, row.staff, row.from_on, row.to_on)
    await recount(session, {(each.org, each.outlet) for each in posted}, row.from_on, row.to_on, actor)
    return row


async def _held(session: AsyncSession, model: type[Row], id: int, actor: Actor) -> Row:
    """The row, which nobody else changes now; another organisation's is told like one that doesn't exist."""
    staff = await session.scalar(select(model.staff).where(model.id == id))
    if staff is not None:
        await take_turn(session, f"staff/{staff}")
    return entry_of(await session.scalar(select(model).where(model.id == id).with_for_update()), id, actor)


async def _taken_back(session: AsyncSession, model: type[Row], id: int, actor: Actor) -> Row:
    row = await _held(session, model, id, actor)
    check_recent("from_on", max(row.from_on, calendar_for(row.org).date_of(row.recorded_at)), row.org)
    row.removed_at, row.removed_by = clock.now(), actor.ref
    await session.flush()
    return row


async def _positions(session: AsyncSession, staff: str, first: date, last: date | None) -> Sequence[StaffPosition]:
    query = select(StaffPosition).where(StaffPosition.staff == staff, holding(first, last))
    return (await session.scalars(query.order_by(StaffPosition.from_on))).all()


async def _check_free(
    session: AsyncSession, staff: str, first: date, last: date | None, actor: Actor, *, but: int | None = None
) -> None:
    for other in await _positions(session, staff, first, last):
        if other.id != but:
            told = Text("该员工该期间已有岗位", "They hold another position in those days")
            seen = {"position_id": other.id} if in_scope(actor, other.org) else {}
            raise Conflict(told, field="from_on", rule="one-position-a-day", **seen)


async def _check_present(session: AsyncSession, told: LeaveIn) -> None:
    query = select(Leave).where(Leave.staff == told.staff, Leave.removed_at.is_(None))
    query = query.where(Leave.from_on <= told.to_on, Leave.to_on >= told.from_on)
    for other in await session.scalars(query):
        if DayPart.FULL in (other.part, told.part) or other.part == told.part:
            away = Text("该期间已请假", "They are away in those days already")
            raise Conflict(away, field="from_on", rule="one-leave-a-half-day", leave_id=other.id)


def _check_ahead(field: str, day: date, org: str) -> None:
    if day > today_at(org) + timedelta(days=MOST_DAYS_AHEAD):
        told = Text(f"最多提前 {MOST_DAYS_AHEAD} 天", f"At most {MOST_DAYS_AHEAD} days ahead")
        raise RuleBroken(field, "a-quarter-ahead", told)
