"""Steps of a policy loan: lent, paid out, repaid in part or whole, overdue, and owed again."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.clauses.interest import rate_on
from services.policy_service.clauses.loan_terms import due_after
from services.policy_service.clauses.products import terms_of
from services.policy_service.loans.lifecycle import LoanStatus
from services.policy_service.loans.models import LoanRepayment, PolicyLoan
from services.policy_service.models import TAKEN_OVER
from services.policy_service.policies.models import Policy
from services.policy_service.values.loans import book
from shared.auth import Actor
from shared.cases import advance, new_case_no
from shared.days import today_at


async def lend(session: AsyncSession, policy: Policy, amount_fen: int, request_no: str, day: date) -> PolicyLoan:
    loan = _loan_of(policy, amount_fen, request_no, rate_on(terms_of(policy.product).loan_rates, day), day)
    return await advance(session, loan, "lend", Actor.system())


async def lend_premium(session: AsyncSession, policy: Policy, renewal_no: str, day: date) -> PolicyLoan:
    """自动垫交: paid at once, to the insurer."""
    rate_bp = rate_on(terms_of(policy.product).premium_loan_rates, day)
    loan = _loan_of(policy, policy.premium_fen, renewal_no, rate_bp, day)
    loan.automatic = True
    return await advance(session, loan, "lend_premium", Actor.system())


async def take_over(session: AsyncSession, policy: Policy, balance_fen: int, rate_bp: int, lent_on: date) -> PolicyLoan:
    """借款补录: what is still owed of a loan of before the system; its days and its interest count from its own day."""
    loan = _loan_of(policy, balance_fen, policy.application_no, rate_bp, lent_on)
    return await advance(session, loan, "take_over", Actor.system())


def _loan_of(policy: Policy, amount_fen: int, request_no: str, rate_bp: int, day: date) -> PolicyLoan:
    loan = PolicyLoan(case_no=new_case_no("JK", policy.org), policy_no=policy.case_no, request_no=request_no)
    for name in (*TAKEN_OVER, "handler"):
        setattr(loan, name, getattr(policy, name))
    loan.principal_fen = loan.balance_fen = amount_fen
    loan.rate_bp = rate_bp
    loan.lent_on, loan.interest_from, loan.due_on, loan.interest_due_fen = day, day, due_after(day), 0
    return loan


async def hand_over(session: AsyncSession, request_no: str, org: str) -> None:
    """Nobody owes interest for the days before the money is paid, unless the loan was touched by then.

    One that a maturity settled in between is closed, or owed again already.
    """
    loan = (await session.scalars(select(PolicyLoan).where(PolicyLoan.request_no == request_no))).one()
    if loan.status != LoanStatus.AGREED:
        return
    if loan.interest_from == loan.lent_on:
        loan.lent_on = loan.interest_from = today_at(org)
        loan.due_on = due_after(loan.lent_on)
    await advance(session, loan, "hand_over", Actor.system())


async def repay(
    session: AsyncSession, loan: PolicyLoan, amount_fen: int | None, day: date, request_no: str, by: str
) -> None:
    """Interest first. `by`: what settles the loan if nothing is left of it."""
    book(session, loan, amount_fen, day, request_no, by)
    loan.outcome = loan.closed_by
    await advance(session, loan, "settle" if loan.closed_on else "repay", Actor.system())


async def fall_overdue(session: AsyncSession, loan: PolicyLoan) -> None:
    await advance(session, loan, "fall_overdue", Actor.system())


async def owe_again(session: AsyncSession, paid_by: str, day: date) -> None:
    """What this case paid of loans, it hasn't."""
    for paid in (await session.scalars(select(LoanRepayment).where(LoanRepayment.request_no == paid_by))).all():
        loan = await session.get_one(PolicyLoan, paid.loan_no)
        loan.balance_fen += paid.principal_fen
        loan.interest_due_fen += paid.interest_fen
        loan.closed_on = loan.closed_by = loan.outcome = None
        back = LoanRepayment(loan_no=loan.loan_no, request_no=paid_by, repaid_on=day)
        back.interest_fen, back.principal_fen = -paid.interest_fen, -paid.principal_fen
        session.add(back)
        await advance(session, loan, "reopen", Actor.system())
