"""Routes of an application's debit mandates (代扣授权). HTTP only."""

from typing import Annotated

from fastapi import Query

from services.intake.applications.models import Application
from services.intake.mandates import signing
from services.intake.mandates.schemas import MandateIn, MandateOut, MandatesOut
from services.intake.schemas import ReasonIn
from shared.app import make_router
from shared.auth import Actor, Role, allow
from shared.case_routes import case_in_hand
from shared.db import Session
from shared.errors import Text
from shared.schemas import Code

router = make_router(Text("代扣授权", "Debit mandates"))

Held = Annotated[Application, case_in_hand(Application)]
Desk = Annotated[Actor, allow(Role.TELLER, Role.CASHIER)]
Reader = Annotated[Actor, allow(Role.TELLER, Role.CASHIER, Role.AUDITOR, Role.BRANCH_MANAGER)]


@router.get("/applications/{case_no}/mandates")
async def get_mandates(
    case: Held, session: Session, actor: Reader, purpose: Annotated[Code, Query()] = "service"
) -> MandatesOut:
    """代扣授权: signed, refused, revoked and replaced ones; masked unless the token may read personal data."""
    return await signing.mandates_of(session, case.case_no, actor, purpose)


@router.post("/applications/{case_no}/mandates", status_code=201)
async def sign_mandate(case: Held, body: MandateIn, session: Session, actor: Desk) -> MandateOut:
    """签署授权: for this account from now on; a mandate for another one is replaced (换账号)."""
    signing.check_open(case)
    return signing.shown(await signing.sign(session, case, body.account_no, body.holder, actor))


@router.post("/applications/{case_no}/mandate-refusal", status_code=201)
async def refuse_mandate(case: Held, body: ReasonIn, session: Session, actor: Desk) -> MandateOut:
    """拒签授权: the payer won't have the premium debited."""
    signing.check_open(case)
    return signing.shown(await signing.refuse(session, case, body.reason, actor))


@router.post("/applications/{case_no}/mandate-revocation")
async def revoke_mandate(case: Held, body: ReasonIn, session: Session, actor: Desk) -> MandateOut:
    """撤销授权: no more debits from now on."""
    return signing.shown(await signing.revoke(session, case, body.reason, actor))
