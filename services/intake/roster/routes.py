"""Routes of the roster (岗位与排班). HTTP only."""

from typing import Annotated, Any

from fastapi import Path, Query, Response
from sqlalchemy import Select, or_

from services.intake.roster.commands import book
from services.intake.roster.duties import duties_on
from services.intake.roster.lifecycle import CounterDayStatus
from services.intake.roster.models import CounterDay, Leave, StaffPosition
from services.intake.roster.positions import POSITIONS, PositionRule
from services.intake.roster.schemas import (
    CounterDayOut,
    DutyOut,
    LeaveIn,
    LeaveOut,
    PositionChangeIn,
    PositionEndIn,
    PositionIn,
    PositionOut,
    PositionRuleOut,
    RosterOut,
)
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow, check_scope
from shared.case_routes import OrgFilter, add_case_views, case_on_view, in_view, page_of_cases, reply
from shared.days import today_at
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams, paginate
from shared.schemas import Code, Day, OrgCode, StaffRef, Written

OVERSEERS = (Role.BRANCH_MANAGER, Role.PROVINCE, Role.AUDITOR)
router = make_router(Text("排班", "Roster"))

Viewed = Annotated[CounterDay, case_on_view(CounterDay)]
Manager = Annotated[Actor, allow(Role.BRANCH_MANAGER)]
Overseer = Annotated[Actor, allow(*OVERSEERS)]
EntryId = Annotated[int, Written, Path(ge=1, le=2**63 - 1)]
OfStaff = Annotated[StaffRef | None, Query(description="员工")]
OnDay = Annotated[Day | None, Query(description="Only what holds on this day (某日有效)")]


def seen_by(actor: Actor) -> str | None:
    """Whose entries somebody sees: their own, unless they keep or oversee the roster."""
    return None if actor.has(*OVERSEERS) else actor.ref


def _of_book(
    model: type[StaffPosition] | type[Leave], actor: Actor, org: str | None, staff: str | None, on: Any
) -> Select[Any]:
    query = in_view(model, actor, org=org)
    if on is not None:
        lasts = or_(model.to_on.is_(None), model.to_on >= on)
        query = query.where(model.from_on <= on, lasts, model.removed_at.is_(None))
    for whose in (staff, seen_by(actor)):
        query = query.where(model.staff == whose) if whose is not None else query
    return query


@router.post("/positions", response_model=PositionOut, status_code=201)
async def record_position(body: PositionIn, session: Session, actor: Manager) -> StaffPosition:
    """登记岗位: what somebody is at an outlet, from a day on; nobody holds two positions on one day."""
    return await book.record(session, body, actor)


@router.get("/positions", response_model=Page[PositionOut])
async def list_positions(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    org: OrgFilter = None,
    staff: OfStaff = None,
    on: OnDay = None,
) -> Found[StaffPosition]:
    """岗位清单: positions of your organisation, those taken back too; tellers see their own."""
    return await paginate(session, _of_book(StaffPosition, actor, org, staff, on), page, StaffPosition.id)


@router.post("/positions/{id}/change", response_model=PositionOut, status_code=201)
async def change_position(id: EntryId, body: PositionChangeIn, session: Session, actor: Manager) -> StaffPosition:
    """调岗: another position from a day on; the former one ends the day before."""
    return await book.change(session, id, body, actor)


@router.post("/positions/{id}/end", response_model=PositionOut)
async def end_position(id: EntryId, body: PositionEndIn, session: Session, actor: Manager) -> StaffPosition:
    """离岗: the position's last day."""
    return await book.end(session, id, body.to_on, actor)


@router.post("/positions/{id}/removal", response_model=PositionOut)
async def remove_position(id: EntryId, session: Session, actor: Manager) -> StaffPosition:
    """撤销岗位: it was recorded by mistake; the days it counted in are corrected."""
    return await book.remove(session, id, actor)


@router.post("/leaves", response_model=LeaveOut, status_code=201)
async def record_leave(body: LeaveIn, session: Session, actor: Manager) -> Leave:
    """登记请假: whole days or one half of each; days that are over are corrected."""
    return await book.record_leave(session, body, actor)


@router.get("/leaves", response_model=Page[LeaveOut])
async def list_leaves(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    org: OrgFilter = None,
    staff: OfStaff = None,
    on: OnDay = None,
) -> Found[Leave]:
    """请假清单: leaves of your organisation, those taken back too; tellers see their own."""
    return await paginate(session, _of_book(Leave, actor, org, staff, on), page, Leave.id)


@router.post("/leaves/{id}/cancellation", response_model=LeaveOut)
async def cancel_leave(id: EntryId, session: Session, actor: Manager) -> Leave:
    """销假: the leave was not taken; the days it took off are corrected."""
    return await book.cancel_leave(session, id, actor)


@router.get("/roster")
async def get_roster(
    session: ReadSession,
    actor: CurrentActor,
    org: Annotated[OrgCode, Query(description="机构")],
    day: Annotated[Day | None, Query(description="日期; left out: today")] = None,
) -> RosterOut:
    """当日排班: who is on duty at an organisation's outlets on a day; tellers see themselves."""
    check_scope(actor, org)
    on = day or today_at(org)
    duties = await duties_on(session, org, on, seen_by(actor))
    return RosterOut(org=org, day=on, duties=[DutyOut.model_validate(each) for each in duties])


@router.get("/position-rules")
async def list_position_rules(actor: CurrentActor) -> list[PositionRuleOut]:
    """岗位口径: the counter's positions, and which count as front desk in items a head."""
    return [_rule_out(rule) for rule in POSITIONS.values()]


def _rule_out(rule: PositionRule) -> PositionRuleOut:
    return PositionRuleOut(
        position=rule.position,
        name=rule.text._asdict(),
        front_desk=rule.front_desk,
        basis=rule.basis,
        mark=rule.mark,
    )


@router.get("/counter-days", response_model=Page[CounterDayOut])
async def list_counter_days(
    session: ReadSession,
    actor: Overseer,
    page: PageParams,
    status: Annotated[CounterDayStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    outlet: Annotated[Code | None, Query(description="网点")] = None,
    held_on: Annotated[Day | None, Query(description="日期")] = None,
) -> Found[CounterDay]:
    """营业日清单: the counter's days, with who was on the windows, by day."""
    asked = ((CounterDay.status, status), (CounterDay.outlet, outlet), (CounterDay.held_on, held_on))
    return await page_of_cases(session, CounterDay, actor, page, *asked, org=org)


@router.get("/counter-days/{case_no}", response_model=CounterDayOut)
async def get_counter_day(case: Viewed, actor: Overseer, response: Response) -> CounterDay:
    """查询营业日: one day of a counter."""
    return reply(response, case)


add_case_views(router, "/counter-days", CounterDay)
