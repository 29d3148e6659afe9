"""Routes of the claim payments (理赔付款). HTTP only."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Response

from services.claims import paying
from services.claims.payments import commands
from services.claims.payments.lifecycle import ClaimPaymentStatus
from services.claims.payments.models import ClaimPayment, PaymentAttempt
from services.claims.payments.schemas import (
    AccountIn,
    AttemptOut,
    CashIn,
    ClaimPaymentOut,
    PayeeOut,
    PaymentReasonOut,
    PaymentsIn,
    ReplacementIn,
    ResultIn,
    SetOffIn,
    SettlementOut,
    VoidIn,
)
from services.claims.readers import MoneyReader
from services.claims.settlements.models import ClaimSettlement
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow
from shared.case_routes import (
    DueBefore,
    OrgFilter,
    add_case_views,
    case_in_hand,
    case_on_view,
    page_of_cases,
    reply,
)
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.idempotency import IdempotencyRequired
from shared.pagination import Found, Page, PageParams
from shared.schemas import CaseNo
from shared.transfer_reasons import REASONS

router = make_router(Text("理赔付款", "Claim payments"))

Viewed = Annotated[ClaimPayment, case_on_view(ClaimPayment)]
Held = Annotated[ClaimPayment, case_in_hand(ClaimPayment)]
Clerk = Annotated[Actor, allow(Role.TELLER, Role.ADJUDICATOR)]
Cashier = Annotated[Actor, allow(Role.CASHIER)]
Bank = Annotated[Actor, allow(Role.CASHIER, Role.INTEGRATOR)]
Voider = Annotated[Actor, allow(Role.ADJUDICATOR, Role.BRANCH_MANAGER)]


@router.get("/claim-payment-reasons")
async def get_payment_reasons(actor: CurrentActor) -> list[PaymentReasonOut]:
    """转账失败原因: and what helps."""
    return [
        PaymentReasonOut(
            **each.text._asdict(),
            code=each.code,
            helps="refresh-account" if each.after is None else "try-again",
            retry_after_working_days=each.after,
            most_tries=each.most,
            basis=each.basis,
            mark=each.mark,
        )
        for each in REASONS.values()
    ]


@router.get("/claims/{case_no}/settlements", response_model=list[SettlementOut])
async def list_settlements(case_no: CaseNo, session: ReadSession, actor: MoneyReader) -> Sequence[ClaimSettlement]:
    """给付结算: what each payee is owed after what was paid before, or is to pay back (追回)."""
    return await paying.settlements_on_view(session, case_no, actor)


@router.post("/claim-payments", response_model=list[ClaimPaymentOut], status_code=201)
async def open_payments(body: PaymentsIn, session: Session, actor: Clerk) -> list[ClaimPayment]:
    """领款登记: who is paid what the claim owes, with shares, guardians, proofs and accounts; once a settlement."""
    return await paying.open_payments(session, body, actor)


@router.get("/claim-payments", response_model=Page[ClaimPaymentOut])
async def list_payments(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[ClaimPaymentStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    claim_no: Annotated[str | None, Query(max_length=40, description="理赔件号")] = None,
) -> Found[ClaimPayment]:
    """理赔付款清单: payments of your organisation, the newest last; or of one claim."""
    asked = ((ClaimPayment.status, status), (ClaimPayment.claim_no, claim_no))
    return await page_of_cases(session, ClaimPayment, actor, page, *asked, org=org, due_before=due_before)


@router.get("/claim-payments/{case_no}", response_model=ClaimPaymentOut)
async def get_payment(case: Viewed, response: Response) -> ClaimPayment:
    """查询理赔付款件: one payment."""
    return reply(response, case)


add_case_views(router, "/claim-payments", ClaimPayment)


@router.get("/claim-payments/{case_no}/payee")
async def get_payee(case: Held, session: Session, actor: MoneyReader) -> PayeeOut:
    """领款人与账户: masked unless the token may read personal data; such a read is recorded."""
    return await commands.payee_of(session, case, actor)


@router.get("/claim-payments/{case_no}/attempts", response_model=list[AttemptOut])
async def list_attempts(case: Viewed, session: ReadSession, actor: MoneyReader) -> Sequence[PaymentAttempt]:
    """付款尝试: each transfer with what came of it, and the cash."""
    return await commands.attempts_of(session, case.case_no)


@router.post("/claim-payments/{case_no}/transfer", response_model=ClaimPaymentOut, dependencies=[IdempotencyRequired])
async def send_transfer(case: Held, session: Session, actor: Cashier, response: Response) -> ClaimPayment:
    """付款送盘: it goes to the bank, by another than who told payee and account, and who decided."""
    return reply(response, await commands.send(session, case, actor))


@router.post(
    "/claim-payments/{case_no}/transfer-result", response_model=ClaimPaymentOut, dependencies=[IdempotencyRequired]
)
async def settle_transfer(
    case: Held, body: ResultIn, session: Session, actor: Bank, response: Response
) -> ClaimPayment:
    """转账结果: paid, to be tried again, or the account must be told anew; the claim is paid with the last of them."""
    return reply(response, await paying.settle(session, case, body, actor))


@router.post("/claim-payments/{case_no}/account", response_model=ClaimPaymentOut)
async def refresh_account(
    case: Held, body: AccountIn, session: Session, actor: Clerk, response: Response
) -> ClaimPayment:
    """更新账户: the payee's, or guardian's, account from now on."""
    return reply(response, await commands.refresh_account(session, case, body, actor))


@router.post(
    "/claim-payments/{case_no}/cash-payment", response_model=ClaimPaymentOut, dependencies=[IdempotencyRequired]
)
async def pay_in_cash(case: Held, body: CashIn, session: Session, actor: Cashier, response: Response) -> ClaimPayment:
    """现金给付: the whole of it, by another than who told the payee, and who decided."""
    return reply(response, await paying.pay_in_cash(session, case, body, actor))


@router.post("/claim-payments/{case_no}/set-off", response_model=ClaimPaymentOut, dependencies=[IdempotencyRequired])
async def set_off(case: Held, body: SetOffIn, session: Session, actor: Voider, response: Response) -> ClaimPayment:
    """抵扣: with their written consent, what somebody owes back is kept from what they are to be paid."""
    return reply(response, await paying.set_off(session, case, body, actor))


@router.post("/claim-payments/{case_no}/void", response_model=ClaimPaymentOut, dependencies=[IdempotencyRequired])
async def void_payment(case: Held, body: VoidIn, session: Session, actor: Voider, response: Response) -> ClaimPayment:
    """付款作废: never while it is with the bank; what it was of is opened anew, or the claim is reopened."""
    return reply(response, await paying.void(session, case, body.reason, actor))


@router.post(
    "/claim-payments/{case_no}/replacement",
    response_model=ClaimPaymentOut,
    status_code=201,
    dependencies=[IdempotencyRequired],
)
async def replace_payment(
    case: Held, body: ReplacementIn, session: Session, actor: Clerk, response: Response
) -> ClaimPayment:
    """重新领款登记: the portion of a voided payment, to the person with another account, or to who succeeds them."""
    return reply(response, await paying.replace(session, case, body, actor))
