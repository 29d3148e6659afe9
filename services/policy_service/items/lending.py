"""Policy loans (保单借款) and their repayment (还款)."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.clauses.products import terms_of
from services.policy_service.items.checks import check_free_look_over
from services.policy_service.items.item import Consent
from services.policy_service.items.money_asks import LoanAsked, LoanRepaid
from services.policy_service.loans.models import PolicyLoan
from services.policy_service.values import lending as loans
from services.policy_service.values.cash_value import cash_value
from services.policy_service.values.lines import MoneyLine
from services.policy_service.values.loans import owed_on, parts_of
from services.policy_service.values.standing import Standing
from shared.amounts import yuan
from shared.errors import RuleBroken, Text


def _pledges_another(standing: Standing, _change: LoanAsked) -> bool:
    return standing.insures_another and terms_of(standing.policy.product).pays_on_death


LAW34 = Consent(
    "insured",
    "insured_consent",
    "《保险法》第三十四条: 以死亡为给付条件的合同,未经被保险人书面同意不得质押",
    "V",
    needed=_pledges_another,
)


def percent_lent(product: str | None) -> int:
    """Of the cash value; RuleBroken for a product on which nothing is lent."""
    percent = terms_of(product).lends_percent
    if not percent:
        raise RuleBroken("product", "lends", Text("该险种不办理保单借款", "Nothing is lent on this product"))
    return percent


def check_loan(standing: Standing, change: LoanAsked) -> None:
    percent = percent_lent(standing.policy.product)
    check_free_look_over(standing)
    most = standing.still_lendable_fen(cash_value(standing.policy, standing.today).amount_fen)
    if change.amount_fen > most:
        told = Text(
            f"最多可借{yuan(most)}元(现金价值的{percent}%减已借本息)",
            f"At most {yuan(most)} yuan: {percent} % of the cash value less what is owed",
        )
        raise RuleBroken("amount_fen", "within-cash-value", told, most_fen=most)


def loan_line(_standing: Standing, change: LoanAsked) -> list[MoneyLine]:
    return [MoneyLine("loan", Text("借款本金", "Loan"), change.amount_fen, "借款合同: 180日内还款")]


async def lend(session: AsyncSession, standing: Standing, change: LoanAsked) -> None:
    policy = standing.policy
    await loans.lend(session, policy, change.amount_fen, str(policy.request_no), standing.today)


def check_repayment(standing: Standing, change: LoanRepaid) -> None:
    owed = owed_on(_loan(standing, change.loan_no), standing.today)
    if (change.amount_fen or 0) > owed.total_fen:
        whole = yuan(owed.total_fen)
        told = Text(f"借款本息共{whole}元", f"Principal and interest are {whole} yuan")
        raise RuleBroken("amount_fen", "within-what-is-owed", told, owed_fen=owed.total_fen)


def repayment_lines(standing: Standing, change: LoanRepaid) -> list[MoneyLine]:
    paid = parts_of(_loan(standing, change.loan_no), change.amount_fen, standing.today)
    basis = "借款合同: 先息后本"
    return [
        MoneyLine("loan-interest", Text("借款利息", "Interest on the loan"), -paid.interest_fen, basis),
        MoneyLine("loan-principal", Text("借款本金", "Principal of the loan"), -paid.principal_fen, basis),
    ]


async def take_repayment(session: AsyncSession, standing: Standing, change: LoanRepaid) -> None:
    loan, request_no = _loan(standing, change.loan_no), str(standing.policy.request_no)
    await loans.repay(session, loan, change.amount_fen, standing.today, request_no, "repayment")


def _loan(standing: Standing, loan_no: str) -> PolicyLoan:
    for loan in standing.loans:
        if loan.loan_no == loan_no:
            return loan
    raise RuleBroken("loan_no", "open-loan", Text("该保单没有此笔未结借款", "The policy has no such open loan"))
