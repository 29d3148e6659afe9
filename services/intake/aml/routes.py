"""Routes of the anti-money-laundering duties (反洗钱): thresholds and identity checks. HTTP only."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Query

from services.intake.aml import identification, thresholds
from services.intake.aml.models import IdentityCheck
from services.intake.aml.schemas import (
    IdentityCheckIn,
    IdentityCheckOut,
    PersonsToIdentifyOut,
    ThresholdOut,
    ThresholdsOut,
)
from services.intake.aml.subjects import subject_of
from shared import clock
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow
from shared.calendar_data import calendar_for
from shared.case_routes import in_view
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams, paginate
from shared.schemas import CaseNo, Day

router = make_router(Text("反洗钱", "Anti-money-laundering"))

Identifier = Annotated[Actor, allow(Role.TELLER, Role.CASHIER, Role.REVIEWER, Role.COMPLIANCE, Role.INTEGRATOR)]
Reader = Annotated[
    Actor,
    allow(
        Role.TELLER,
        Role.CASHIER,
        Role.REVIEWER,
        Role.COMPLIANCE,
        Role.INTEGRATOR,
        Role.UNDERWRITER,
        Role.AUDITOR,
        Role.BRANCH_MANAGER,
    ),
]


@router.get("/aml/thresholds")
async def list_thresholds(
    actor: CurrentActor, on: Annotated[Day | None, Query(description="In force on this day; left out: today")] = None
) -> ThresholdsOut:
    """反洗钱起点: the rules in force on a day, each with its basis, its mark and whether its value was verified."""
    now = clock.now()
    day = on or calendar_for(actor.org).date_of(now)
    missing = [row.rule_id for row in thresholds.unverified(day)]
    return ThresholdsOut(on=day, as_of=now, unverified=missing, items=[_told(row) for row in thresholds.in_force(day)])


@router.post("/identity-checks", response_model=IdentityCheckOut, status_code=201)
async def record_identity_check(body: IdentityCheckIn, session: Session, actor: Identifier) -> IdentityCheck:
    """登记身份识别: somebody on a case was identified, or could not be; the last check of a person counts."""
    case, people = await subject_of(session, body.case_no, actor)
    return await identification.record(session, case, people, body, actor)


@router.get("/identity-checks", response_model=Page[IdentityCheckOut])
async def list_identity_checks(
    session: ReadSession,
    actor: Reader,
    page: PageParams,
    case_no: Annotated[CaseNo | None, Query(description="件号")] = None,
) -> Found[IdentityCheck]:
    """身份识别记录: the checks of your organisation, or of one case, the newest last."""
    query = in_view(IdentityCheck, actor, (IdentityCheck.case_no, case_no))
    return await paginate(session, query, page, IdentityCheck.id)


@router.get("/identity-checks/persons", response_model=PersonsToIdentifyOut)
async def list_persons_to_identify(
    session: ReadSession, actor: Reader, case_no: Annotated[CaseNo, Query(description="件号")]
) -> dict[str, Any]:
    """待识别人员: those on a case by reference and role, and how the last check of each came out."""
    case, people = await subject_of(session, case_no, actor)
    known = await identification.results(session, case.case_no)
    return {
        "items": [
            {"party_ref": who.ref, "role": who.role, "document": who.document, "result": known.get(who.id_hash)}
            for who in people
        ]
    }


def _told(row: thresholds.Threshold) -> ThresholdOut:
    words = {"trigger": row.trigger, "effect": row.effect}
    told = {f"{name}_{language}": getattr(text, language) for name, text in words.items() for language in ("zh", "en")}
    return ThresholdOut.model_validate(asdict(row) | told)
