"""What is settled as a policy ends: its loans are paid out of what it leaves, its dividend account is emptied."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.loans.models import LoanRepayment, PolicyLoan
from services.policy_service.values.lending import repay
from services.policy_service.values.lines import MoneyLine, lines_of_loan
from services.policy_service.values.loans import parts_of
from services.policy_service.values.models import DividendEntry
from services.policy_service.values.standing import Standing


class Settled(NamedTuple):
    """What one case has repaid of a policy's loans, and paid out of its dividend account."""

    loans_fen: int = 0
    dividends_fen: int = 0


async def settled_by(session: AsyncSession, policy_no: str) -> dict[str, Settled]:
    """By the number of the case; what it took back is none."""
    paid = func.sum(LoanRepayment.interest_fen + LoanRepayment.principal_fen)
    of_loans = select(LoanRepayment.request_no, paid).join(PolicyLoan, PolicyLoan.case_no == LoanRepayment.loan_no)
    loans = await session.execute(of_loans.where(PolicyLoan.policy_no == policy_no).group_by(LoanRepayment.request_no))
    out = (DividendEntry.policy_no == policy_no, DividendEntry.request_no.is_not(None))
    of_dividends = select(DividendEntry.request_no, -func.sum(DividendEntry.amount_fen)).where(*out)
    dividends = await session.execute(of_dividends.group_by(DividendEntry.request_no))
    found: dict[str, Settled] = defaultdict(Settled)
    for number, fen in loans.all():
        found[number] = Settled(loans_fen=int(fen))
    for paid_by, fen in dividends.all():
        number = str(paid_by)
        found[number] = found[number]._replace(dividends_fen=int(fen))
    return dict(found)


def empty_dividends(session: AsyncSession, standing: Standing, paid_by: str) -> None:
    """`paid_by`: the case that pays them out."""
    pay_dividends(session, standing, standing.dividends_fen, paid_by)


def pay_dividends(session: AsyncSession, standing: Standing, amount_fen: int, paid_by: str) -> None:
    """Below 0 they are back on the account."""
    policy = standing.policy
    if amount_fen:
        entry = DividendEntry(policy_no=policy.case_no, amount_fen=-amount_fen, booked_on=standing.today)
        entry.booked_by, entry.request_no = policy.handler or "system", paid_by
        session.add(entry)


async def set_off_loans(
    session: AsyncSession, standing: Standing, worth_fen: int, day: date, paid_by: str, by: str
) -> list[MoneyLine]:
    """Paid out of what a policy leaves on a day, the oldest first; what that doesn't cover stays owed."""
    lines: list[MoneyLine] = []
    for loan in standing.loans:
        until = max(day, loan.interest_from)
        paid = parts_of(loan, worth_fen, until)
        if paid.total_fen:
            await repay(session, loan, paid.total_fen, until, paid_by, by)
            lines += lines_of_loan(loan.loan_no, *paid)
            worth_fen -= paid.total_fen
    return lines
