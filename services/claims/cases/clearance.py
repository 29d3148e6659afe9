"""日清日结: the small claims of a day, which of them were closed on it, and why the others stayed open."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.cases.models import Claim
from services.claims.cases.tracks import TRACKS, cut_off_of
from shared.auth import Actor
from shared.calendar import WorkCalendar
from shared.calendar_data import calendar_for
from shared.case_routes import in_view
from shared.contracts.words import in_words
from shared.limits import same_day

SMALL = TRACKS[0].code


async def clearance_of(session: AsyncSession, org: str, day: date, actor: Actor) -> dict[str, Any]:
    """As of the end of the day, or of now; what was complete by its cut-off belongs to it, and what was left before."""
    calendar = calendar_for(org)
    query = in_view(Claim, actor, (Claim.track, SMALL), org=org)
    query = query.where(Claim.completed_at <= calendar.end_of_day(day))
    still = or_(Claim.closed_at.is_(None), Claim.closed_at >= calendar.end_of_day(day - timedelta(days=1)))
    found = (await session.scalars(query.where(still).order_by(Claim.completed_at, Claim.case_no))).all()
    mine = [(case, _belongs_to(case, calendar)) for case in found]
    todays = [case for case, belongs in mine if belongs == day]
    closed = [case for case in todays if _closed_on(case, calendar) == day]
    left = [(case, belongs) for case, belongs in mine if belongs <= day and _closed_on(case, calendar) != day]
    return {
        "org": org,
        "day": day,
        "cut_off": f"{cut_off_of(org):%H:%M}",
        "taken_in": len(todays),
        "closed": len(closed),
        "open": [_shown(case, belongs) for case, belongs in left],
    }


def _belongs_to(case: Claim, calendar: WorkCalendar) -> date:
    completed_at: Any = case.completed_at
    return same_day(cut_off=cut_off_of(case.org)).received_on(completed_at, calendar)


def _closed_on(case: Claim, calendar: WorkCalendar) -> date | None:
    closed_at: datetime | None = case.closed_at
    return closed_at and calendar.date_of(closed_at)


def _shown(case: Claim, belongs: date) -> dict[str, Any]:
    why = in_words(case.status, "claim")
    names = ("case_no", "policy_no", "status", "waiting", "handler", "missing_papers", "completed_at", "closed_at")
    return {name: getattr(case, name) for name in names} | {"belongs_to": belongs, "zh": why.zh, "en": why.en}
