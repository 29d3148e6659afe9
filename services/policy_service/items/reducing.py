"""Partial surrender (减保): less cover for less premium, and the same part of the cash value paid out."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.clauses.interest import half_up
from services.policy_service.clauses.products import terms_of
from services.policy_service.items.checks import check_free_look_over
from services.policy_service.items.money_asks import PartialSurrender
from services.policy_service.policies.additions import scale
from services.policy_service.values.cash_value import cash_value
from services.policy_service.values.lines import MoneyLine
from services.policy_service.values.standing import Standing
from shared.amounts import yuan
from shared.errors import RuleBroken, Text


def check_reduction(standing: Standing, change: PartialSurrender) -> None:
    least, has = terms_of(standing.policy.product).least_sum_assured_fen, standing.policy.sum_assured_fen
    if least is None:
        raise RuleBroken("product", "reducible", Text("该险种不可减保", "This product isn't surrendered in part"))
    check_free_look_over(standing)
    if not least <= change.sum_assured_fen < has:
        told = Text(
            f"减保后保额应不低于{yuan(least)}元且低于{yuan(has)}元",
            f"From {yuan(least)} to less than {yuan(has)} yuan must stay",
        )
        raise RuleBroken("sum_assured_fen", "sum-assured-within", told, least_fen=least, present_fen=has)
    if standing.loan_fen > standing.lendable_fen(_staying(standing, change)):
        told = Text("减保后现金价值不足以担保借款", "What stays would not cover the policy loan")
        raise RuleBroken("sum_assured_fen", "loan-covered", told)


def part_of_value(standing: Standing, change: PartialSurrender) -> list[MoneyLine]:
    cut, has = standing.policy.sum_assured_fen - change.sum_assured_fen, standing.policy.sum_assured_fen
    part, whole = yuan(cut), yuan(has)
    text = Text(
        f"减保部分现金价值(减少保额{part}元/{whole}元)", f"Cash value of what is given up ({part} of {whole} yuan)"
    )
    return [MoneyLine("cash-value-part", text, _given_up(standing, change), "条款: 按减少保额的比例退还现金价值")]


async def reduce(_session: AsyncSession, standing: Standing, change: PartialSurrender) -> None:
    """In the same part what was issued and what was added since; riders stay as they are."""
    policy = standing.policy
    scale(policy, change.sum_assured_fen, policy.sum_assured_fen)
    policy.sum_assured_fen = change.sum_assured_fen


def _given_up(standing: Standing, change: PartialSurrender) -> int:
    has = standing.policy.sum_assured_fen
    return half_up(cash_value(standing.policy, standing.today).amount_fen * (has - change.sum_assured_fen), has)


def _staying(standing: Standing, change: PartialSurrender) -> int:
    return cash_value(standing.policy, standing.today).amount_fen - _given_up(standing, change)
