"""Lines of the arithmetic (金额明细): of what a policy is worth and owes."""

from typing import Any, NamedTuple

from services.policy_service.clauses.added_cover import RIDERS
from services.policy_service.policies.additions import riders_of
from services.policy_service.values.cash_value import cash_value
from services.policy_service.values.loans import owed_on
from services.policy_service.values.rider_value import BASIS, unearned_fen
from services.policy_service.values.standing import Standing
from shared.errors import Text


class MoneyLine(NamedTuple):
    """One line of the arithmetic: positive fen are due to the customer, negative ones from them."""

    code: str
    text: Text
    amount_fen: int
    basis: str

    @property
    def shown(self) -> dict[str, Any]:
        return {"code": self.code, **self.text._asdict(), "amount_fen": self.amount_fen, "basis": self.basis}


def value_lines(standing: Standing) -> list[MoneyLine]:
    """What a surrender would pay today, line by line: the cash value, what is left of riders' premiums and the
    dividends, less loans and interest."""
    return [cash_value_line(standing), *rider_lines(standing), *dividend_lines(standing), *loan_lines(standing)]


def cash_value_line(standing: Standing) -> MoneyLine:
    value = cash_value(standing.policy, standing.today)
    text = Text(
        f"现金价值(第{value.policy_year}保单年度,计至{value.valued_on})",
        f"Cash value (policy year {value.policy_year}, as of {value.valued_on})",
    )
    return MoneyLine("cash-value", text, value.amount_fen, "条款: 现金价值表, 保单年度内按期内插")


def rider_lines(standing: Standing) -> list[MoneyLine]:
    policy, today = standing.policy, standing.today
    lines = []
    for rider in riders_of(policy, today):
        name = RIDERS[rider.product].name
        text = Text(f"{name.zh}未满期净保险费", f"Premium of the {name.en} for days to come")
        lines.append(MoneyLine("rider-value", text, unearned_fen(policy, rider, today), BASIS))
    return lines


def dividend_lines(standing: Standing) -> list[MoneyLine]:
    if not standing.dividends_fen:
        return []
    return [MoneyLine("dividends", Text("红利账户", "Dividend account"), standing.dividends_fen, "条款: 累积红利")]


def loan_lines(standing: Standing) -> list[MoneyLine]:
    """Two a loan: the principal and its interest."""
    return [line for loan in standing.loans for line in lines_of_loan(loan.loan_no, *owed_on(loan, standing.today))]


def lines_of_loan(loan_no: str, principal_fen: int, interest_fen: int) -> list[MoneyLine]:
    basis = "借款合同: 还款、退保、满期时先息后本"
    return [
        MoneyLine("loan-interest", Text(f"借款 {loan_no} 利息", f"Interest on loan {loan_no}"), -interest_fen, basis),
        MoneyLine(
            "loan-principal", Text(f"借款 {loan_no} 本金", f"Principal of loan {loan_no}"), -principal_fen, basis
        ),
    ]
