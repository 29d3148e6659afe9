"""Routes of banks' applications (银保通投保件). HTTP only; those of the reconciliation: `reconciliation.routes`."""

from typing import Annotated

from fastapi import Query, Request, Response

from services.intake.bank.commands import decisions, money, reception
from services.intake.bank.lifecycle import BankApplicationStatus
from services.intake.bank.models import BankApplication, BankParty
from services.intake.bank.schemas import (
    BankApplicationIn,
    BankApplicationOut,
    BankCode,
    FinancesOut,
    PremiumIn,
    TransactionNo,
)
from services.intake.bank.tokens import check_bank
from services.intake.schemas import ConclusionIn, ReasonIn
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow, check_scope
from shared.case_routes import (
    DueBefore,
    OrgFilter,
    add_case_views,
    case_in_hand,
    case_on_view,
    created,
    page_of_cases,
    reply,
)
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.idempotency import IdempotencyRequired
from shared.pagination import Found, Page, PageParams
from shared.people import PeopleOut, read_people
from shared.people_search import add_people_search
from shared.schemas import Code

router = make_router(Text("银保通投保件", "Banks' applications"))

Viewed = Annotated[BankApplication, case_on_view(BankApplication)]
Held = Annotated[BankApplication, case_in_hand(BankApplication)]
Seen = Annotated[BankApplication, case_in_hand(BankApplication, as_seen=True)]
Bank = Annotated[Actor, allow(Role.INTEGRATOR)]
Desk = Annotated[Actor, allow(Role.INTEGRATOR, Role.TELLER)]
Underwriter = Annotated[Actor, allow(Role.UNDERWRITER)]
FinanceReader = Annotated[Actor, allow(Role.UNDERWRITER, Role.AUDITOR)]
READERS = allow(Role.TELLER, Role.UNDERWRITER, Role.AUDITOR, Role.SERVICE, Role.BRANCH_MANAGER)
PartyReader = Annotated[Actor, READERS]
Purpose = Annotated[Code, Query()]


@router.post("/bank-applications", response_model=BankApplicationOut, status_code=201)
async def submit_bank_application(
    body: BankApplicationIn, session: Session, actor: Bank, request: Request, response: Response
) -> BankApplication:
    """银保通投保: a bank's application, underwritten at once; sent again it is the same case, answered with 200."""
    check_scope(actor, body.org)
    check_bank(actor, body.bank)
    known = await reception.submitted_before(session, body)
    response.status_code = 201 if known is None else 200
    case = known or await reception.submit(session, body, actor)
    return created(request, response, "/bank-applications", case)


@router.get("/bank-applications", response_model=Page[BankApplicationOut])
async def list_bank_applications(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[BankApplicationStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    bank: Annotated[BankCode | None, Query(description="代理银行")] = None,
    transaction_no: Annotated[TransactionNo | None, Query(description="交易流水号")] = None,
    policy_no: Annotated[Code | None, Query(description="保单号")] = None,
) -> Found[BankApplication]:
    """银保通投保件清单: banks' applications of your organisation, the newest last."""
    asked = (
        (BankApplication.status, status),
        (BankApplication.bank, bank),
        (BankApplication.transaction_no, transaction_no),
        (BankApplication.policy_no, policy_no),
    )
    return await page_of_cases(session, BankApplication, actor, page, *asked, org=org, due_before=due_before)


@router.get("/bank-applications/{case_no}", response_model=BankApplicationOut)
async def get_bank_application(case: Viewed, response: Response) -> BankApplication:
    """查询银保通投保件: one application of a bank."""
    return reply(response, case)


add_case_views(router, "/bank-applications", BankApplication)
add_people_search(router, BankParty, BankApplication, READERS, "/bank-applications/parties")


@router.get("/bank-applications/{case_no}/parties")
async def get_bank_people(case: Held, session: Session, actor: PartyReader, purpose: Purpose = "service") -> PeopleOut:
    """投保人等资料: the people of the application, masked unless the token may read personal data."""
    return await read_people(session, BankParty, case.case_no, actor, purpose=purpose)


@router.get("/bank-applications/{case_no}/finances")
async def get_finances(
    case: Held, session: Session, actor: FinanceReader, purpose: Purpose = "underwriting"
) -> FinancesOut:
    """财务告知: stated incomes and budget, for whoever may read personal data; the read is recorded."""
    return await decisions.show_finances(session, case, purpose, actor)


@router.post("/bank-applications/{case_no}/escalation", response_model=BankApplicationOut)
async def escalate_bank_application(
    case: Held, session: Session, actor: Underwriter, response: Response
) -> BankApplication:
    """上报: to the next level of underwriting."""
    return reply(response, await decisions.escalate(session, case, actor))


@router.post("/bank-applications/{case_no}/decision", response_model=BankApplicationOut)
async def decide_bank_application(
    case: Seen, body: ConclusionIn, session: Session, actor: Underwriter, response: Response
) -> BankApplication:
    """核保结论: approve or decline, within your authority."""
    return reply(response, await decisions.decide(session, case, body, actor))


@router.post(
    "/bank-applications/{case_no}/receipts", response_model=BankApplicationOut, dependencies=[IdempotencyRequired]
)
async def receive_bank_premium(
    case: Held, body: PremiumIn, session: Session, actor: Bank, response: Response
) -> BankApplication:
    """银行代收: the bank collected the premium, in full; the policy is issued at once (实时出单)."""
    check_bank(actor, case.bank)
    return reply(response, await money.receive_premium(session, case, body.amount_fen, actor))


@router.post("/bank-applications/{case_no}/void", response_model=BankApplicationOut)
async def void_bank_policy(
    case: Held, body: ReasonIn, session: Session, actor: Bank, response: Response
) -> BankApplication:
    """当日撤单: void the policy on the day of its issue; the premium is to be paid back."""
    check_bank(actor, case.bank)
    return reply(response, await money.void(session, case, body.reason, actor))


@router.post("/bank-applications/{case_no}/withdrawal", response_model=BankApplicationOut)
async def withdraw_bank_application(
    case: Held, body: ReasonIn, session: Session, actor: Desk, response: Response
) -> BankApplication:
    """撤单: the customer withdraws before the premium is in."""
    check_bank(actor, case.bank, Role.TELLER)
    return reply(response, await reception.withdraw(session, case, body.reason, actor))
