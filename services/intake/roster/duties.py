"""Who is on duty on a day: positions less leave, on the organisation's working calendar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.roster.models import Leave, StaffPosition
from services.intake.roster.positions import POSITIONS
from services.intake.roster.schemas import DayPart
from shared.auth import at_or_below
from shared.calendar_data import calendar_for
from shared.errors import CalendarUnavailable, RuleBroken

HALVES = {DayPart.FULL: ("morning", "afternoon"), DayPart.MORNING: ("morning",), DayPart.AFTERNOON: ("afternoon",)}


@dataclass(frozen=True, slots=True)
class Duty:
    staff: str
    org: str
    outlet: str
    position: str
    morning: bool
    afternoon: bool
    leave: tuple[str, ...]

    @property
    def front_desk(self) -> bool:
        return POSITIONS[self.position].front_desk

    @property
    def is_away(self) -> bool:
        return not (self.morning or self.afternoon)


@dataclass(frozen=True, slots=True)
class Roster:
    """The positions and leaves of some days."""

    positions: Sequence[StaffPosition]
    leaves: Sequence[Leave]

    def duties(self, day: date) -> list[Duty]:
        """Everybody posted that day, also who is away; nobody where the organisation's calendar has no working day."""
        posted = [each for each in self.positions if covers(each, day)]
        works = {org: calendar_for(org).is_working_day(day) for org in {each.org for each in posted}}
        return [self._duty(each, day) for each in posted if works[each.org]]

    def _duty(self, posted: StaffPosition, day: date) -> Duty:
        away = [leave for leave in self.leaves if leave.staff == posted.staff and covers(leave, day)]
        gone = {half for leave in away for half in HALVES[DayPart(leave.part)]}
        types = tuple(sorted({leave.type for leave in away}))
        place = (posted.staff, posted.org, posted.outlet, posted.position)
        return Duty(*place, "morning" not in gone, "afternoon" not in gone, types)


def covers(row: StaffPosition | Leave, day: date) -> bool:
    return row.from_on <= day and (row.to_on is None or day <= row.to_on)


def desk_of(duties: Iterable[Duty]) -> list[dict[str, Any]]:
    """Those on the front desk, as a counter's day keeps and tells them."""
    desk = sorted((each for each in duties if each.front_desk and not each.is_away), key=lambda each: each.staff)
    return [{"staff": each.staff, "morning": each.morning, "afternoon": each.afternoon} for each in desk]


async def roster_of(
    session: AsyncSession, org: str, first: date, last: date, *, outlet: str | None = None, staff: str | None = None
) -> Roster:
    """The roster of an organisation and those below it, or of one outlet, from a day to a day."""
    held = select(StaffPosition).where(holding(first, last))
    if outlet is None:
        held = held.where(at_or_below(StaffPosition.org, org))
    else:
        held = held.where(StaffPosition.org == org, StaffPosition.outlet == outlet)
    held = held.where(StaffPosition.staff == staff) if staff is not None else held
    inside = (StaffPosition.outlet, StaffPosition.staff, StaffPosition.from_on)
    positions = (await session.scalars(held.order_by(*inside))).all()
    whose = held.with_only_columns(StaffPosition.staff)
    away = select(Leave).where(Leave.removed_at.is_(None), Leave.from_on <= last, Leave.to_on >= first)
    return Roster(positions, (await session.scalars(away.where(Leave.staff.in_(whose)))).all())


def holding(first: date, last: date | None) -> ColumnElement[bool]:
    """Positions that hold on some day from the first to the last."""
    begins = StaffPosition.from_on <= last if last is not None else true()
    lasts = or_(StaffPosition.to_on.is_(None), StaffPosition.to_on >= first)
    return and_(StaffPosition.removed_at.is_(None), begins, lasts)


async def duties_on(session: AsyncSession, org: str, day: date, staff: str | None) -> list[Duty]:
    """Who is on duty on a day; only one person if asked. Raises RuleBroken for a year without a calendar."""
    roster = await roster_of(session, org, day, day, staff=staff)
    try:
        return roster.duties(day)
    except CalendarUnavailable as missing:
        raise RuleBroken("day", "calendar-year", missing.detail) from missing
