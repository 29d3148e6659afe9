"""What added cover costs (附加险、加保的保险费): an instalment of it, and what is left of the current one. Pure."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from services.policy_service.clauses.added_cover import AddedCover, AgeRate, yearly_premium_fen
from services.policy_service.clauses.interest import half_up
from services.policy_service.clauses.premium_plan import MODES, Part, parts_until
from services.policy_service.clauses.products import terms_of
from services.policy_service.policies.models import Policy
from services.policy_service.values.lines import MoneyLine
from services.policy_service.values.standing import Standing
from shared.amounts import yuan
from shared.errors import Text


class Priced(NamedTuple):
    """`premium_fen`: of one instalment from the next due day on. The lines sum to the first premium, due now."""

    premium_fen: int
    lines: list[MoneyLine]

    @property
    def first_premium_fen(self) -> int:
        return -sum(line.amount_fen for line in self.lines)


def price(standing: Standing, cover: AddedCover, sum_assured_fen: int) -> Priced:
    """Where more than one is insured, by the age of the oldest (our design)."""
    policy, rate = standing.policy, cover.rate_at(max(standing.insured_ages))
    standard = yearly_premium_fen(rate, sum_assured_fen)
    yearly = half_up(standard * (100 + standing.loading_percent), 100)
    premium = half_up(yearly * terms_of(policy.product).factor_of(policy.payment_mode), 1_000)
    told = [_yearly_line(cover, rate, sum_assured_fen, standard)]
    told += _loading_line(standing.loading_percent, standard, yearly)
    told.append(_instalment_line(policy, yearly, premium))
    return Priced(premium, [*told, *_first_lines(policy, standing.today, premium)])


def _yearly_line(cover: AddedCover, rate: AgeRate, sum_assured_fen: int, yearly: int) -> MoneyLine:
    text = Text(
        f"{cover.name.zh}保额{yuan(sum_assured_fen)}元, {rate.text.zh}: 年保险费{yuan(yearly)}元",
        f"{cover.name.en} of {yuan(sum_assured_fen)} yuan, {rate.text.en}: {yuan(yearly)} yuan a year",
    )
    return MoneyLine("yearly-premium", text, 0, cover.basis)


def _loading_line(percent: int, standard: int, yearly: int) -> Iterator[MoneyLine]:
    if percent:
        text = Text(
            f"加费{percent}%: 年保险费{yuan(standard)}元增至{yuan(yearly)}元",
            f"{percent} % on top of {yuan(standard)} yuan: {yuan(yearly)} yuan a year",
        )
        yield MoneyLine("loading", text, 0, "核保结论: 加费承保")


def _instalment_line(policy: Policy, yearly: int, premium: int) -> MoneyLine:
    mode, due_on = MODES[policy.payment_mode], policy.next_due_on
    factor = terms_of(policy.product).factor_of(policy.payment_mode)
    each, year = yuan(premium), yuan(yearly)
    text = Text(
        f"{mode.zh},系数{factor}/1000: 自{due_on}起每期随主险交{each}元(年保险费{year}元)",
        f"Paid {mode.en}, {factor}/1000 of {year} yuan: {each} yuan with each premium from {due_on} on",
    )
    return MoneyLine("new-premium", text, 0, "条款: 按交费方式系数折算")


def _first_lines(policy: Policy, today: date, premium: int) -> Iterator[MoneyLine]:
    """One for each period that the policy is paid for, so that each rounding is seen."""
    if policy.next_due_on is None:
        return
    each = yuan(premium)
    for part in parts_until(policy.effective_on, policy.payment_mode, today, policy.next_due_on):
        text = Text(
            f"首期保险费{part.start}起至{part.end}前: {each}元×{part.days}日/{part.of_days}日",
            f"First premium from {part.start} until {part.end}: {each} yuan × {part.days} of {part.of_days} days",
        )
        yield MoneyLine("first-premium", text, -_of_part(premium, part), "按日计收至主险交至日(本系统设计)")


def _of_part(premium: int, part: Part) -> int:
    return half_up(premium * part.days, part.of_days)
