"""What is settled as a policy ends: its loans are paid out of what it leaves, its dividend account is emptied."""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.values.lending import repay
from services.policy_service.values.lines import MoneyLine, lines_of_loan
from services.policy_service.values.loans import parts_of
from services.policy_service.values.models import DividendEntry
from services.policy_service.values.standing import Standing


def empty_dividends(session: AsyncSession, standing: Standing, paid_by: str) -> None:
    """`paid_by`: the case that pays them out."""
    policy = standing.policy
    if standing.dividends_fen:
        entry = DividendEntry(policy_no=policy.case_no, amount_fen=-standing.dividends_fen, booked_on=standing.today)
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
