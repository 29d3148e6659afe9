"""Routes of the hospitals (定点医院). HTTP only."""

from typing import Annotated

from fastapi import Path, Query
from sqlalchemy import select, true

from services.claims.hospitals import register
from services.claims.hospitals.models import Hospital
from services.claims.hospitals.schemas import HospitalCode, HospitalEndIn, HospitalIn, HospitalOut
from shared.app import make_router
from shared.auth import Actor, Role, allow
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams, paginate
from shared.schemas import Day, Written

router = make_router(Text("定点医院", "Designated hospitals"))

Keeper = Annotated[Actor, allow(Role.PROVINCE)]
READERS = (Role.TELLER, Role.REVIEWER, Role.ADJUDICATOR, Role.INVESTIGATOR, Role.BRANCH_MANAGER)
Reader = Annotated[Actor, allow(*READERS, Role.PROVINCE, Role.AUDITOR)]
RowId = Annotated[int, Written, Path(ge=1, le=2**53)]


@router.post("/hospitals", response_model=HospitalOut, status_code=201)
async def record_hospital(body: HospitalIn, session: Session, actor: Keeper) -> Hospital:
    """登记定点医院: what a hospital is from a day on, designated or not; once a day, and a new row for each change."""
    return await register.record(session, body, actor)


@router.get("/hospitals", response_model=Page[HospitalOut])
async def list_hospitals(
    session: ReadSession,
    actor: Reader,
    page: PageParams,
    code: Annotated[HospitalCode | None, Query(description="医疗机构代码")] = None,
    on: Annotated[Day | None, Query(description="Only what holds on this day (某日有效)")] = None,
) -> Found[Hospital]:
    """定点医院名册: your province's table with its history, rows taken back too."""
    query = select(Hospital).where(Hospital.org == actor.org[: register.PROVINCE_DIGITS] if actor.org else true())
    query = query.where(Hospital.code == code) if code is not None else query
    query = query.where(register.holding_on(on)) if on is not None else query
    return await paginate(session, query, page, Hospital.id)


@router.post("/hospitals/{id}/end", response_model=HospitalOut)
async def end_hospital(id: RowId, body: HospitalEndIn, session: Session, actor: Keeper) -> Hospital:
    """定点医院止日: the row's last day; what holds from then on is a row of its own."""
    return await register.end(session, id, body.to_on, actor)


@router.post("/hospitals/{id}/removal", response_model=HospitalOut)
async def remove_hospital(id: RowId, session: Session, actor: Keeper) -> Hospital:
    """撤销定点医院记录: it was recorded by mistake; it stays to be seen, and holds for nothing."""
    return await register.take_back(session, id, actor)
