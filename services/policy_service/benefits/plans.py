"""Benefits for living (生存金, 年金, 满期金) by product, and when each instalment is due. Pure.

Invented, as the products are: an insurer enters its own clauses. Days are counted from the effective day (对应日), so a
month or year without that day takes its last one and the next has the day again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count, takewhile
from typing import Literal, NamedTuple

from services.policy_service.clauses.interest import half_up
from shared.anniversaries import months_after, years_after
from shared.errors import Text
from shared.marks import Mark

YEARLY, MONTHLY = "yearly", "monthly"
Kind = Literal["survival", "annuity", "maturity"]
KINDS = {
    "survival": Text("生存金", "survival benefit"),
    "annuity": Text("年金", "annuity"),
    "maturity": Text("满期金", "maturity benefit"),
}
ModeOf = Callable[[date], str]
"""How an annuity is drawn in the year that begins on a day: monthly (月领) or yearly (年领)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One row: `per_mille` of the sum assured, each time; of an annuity, each year.

    A survival benefit is due every so many years before the term is over, a maturity benefit when it is. An annuity is
    due from the first anniversary on which the insured has reached `from_age` and no premium is to come any more, and
    ends before the one on which they have reached `to_age`.
    """

    product: str
    benefit: Kind
    per_mille: int
    every_years: int = 1
    from_age: int = 0
    to_age: int = 0
    basis: str = "本系统设计 (示例险种)"
    mark: Mark = "D"


# fmt: off
PLANS = (
    #    product  benefit     ‰ of sum assured
    Plan("L1001", "survival", 100, every_years=3),
    Plan("L1001", "maturity", 1000),
    Plan("L1004", "annuity",  100, from_age=60, to_age=105),
    Plan("Y3001", "maturity", 1050),
    Plan("Y3002", "survival", 50),
    Plan("Y3002", "maturity", 1000),
)
# fmt: on
PRODUCTS = frozenset(plan.product for plan in PLANS)


class Terms(NamedTuple):
    """What a policy says of its benefits; `born_on` is the insured's."""

    product: str
    effective_on: date
    term_years: int | None
    pay_years: int
    sum_assured_fen: int
    born_on: date


class Instalment(NamedTuple):
    benefit: Kind
    due_on: date
    amount_fen: int
    drawing_mode: str | None = None


def plans_of(product: str | None) -> list[Plan]:
    return [plan for plan in PLANS if plan.product == product]


def instalments(plan: Plan, terms: Terms, mode_of: ModeOf = lambda _: YEARLY) -> Iterator[Instalment]:
    """All there will ever be, the earliest first."""
    each = amount_of(plan, terms)
    if plan.benefit == "annuity":
        for year in annuity_years(plan, terms):
            yield from _of_year(terms, year, each, mode_of(years_after(terms.effective_on, year)))
    elif terms.term_years and plan.benefit == "survival":
        for year in range(plan.every_years, terms.term_years, plan.every_years):
            yield Instalment("survival", years_after(terms.effective_on, year), each)
    elif terms.term_years:
        yield Instalment("maturity", years_after(terms.effective_on, terms.term_years), each)


def amount_of(plan: Plan, terms: Terms) -> int:
    return half_up(terms.sum_assured_fen * plan.per_mille, 1000)


def annuity_years(plan: Plan, terms: Terms) -> Iterator[int]:
    """Anniversaries, as years from the effective day, on which a year of the annuity begins."""
    first_day, end = years_after(terms.born_on, plan.from_age), years_after(terms.born_on, plan.to_age)
    for year in takewhile(lambda n: years_after(terms.effective_on, n) < end, count(max(terms.pay_years, 1))):
        if years_after(terms.effective_on, year) >= first_day:
            yield year


def _of_year(terms: Terms, year: int, amount_fen: int, mode: str) -> Iterator[Instalment]:
    """Monthly, the last of the twelve bears what doesn't divide."""
    if mode == YEARLY:
        yield Instalment("annuity", years_after(terms.effective_on, year), amount_fen, YEARLY)
        return
    month = amount_fen // 12
    for number in range(12):
        due_on = months_after(terms.effective_on, 12 * year + number)
        yield Instalment("annuity", due_on, month if number < 11 else amount_fen - 11 * month, MONTHLY)
