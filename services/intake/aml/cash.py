"""Cash of a customer and day (当日累计现金): the row that reaches the threshold opens the report by itself."""

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.aml.customers import Customer
from services.intake.aml.models import CashReceipt
from services.intake.aml.thresholds import keep_until, threshold
from services.intake.large_cash import commands
from services.intake.ledger.models import PremiumMovement
from shared import clock
from shared.calendar_data import calendar_for
from shared.db import take_turn


async def was_taken_from(session: AsyncSession, receipt_no: str, payer: Customer) -> bool:
    """Whether the payer brought this very cash, for the case that it was for before: it comes in once only."""
    lay_for = select(PremiumMovement.case_no).where(PremiumMovement.receipt_no == receipt_no)
    taken = select(CashReceipt.id).where(CashReceipt.customer_hash == payer.id_hash, CashReceipt.case_no.in_(lay_for))
    return await session.scalar(taken.limit(1)) is not None


async def take(session: AsyncSession, case: Any, payer: Customer, amount_fen: int) -> None:
    """Whichever branch took it: who splits a sum over two counters has paid it all the same."""
    now = clock.now()
    today = calendar_for(case.org).date_of(now)
    await take_turn(session, f"aml/cash/{today}/{payer.id_hash}")
    what = {"amount_fen": amount_fen, "taken_on": today, "taken_at": now, "taken_by": case.by}
    where = {"case_kind": case.kind, "case_no": case.case_no, "org": case.org, "party_ref": payer.ref}
    receipt = CashReceipt(**what, **where, customer_hash=payer.id_hash, keep_until=keep_until(today))
    session.add(receipt)
    await session.flush()
    theirs = (CashReceipt.customer_hash == payer.id_hash, CashReceipt.taken_on == today)
    total, count = (await session.execute(select(func.sum(CashReceipt.amount_fen), func.count()).where(*theirs))).one()
    if threshold("AML-CTR", today).reached_by(int(total)):
        cash = commands.Cash(payer.id_hash, case.org, today, int(total), count)
        report = await commands.report_cash(session, cash)
        await session.execute(update(CashReceipt).where(*theirs).values(report_no=report.case_no))
