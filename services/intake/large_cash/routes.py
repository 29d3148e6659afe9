"""Routes of the large-cash reports (大额交易报告). HTTP only."""

from typing import Annotated

from fastapi import Query, Response
from sqlalchemy import select

from services.intake.aml.models import CashReceipt
from services.intake.aml.schemas import FilingIn
from services.intake.large_cash import commands
from services.intake.large_cash.lifecycle import LargeCashStatus
from services.intake.large_cash.models import LargeCashReport
from services.intake.large_cash.schemas import CashReceiptOut, LargeCashReportOut
from services.intake.schemas import ReasonIn
from shared.app import make_router
from shared.auth import Actor, Role, allow
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
from shared.pagination import Found, Page, PageParams, paginate
from shared.schemas import Day

router = make_router(Text("大额交易报告", "Large-cash reports"))

Viewed = Annotated[LargeCashReport, case_on_view(LargeCashReport)]
Held = Annotated[LargeCashReport, case_in_hand(LargeCashReport)]
Seen = Annotated[LargeCashReport, case_in_hand(LargeCashReport, as_seen=True)]
Compliance = Annotated[Actor, allow(Role.COMPLIANCE)]
Reader = Annotated[Actor, allow(Role.COMPLIANCE, Role.AUDITOR)]
# The board asks as a service what the clocks say.
VIEWERS = allow(Role.COMPLIANCE, Role.AUDITOR, Role.SERVICE)


@router.get("/large-cash-reports", response_model=Page[LargeCashReportOut])
async def list_large_cash_reports(
    session: ReadSession,
    actor: Reader,
    page: PageParams,
    status: Annotated[LargeCashStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    cash_on: Annotated[Day | None, Query(description="交易日期")] = None,
) -> Found[LargeCashReport]:
    """大额交易报告清单: reports of your organisation, the newest last."""
    asked = ((LargeCashReport.status, status), (LargeCashReport.cash_on, cash_on))
    return await page_of_cases(session, LargeCashReport, actor, page, *asked, org=org, due_before=due_before)


@router.get("/large-cash-reports/{case_no}", response_model=LargeCashReportOut)
async def get_large_cash_report(case: Viewed, actor: Reader, response: Response) -> LargeCashReport:
    """查询大额交易报告件: one report."""
    return reply(response, case)


add_case_views(router, "/large-cash-reports", LargeCashReport, VIEWERS)


@router.get("/large-cash-reports/{case_no}/receipts", response_model=Page[CashReceiptOut])
async def list_receipts_of_report(
    case: Viewed, session: ReadSession, actor: Reader, page: PageParams
) -> Found[CashReceipt]:
    """当日现金明细: the payments in cash that the report is of, other branches' too."""
    return await paginate(
        session, select(CashReceipt).where(CashReceipt.report_no == case.case_no), page, CashReceipt.id
    )


@router.post("/large-cash-reports/{case_no}/report", response_model=LargeCashReportOut)
async def report_large_cash(
    case: Seen, body: FilingIn, session: Session, actor: Compliance, response: Response
) -> LargeCashReport:
    """报告大额交易: it was sent to the monitoring centre."""
    return reply(response, await commands.report(session, case, body.filed_as, actor))


@router.post("/large-cash-reports/{case_no}/doubt", response_model=LargeCashReportOut)
async def doubt_large_cash(
    case: Held, body: ReasonIn, session: Session, actor: Compliance, response: Response
) -> LargeCashReport:
    """提出误报: nothing to report, for this reason (a receipt entered twice, say); a second person decides."""
    return reply(response, await commands.doubt(session, case, body.reason, actor))


@router.post("/large-cash-reports/{case_no}/upholding", response_model=LargeCashReportOut)
async def uphold_large_cash(case: Held, session: Session, actor: Compliance, response: Response) -> LargeCashReport:
    """误报不成立: it is to be reported after all; the clock never stood still."""
    return reply(response, await commands.uphold(session, case, actor))


@router.post("/large-cash-reports/{case_no}/mistake", response_model=LargeCashReportOut)
async def confirm_large_cash_mistake(
    case: Seen, session: Session, actor: Compliance, response: Response
) -> LargeCashReport:
    """确认误报: a second person agrees that there is nothing to report (四眼)."""
    return reply(response, await commands.confirm_mistake(session, case, actor))
