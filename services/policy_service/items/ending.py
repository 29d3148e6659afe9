"""Items that end a policy at the policyholder's wish: in its free-look period (犹豫期退保) or later (退保)."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.clauses.products import terms_of
from services.policy_service.items.checks import check_free_look_over
from services.policy_service.items.money_asks import FreeLookCancellation, Surrender
from services.policy_service.policies.commands import check_free_look
from services.policy_service.policies.end_reasons import check_end_reason
from services.policy_service.values.lending import repay
from services.policy_service.values.lines import MoneyLine, value_lines
from services.policy_service.values.settling import empty_dividends
from services.policy_service.values.standing import Standing
from shared.errors import RuleBroken, Text


def check_cancellable(standing: Standing, change: FreeLookCancellation) -> None:
    check_free_look(standing.policy)
    check_end_reason(change.reason, "free-look")


def premium_back(standing: Standing, _change: FreeLookCancellation) -> list[MoneyLine]:
    policy, cost = standing.policy, terms_of(standing.policy.product).free_look_cost_fen
    paid = Text("已交保险费", "Premiums paid")
    lines = [MoneyLine("premium", paid, policy.premiums_paid_fen, "条款: 犹豫期内退还所交保险费")]
    if cost:
        lines.append(MoneyLine("policy-cost", Text("工本费", "Cost of the policy"), -cost, "条款: 工本费不超过10元"))
    return lines


async def cancel_in_free_look(_session: AsyncSession, standing: Standing, change: FreeLookCancellation) -> None:
    standing.policy.cancelled, standing.policy.outcome = change.reason, "free-look-cancelled"


def check_surrender(standing: Standing, change: Surrender) -> None:
    """Who can still have the whole premium back isn't given less; nobody pays to be rid of a policy."""
    check_end_reason(change.reason, "surrender")
    check_free_look_over(standing)
    if sum(line.amount_fen for line in value_lines(standing)) < 0:
        told = Text("借款本息超过现金价值,请先还款", "The loan and its interest exceed the cash value; repay it first")
        raise RuleBroken("policy_no", "loan-within-value", told)


def surrender_value(standing: Standing, _change: Surrender) -> list[MoneyLine]:
    return value_lines(standing)


async def surrender(session: AsyncSession, standing: Standing, change: Surrender) -> None:
    """Loans are paid out of the value, and the dividend account is emptied."""
    policy, today = standing.policy, standing.today
    policy.surrender_value_fen = sum(line.amount_fen for line in value_lines(standing))
    policy.cancelled = change.reason
    policy.outcome, request_no = "surrendered", str(policy.request_no)
    for loan in standing.loans:
        await repay(session, loan, None, today, request_no, "surrender")
    empty_dividends(session, standing, request_no)
