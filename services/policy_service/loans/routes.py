"""Routes of the policy loan (保单借款). HTTP only."""

from typing import Annotated

from fastapi import Query, Response

from services.policy_service.loans.lifecycle import LoanStatus
from services.policy_service.loans.models import PolicyLoan
from services.policy_service.loans.schemas import PolicyLoanOut
from shared.app import make_router
from shared.auth import CurrentActor
from shared.case_routes import DueBefore, OrgFilter, add_case_views, case_on_view, page_of_cases, reply
from shared.db import ReadSession
from shared.errors import Text
from shared.pagination import Found, Page, PageParams
from shared.schemas import CaseNo

router = make_router(Text("保单借款", "Policy loans"))

Viewed = Annotated[PolicyLoan, case_on_view(PolicyLoan)]


@router.get("/policy-loans", response_model=Page[PolicyLoanOut])
async def list_loans(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[LoanStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    policy_no: Annotated[CaseNo | None, Query(description="保单号")] = None,
) -> Found[PolicyLoan]:
    """借款清单: policy loans of your organisation, the newest last; `status=overdue` are those to be dunned."""
    asked = ((PolicyLoan.status, status), (PolicyLoan.policy_no, policy_no))
    return await page_of_cases(session, PolicyLoan, actor, page, *asked, org=org, due_before=due_before)


@router.get("/policy-loans/{case_no}", response_model=PolicyLoanOut)
async def get_loan(case: Viewed, response: Response) -> PolicyLoan:
    """查询借款: one loan. It is lent and repaid by service requests."""
    return reply(response, case)


add_case_views(router, "/policy-loans", PolicyLoan)
