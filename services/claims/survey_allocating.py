"""分派当日调查: waiting surveys are shared out; what the branch can't finish on time is told or handed over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.investigators.capacity import capacities_of, on_day
from services.claims.survey_days.models import SurveyDay
from services.claims.survey_days.schemas import AllocationIn
from services.claims.surveys import commands
from services.claims.surveys.allocation import Capacity, Plan, plan
from services.claims.surveys.lifecycle import IN_HAND, SurveyStatus
from services.claims.surveys.models import Survey
from services.claims.surveys.survey_types import OVER_CAPACITY
from shared import clock
from shared.auth import Actor, check_scope
from shared.calendar_data import calendar_for
from shared.cases import advance, new_case_no, permit
from shared.days import today_at
from shared.db import take_turn
from shared.errors import RuleBroken, Text


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch's surveys and investigators on a day. `seats`: what each can do that day at most."""

    org: str
    day: date
    seats: Mapping[str, int]
    surveys: Sequence[Survey]
    plan: Plan

    @property
    def waiting(self) -> list[Survey]:
        return [each for each in self.surveys if is_waiting(each, self.seats)]

    def held(self, staff: str) -> list[Survey]:
        return [each for each in self.surveys if each.handler == staff and each.status in IN_HAND]


async def allocate_day(session: AsyncSession, form: AllocationIn, actor: Actor) -> dict[str, Any]:
    """Today's; again as often as surveys come in or places become free."""
    check_scope(actor, form.org)
    day = today_at(form.org)
    if not calendar_for(form.org).is_working_day(day):
        raise RuleBroken("org", "working-day", Text("今日不是工作日", "Today is no working day"))
    await take_turn(session, f"survey-day/{form.org}")
    branch = await branch_on(session, form.org, day)
    if not branch.seats:
        raise RuleBroken("org", "investigators-known", Text("尚未登记调查能力", "No investigator's capacity is known"))
    surveys = {each.case_no: each for each in branch.surveys}
    places = branch.plan.on(day)
    for place in places:
        await commands.allocate(session, surveys[place.case_no], place.investigator, actor)
    taken = {place.case_no for place in places}
    late = [number for number in branch.plan.late if number not in taken] if form.hand_over else []
    for number in late:
        await commands.hand_over(session, surveys[number], OVER_CAPACITY, actor)
    newly = [{"case_no": place.case_no, "investigator": place.investigator} for place in places]
    foreseen = _foreseen(branch, {*taken, *late})
    return {
        "day": await _record(session, branch, newly, foreseen, len(late), actor),
        "newly": newly,
        "foreseen": foreseen,
    }


async def hand_over(session: AsyncSession, case: Survey, reason: str, actor: Actor) -> Survey:
    """For want of capacity only where the branch's plan says so."""
    permit(case, "hand_over", actor)
    if reason == OVER_CAPACITY:
        branch = await branch_on(session, case.org, today_at(case.org))
        if case.case_no not in branch.plan.late:
            told = Text("本机构可按期完成,不属超出能力", "The branch can finish it on time")
            raise RuleBroken("reason", "over-capacity", told)
    return await commands.hand_over(session, case, reason, actor)


async def branch_on(session: AsyncSession, org: str, day: date) -> Branch:
    surveys = await commands.standing(session, org)
    waiting = [commands.waiting_of(each) for each in surveys if each.status in (SurveyStatus.OPEN, *IN_HAND)]
    last = max((each.due_on for each in waiting), default=day)
    rows = await capacities_of(session, org, day, max(last, day))
    seats = on_day(rows, day)
    free = [each for each in surveys if is_waiting(each, seats)]
    held = {who: sum(each.handler == who and each not in free for each in surveys) for who in seats}
    works = calendar_for(org).is_working_day(day)
    today = Capacity(day, {who: max(0, room - held[who]) if works else 0 for who, room in seats.items()})
    later = [Capacity(each, on_day(rows, each)) for each in _working_days(org, day, last)]
    return Branch(org, day, seats, surveys, plan([commands.waiting_of(each) for each in free], [today, *later]))


def is_waiting(case: Survey, seats: Mapping[str, int]) -> bool:
    """Nobody's yet, or of somebody who is away and hasn't begun it."""
    if case.status == SurveyStatus.ALLOCATED:
        return not seats.get(case.handler or "")
    return case.status == SurveyStatus.OPEN


async def loads_of(session: AsyncSession, org: str, day: date, actor: Actor) -> dict[str, Any]:
    check_scope(actor, org)
    branch = await branch_on(session, org, day)
    staff = {*branch.seats, *(each.handler for each in branch.surveys if each.handler and each.status in IN_HAND)}
    return {
        "org": org,
        "day": day,
        "waiting": len(branch.waiting),
        "with_city": sum(each.status == SurveyStatus.WITH_CITY for each in branch.surveys),
        "investigators": [_load(branch, who) for who in sorted(staff)],
    }


def _load(branch: Branch, staff: str) -> dict[str, Any]:
    held, capacity, now = branch.held(staff), branch.seats.get(staff, 0), clock.now()
    counted = {
        status: sum(each.status == status for each in held) for status in ("allocated", "under_way", "sent_back")
    }
    overdue = sum(each.due_at is not None and each.due_at < now for each in held)
    utilisation = len(held) / capacity if capacity else None
    return {"staff": staff, "capacity": capacity, "overdue": overdue, "utilisation": utilisation} | counted


def _foreseen(branch: Branch, gone: set[str]) -> list[dict[str, Any]]:
    days, late = {place.case_no: place.day for place in branch.plan.places}, set(branch.plan.late)
    left = [(each, commands.waiting_of(each)) for each in branch.surveys if each.case_no in days.keys() | late]
    left = sorted((pair for pair in left if pair[0].case_no not in gone), key=lambda pair: pair[1].rank)
    return [
        {
            "case_no": case.case_no,
            "claim_no": case.claim_no,
            "due_on": waiting.due_on,
            "foreseen_on": days.get(case.case_no),
            "is_late": case.case_no in late,
        }
        for case, waiting in left
    ]


async def _record(
    session: AsyncSession,
    branch: Branch,
    newly: Sequence[Mapping[str, Any]],
    foreseen: Sequence[Mapping[str, Any]],
    handed_over: int,
    actor: Actor,
) -> SurveyDay:
    same = (SurveyDay.org == branch.org, SurveyDay.held_on == branch.day)
    day = await session.scalar(select(SurveyDay).where(*same))
    action = "allocate_again" if day else "allocate"
    if day is None:
        day = SurveyDay(case_no=new_case_no("DP", branch.org), org=branch.org, held_on=branch.day)
        day.allocated, day.handed_over = 0, 0
    day.seats = [
        {"staff": who, "capacity": capacity, "held": len(branch.held(who))}
        for who, capacity in sorted(branch.seats.items())
    ]
    day.allocated, day.handed_over = day.allocated + len(newly), day.handed_over + handed_over
    day.left_open, day.late = len(foreseen), sum(each["is_late"] for each in foreseen)
    return await advance(session, day, action, actor)


def _working_days(org: str, day: date, last: date) -> list[date]:
    calendar = calendar_for(org)
    days = (day + timedelta(days=number) for number in range(1, (last - day).days + 1))
    return [each for each in days if calendar.is_working_day(each)]
