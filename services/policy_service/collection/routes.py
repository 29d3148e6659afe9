"""Routes of mandates (续期代扣授权) and runs (续期批处理). HTTP only."""

from typing import Annotated, Any

from fastapi import Query
from sqlalchemy import select

from services.policy_service.clauses.renewal_terms import TERMS
from services.policy_service.collection import mandates, runs
from services.policy_service.collection.models import RenewalRun
from services.policy_service.collection.schemas import (
    MandateIn,
    MandateOut,
    MandatesOut,
    ReasonIn,
    RenewalRunIn,
    RenewalRunOut,
    TermOut,
)
from services.policy_service.policies.models import Policy
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow
from shared.case_routes import case_in_hand
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams, paginate
from shared.schemas import Code

router = make_router(Text("续期收费", "Collection of renewals"))

Held = Annotated[Policy, case_in_hand(Policy)]
Desk = Annotated[Actor, allow(Role.TELLER, Role.CASHIER)]
Reader = Annotated[Actor, allow(Role.TELLER, Role.CASHIER, Role.AUDITOR, Role.BRANCH_MANAGER)]
Operator = Annotated[Actor, allow(Role.PROVINCE, Role.INTEGRATOR)]


@router.get("/renewal-terms", response_model=list[TermOut])
async def list_terms(actor: CurrentActor) -> list[dict[str, Any]]:
    """续期规则: when a premium is looked for and told of, how long its grace is, and what follows."""
    return [
        {"id": term.id, **term.text._asdict(), "value": term.value, "basis": term.basis, "mark": term.mark}
        for term in TERMS.values()
    ]


@router.post("/renewal-runs", response_model=RenewalRunOut, status_code=202)
async def ask_for_run(body: RenewalRunIn, session: Session, actor: Operator) -> RenewalRun:
    """续期批处理: of all organisations; it goes on beside the requests, and once more if it is asked for again."""
    return await runs.ask(session, body.day, actor)


@router.get("/renewal-runs", response_model=Page[RenewalRunOut])
async def list_runs(session: ReadSession, actor: CurrentActor, page: PageParams) -> Found[RenewalRun]:
    """批处理清单: what each has done, the newest last."""
    return await paginate(session, select(RenewalRun), page, RenewalRun.day)


@router.get("/policies/{case_no}/mandates")
async def get_mandates(
    case: Held, session: Session, actor: Reader, purpose: Annotated[Code, Query()] = "service"
) -> MandatesOut:
    """续期代扣授权: signed, refused, revoked and replaced ones; masked unless the token may read personal data."""
    return await mandates.mandates_of(session, case.case_no, actor, purpose)


@router.post("/policies/{case_no}/mandates", status_code=201)
async def sign_mandate(case: Held, body: MandateIn, session: Session, actor: Desk) -> MandateOut:
    """签署授权: for this account from now on; a mandate for another one is replaced (换账号)."""
    return mandates.shown(await mandates.sign(session, case, body.account_no, body.holder, actor))


@router.post("/policies/{case_no}/mandate-refusal", status_code=201)
async def refuse_mandate(case: Held, body: ReasonIn, session: Session, actor: Desk) -> MandateOut:
    """拒签授权: the policyholder won't have renewals debited."""
    return mandates.shown(await mandates.refuse(session, case, body.reason, actor))


@router.post("/policies/{case_no}/mandate-revocation")
async def revoke_mandate(case: Held, body: ReasonIn, session: Session, actor: Desk) -> MandateOut:
    """撤销授权: no more debits from now on."""
    return mandates.shown(await mandates.revoke(session, case, body.reason, actor))
