"""Opening a large-cash report, letting it grow, reporting it or finding it a mistake."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.aml.thresholds import keep_until
from services.intake.large_cash.models import LargeCashReport
from shared.auth import Actor
from shared.cases import advance, new_case_no
from shared.days import today_at


class Cash(NamedTuple):
    """A customer's cash of one day, and the organisation that took the last of it."""

    customer_hash: str
    org: str
    on: date
    fen: int
    receipts: int


async def report_cash(session: AsyncSession, cash: Cash) -> LargeCashReport:
    """Open the customer's report of the day, or let it grow; whoever decides on it meanwhile waits, or starts over."""
    theirs = (LargeCashReport.customer_hash == cash.customer_hash, LargeCashReport.cash_on == cash.on)
    report = await session.scalar(select(LargeCashReport).where(*theirs).with_for_update())
    if report is None:
        report = LargeCashReport(case_no=new_case_no("DE", cash.org), org=cash.org, channel="counter")
        report.customer_hash, report.cash_on = cash.customer_hash, cash.on
    action = "extend" if report.version else "open"
    report.cash_fen, report.receipts = cash.fen, cash.receipts
    report.doubt = report.doubted_by = report.outcome = report.filed_as = report.keep_until = None
    return await advance(session, report, action, Actor.system())


async def report(session: AsyncSession, case: LargeCashReport, filed_as: str | None, actor: Actor) -> LargeCashReport:
    case.filed_as, case.outcome = filed_as, "reported"
    case.keep_until = keep_until(today_at(case.org))
    return await advance(session, case, "report", actor)


async def doubt(session: AsyncSession, case: LargeCashReport, reason: str, actor: Actor) -> LargeCashReport:
    case.doubt, case.doubted_by = reason, actor.ref
    return await advance(session, case, "doubt", actor)


async def uphold(session: AsyncSession, case: LargeCashReport, actor: Actor) -> LargeCashReport:
    return await advance(session, case, "uphold", actor)


async def confirm_mistake(session: AsyncSession, case: LargeCashReport, actor: Actor) -> LargeCashReport:
    case.outcome = "mistaken"
    case.keep_until = keep_until(today_at(case.org))
    return await advance(session, case, "confirm_mistake", actor)
