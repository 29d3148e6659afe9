"""Routes of what a policy is worth (保单价值). HTTP only."""

from typing import Annotated, Any

from services.policy_service.policies.models import Policy
from services.policy_service.values import commands
from services.policy_service.values.schemas import DividendIn, DividendsOut, LoansOut, ValuesOut
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow
from shared.case_routes import case_in_hand, case_on_view
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.idempotency import IdempotencyRequired

router = make_router(Text("保单价值", "Values of policies"))

Viewed = Annotated[Policy, case_on_view(Policy)]
Held = Annotated[Policy, case_in_hand(Policy)]
Integrator = Annotated[Actor, allow(Role.INTEGRATOR)]


@router.get("/policies/{case_no}/values", response_model=ValuesOut)
async def get_values(case: Viewed, session: ReadSession, actor: CurrentActor) -> dict[str, Any]:
    """保单价值: the cash value today, dividends, loans with interest, and what a surrender would pay, line by line."""
    return await commands.values_of(session, case, actor)


@router.get("/policies/{case_no}/loans", response_model=LoansOut)
async def get_loans(case: Viewed, session: ReadSession) -> dict[str, Any]:
    """保单借款: each loan with what is owed on it today, repaid ones too."""
    return await commands.loans_of(session, case)


@router.get("/policies/{case_no}/dividends", response_model=DividendsOut)
async def get_dividends(case: Viewed, session: ReadSession) -> dict[str, Any]:
    """红利账户: what was credited and paid out."""
    return await commands.dividends_of(session, case)


@router.post(
    "/policies/{case_no}/dividends",
    response_model=DividendsOut,
    status_code=201,
    dependencies=[IdempotencyRequired],
)
async def credit_dividend(case: Held, body: DividendIn, session: Session, actor: Integrator) -> dict[str, Any]:
    """红利入账: a dividend was declared for a policy year that has ended."""
    return await commands.credit_dividend(session, case, body, actor)
