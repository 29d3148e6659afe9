"""Routes of the renewal (续期). HTTP only."""

from datetime import date
from typing import Annotated

from fastapi import Query, Response

from services.policy_service.collection import payment
from services.policy_service.collection.reasons import ACCOUNT_REASONS
from services.policy_service.collection.schemas import LapseNoticeIn, PaymentIn, ReminderIn
from services.policy_service.renewals.lifecycle import UNPAID, RenewalStatus
from services.policy_service.renewals.models import Renewal
from services.policy_service.renewals.schemas import RenewalOut
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow
from shared.case_routes import (
    DueBefore,
    OrgFilter,
    add_case_views,
    case_in_hand,
    case_on_view,
    in_view,
    page_of_cases,
    reply,
)
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.idempotency import IdempotencyRequired
from shared.pagination import Found, Page, PageParams, paginate
from shared.schemas import CaseNo, Code, Day

router = make_router(Text("续期", "Renewals"))

Viewed = Annotated[Renewal, case_on_view(Renewal)]
Held = Annotated[Renewal, case_in_hand(Renewal)]
Cashier = Annotated[Actor, allow(Role.CASHIER, Role.INTEGRATOR)]
Collector = Annotated[Actor, allow(Role.TELLER, Role.CALLER, Role.INTEGRATOR)]
OfReason = Annotated[Code | None, Query(description="Why its last debit failed (代扣失败原因)")]


@router.get("/renewals", response_model=Page[RenewalOut])
async def list_renewals(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[RenewalStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    policy_no: Annotated[CaseNo | None, Query(description="保单号")] = None,
    due_on: Annotated[Day | None, Query(description="应交日")] = None,
    reason: OfReason = None,
) -> Found[Renewal]:
    """续期清单: renewals of your organisation, the newest last."""
    days: date | None = due_on
    asked = ((Renewal.status, status), (Renewal.policy_no, policy_no), (Renewal.due_on, days), (Renewal.reason, reason))
    return await page_of_cases(session, Renewal, actor, page, *asked, org=org, due_before=due_before)


@router.get("/account-failures", response_model=Page[RenewalOut])
async def list_account_failures(
    session: ReadSession, actor: CurrentActor, page: PageParams, org: OrgFilter = None, reason: OfReason = None
) -> Found[Renewal]:
    """账号类失败清单: unpaid, and its last debit failed for a reason that only another account mends."""
    query = in_view(Renewal, actor, (Renewal.reason, reason), org=org)
    query = query.where(Renewal.status.in_(UNPAID), Renewal.reason.in_(ACCOUNT_REASONS))
    return await paginate(session, query, page, Renewal.due_on, Renewal.case_no)


@router.get("/renewals/{case_no}", response_model=RenewalOut)
async def get_renewal(case: Viewed, response: Response) -> Renewal:
    """查询续期: one renewal."""
    return reply(response, case)


add_case_views(router, "/renewals", Renewal)


@router.post("/renewals/{case_no}/payment", response_model=RenewalOut, dependencies=[IdempotencyRequired])
async def pay_renewal(case: Held, body: PaymentIn, session: Session, actor: Cashier, response: Response) -> Renewal:
    """续期收费: at the counter, by cash or transfer, up to the last day of grace."""
    return reply(response, await payment.pay_at_counter(session, case, body, actor))


@router.post("/renewals/{case_no}/reminders", response_model=RenewalOut)
async def remind_of_renewal(
    case: Held, body: ReminderIn, session: Session, actor: Collector, response: Response
) -> Renewal:
    """催缴: the policyholder was reminded."""
    return reply(response, await payment.remind(session, case, body.how, actor))


@router.post("/renewals/{case_no}/lapse-notice", response_model=RenewalOut)
async def notify_of_lapse(
    case: Held, body: LapseNoticeIn, session: Session, actor: Collector, response: Response
) -> Renewal:
    """效力中止告知: the policyholder was told what follows from it, and how to reinstate."""
    return reply(response, await payment.notify_lapse(session, case, body.how, actor))
