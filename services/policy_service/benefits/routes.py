"""Routes of the benefits (生存给付). HTTP only."""

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, cast

from fastapi import Depends, Query, Request, Response

from services.policy_service.benefits import commands
from services.policy_service.benefits.finding import Finder, Run
from services.policy_service.benefits.lifecycle import BenefitStatus
from services.policy_service.benefits.models import UNIDENTIFIED, Benefit
from services.policy_service.benefits.plans import KINDS, PLANS, Kind
from services.policy_service.benefits.schemas import (
    BenefitOut,
    BenefitPlanOut,
    CashClaimIn,
    CashPaymentIn,
    EndIn,
    IdentificationIn,
    RunIn,
    RunOut,
    TurnBackIn,
)
from services.policy_service.payees.schemas import AccountIn, AccountOut
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow, check_scope
from shared.case_routes import DueBefore, OrgFilter, add_case_views, case_in_hand, case_on_view, in_view, reply
from shared.days import check_come, today_at
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.idempotency import IdempotencyRequired
from shared.pagination import Found, Page, PageParams, paginate
from shared.schemas import Code, Written

router = make_router(Text("生存给付", "Benefits"))

Viewed = Annotated[Benefit, case_on_view(Benefit)]
Held = Annotated[Benefit, case_in_hand(Benefit)]
Seen = Annotated[Benefit, case_in_hand(Benefit, as_seen=True)]
Teller = Annotated[Actor, allow(Role.TELLER)]
Notifier = Annotated[Actor, allow(Role.TELLER, Role.CALLER, Role.INTEGRATOR)]
Reviewer = Annotated[Actor, allow(Role.REVIEWER)]
TurningBack = Annotated[Actor, allow(Role.TELLER, Role.REVIEWER)]
Cashier = Annotated[Actor, allow(Role.CASHIER)]
Operator = Annotated[Actor, allow(Role.CASHIER, Role.INTEGRATOR, Role.BRANCH_MANAGER)]
Reader = Annotated[Actor, allow(Role.TELLER, Role.REVIEWER, Role.CASHIER, Role.AUDITOR, Role.BRANCH_MANAGER)]


def _finder(request: Request) -> Finder:
    return cast(Finder, request.app.state.benefits)


@router.get("/benefit-plans")
async def list_plans(actor: CurrentActor) -> list[BenefitPlanOut]:
    """给付计划: what each product pays for living, and when."""
    return [BenefitPlanOut(**asdict(plan), **KINDS[plan.benefit]._asdict()) for plan in PLANS]


@router.post("/benefit-runs", response_model=RunOut)
async def find_due(body: RunIn, actor: Operator, finder: Annotated[Finder, Depends(_finder)]) -> Run:
    """应领件生成: everything due up to a day becomes a case, once; the service does it by itself each day."""
    org = body.org or actor.org
    check_scope(actor, org)
    check_come("day", body.day, org)
    return await finder.find(body.day, org)


@router.get("/benefits", response_model=Page[BenefitOut])
async def list_benefits(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[BenefitStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    policy_no: Annotated[str | None, Query(max_length=40, description="保单号")] = None,
    benefit: Annotated[Kind | None, Query(description="给付类别")] = None,
    failed: Annotated[Code | None, Query(description="转账失败原因")] = None,
    needs_identity: Annotated[bool, Query(description="须先识别身份")] = False,
    unpaid_for: Annotated[int | None, Written, Query(ge=0, le=36_500, description="应领超过多少日未付")] = None,
) -> Found[Benefit]:
    """生存给付清单: of your organisation; `unpaid_for=90`: due over 90 days ago, and neither paid nor kept."""
    asked = (
        (Benefit.status, status),
        (Benefit.policy_no, policy_no),
        (Benefit.benefit, benefit),
        (Benefit.failed, failed),
    )
    query = in_view(Benefit, actor, *asked, org=org)
    if due_before is not None:
        query = query.where(Benefit.due_at < due_before)
    if needs_identity:
        query = query.where(Benefit.closed_at.is_(None), *UNIDENTIFIED)
    if unpaid_for is not None:
        query = query.where(Benefit.closed_at.is_(None))
        query = query.where(Benefit.due_on < today_at(org or actor.org) - timedelta(days=unpaid_for))
    return await paginate(session, query, page, Benefit.opened_at, Benefit.case_no)


@router.get("/benefits/{case_no}", response_model=BenefitOut)
async def get_benefit(case: Viewed, response: Response) -> Benefit:
    """查询生存给付: one benefit."""
    return reply(response, case)


add_case_views(router, "/benefits", Benefit)


@router.get("/benefits/{case_no}/account")
async def get_account(case: Held, session: Session, actor: Reader) -> AccountOut:
    """收款账户: where it is transferred to, masked unless the token may read personal data; such a read is recorded."""
    return await commands.account_of(session, case, actor)


@router.post("/benefits/{case_no}/notice", response_model=BenefitOut)
async def notify(case: Held, session: Session, actor: Notifier, response: Response) -> Benefit:
    """领取通知: the beneficiary was told that it is due."""
    return reply(response, await commands.notify(session, case, actor))


@router.post("/benefits/{case_no}/identification", response_model=BenefitOut)
async def identify(case: Held, body: IdentificationIn, session: Session, actor: Teller, response: Response) -> Benefit:
    """身份识别: the beneficiary is who the policy says, asked from 10,000 yuan on before it is transferred."""
    return reply(response, await commands.identify(session, case, body, actor))


@router.post("/benefits/{case_no}/account", response_model=BenefitOut)
async def refresh_account(case: Held, body: AccountIn, session: Session, actor: Teller, response: Response) -> Benefit:
    """更新账户: the payee's account from now on; whatever failed of theirs comes into the next batch."""
    return reply(response, await commands.refresh_account(session, case, body, actor))


@router.post("/benefits/{case_no}/cash-claim", response_model=BenefitOut)
async def claim_in_cash(case: Held, body: CashClaimIn, session: Session, actor: Teller, response: Response) -> Benefit:
    """现金领取受理: claimed by the beneficiary or an agent, with papers; identified from 10,000 yuan on."""
    return reply(response, await commands.claim(session, case, body, actor))


@router.post("/benefits/{case_no}/cash-approval", response_model=BenefitOut)
async def approve_cash(case: Seen, session: Session, actor: Reviewer, response: Response) -> Benefit:
    """付现复核: a large sum may be paid in cash; by another than who took the claim in."""
    return reply(response, await commands.approve(session, case, actor))


@router.post("/benefits/{case_no}/cash-payment", response_model=BenefitOut, dependencies=[IdempotencyRequired])
async def pay_in_cash(case: Held, body: CashPaymentIn, session: Session, actor: Cashier, response: Response) -> Benefit:
    """现金给付: paid out, the whole of it, by another than who took the claim in."""
    return reply(response, await commands.pay_in_cash(session, case, body, actor))


@router.post("/benefits/{case_no}/return", response_model=BenefitOut)
async def turn_back(case: Held, body: TurnBackIn, session: Session, actor: TurningBack, response: Response) -> Benefit:
    """退回待付: the claim is given up or turned down, or it is kept no longer; it is to be transferred again."""
    return reply(response, await commands.turn_back(session, case, body.reason, actor))


@router.post("/benefits/{case_no}/retention", response_model=BenefitOut)
async def retain(case: Held, session: Session, actor: Teller, response: Response) -> Benefit:
    """留存: the beneficiary leaves it with the insurer until they ask for it."""
    return reply(response, await commands.retain(session, case, actor))


@router.post("/benefits/{case_no}/ending", response_model=BenefitOut)
async def end_benefit(case: Seen, body: EndIn, session: Session, actor: Reviewer, response: Response) -> Benefit:
    """不予给付: the policy had ended, or the insured died, before the day it would have been due."""
    return reply(response, await commands.end(session, case, body, actor))
