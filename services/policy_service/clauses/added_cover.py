"""What may be added to a policy in force (附加险、加保): a row a rider, and one a product that may be raised. Pure.

Rates, sums and ages are invented, as those of the products are: an insurer enters its own. Rates are level (均衡费率):
by the age at which the cover is added, for as long as its premium is paid with the policy's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from shared.amounts import YUAN, yuan
from shared.errors import RuleBroken, Text
from shared.marks import Mark

THOUSAND = 1_000 * YUAN
INVENTED = "费率表(本系统设计)"


class AgeRate(NamedTuple):
    """Fen a year for each 1,000 yuan of the sum assured; `ages` of the insured as it is added."""

    ages: range
    fen: int

    @property
    def text(self) -> Text:
        ages = f"{self.ages.start}–{self.ages.stop - 1}"
        return Text(f"{ages}周岁每千元保额{yuan(self.fen)}元", f"{yuan(self.fen)} yuan for each 1,000 yuan at {ages}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedCover:
    """`most_times`: of the main sum assured, no rider insures more; None: `most_fen` alone."""

    name: Text
    rates: tuple[AgeRate, ...]
    least_fen: int
    most_fen: int
    most_times: int | None = None
    pays_on_death: bool
    basis: str = INVENTED
    mark: Mark = "D"

    def most_of(self, main_fen: int) -> int:
        """With a main sum assured of so much."""
        return self.most_fen if self.most_times is None else min(self.most_fen, self.most_times * main_fen)

    def rate_at(self, age: int) -> AgeRate:
        """Raises RuleBroken for an age that it isn't offered at."""
        for rate in self.rates:
            if age in rate.ages:
                return rate
        first, last = self.rates[0].ages.start, self.rates[-1].ages.stop - 1
        told = Text(f"被保险人年龄应为{first}–{last}周岁", f"The insured must be of age {first}–{last}")
        raise RuleBroken("insured.born_on", "age-within-product", told, first=first, last=last)


def _rates(*bands: tuple[int, int, int]) -> tuple[AgeRate, ...]:
    return tuple(AgeRate(range(first, last + 1), fen) for first, last, fen in bands)


# fmt: off
# From 8 on: only parents may insure a younger child's life (LAW33), and what somebody is to the other isn't kept here.
RIDERS: Mapping[str, AddedCover] = {
    "F5001": AddedCover(
        name=Text("附加意外伤害保险", "accident rider"), pays_on_death=True,
        rates=_rates((8, 17, 120), (18, 45, 180), (46, 60, 260)),
        least_fen=10_000 * YUAN, most_fen=1_000_000 * YUAN, most_times=3),
    "F5002": AddedCover(
        name=Text("附加意外医疗保险", "accident medical rider"), pays_on_death=False,
        rates=_rates((0, 17, 900), (18, 45, 700), (46, 60, 1_100)),
        least_fen=5_000 * YUAN, most_fen=50_000 * YUAN),
    "F5003": AddedCover(
        name=Text("附加住院津贴保险", "hospital allowance rider"), pays_on_death=False,
        rates=_rates((0, 17, 1_500), (18, 45, 1_200), (46, 60, 2_100)),
        least_fen=5_000 * YUAN, most_fen=20_000 * YUAN),
}
# Long-term policies are only reduced (S19); the term assurance is raised by its own clause, which is invented as well.
INCREASES: Mapping[str, AddedCover] = {
    "L1005": AddedCover(
        name=Text("加保", "increase"), pays_on_death=True,
        rates=_rates((18, 35, 300), (36, 45, 600), (46, 55, 1_250), (56, 60, 2_400)),
        least_fen=10_000 * YUAN, most_fen=3_000_000 * YUAN),
}
# fmt: on


def yearly_premium_fen(rate: AgeRate, sum_assured_fen: int) -> int:
    """Exact, for sums are whole thousands of yuan."""
    return sum_assured_fen // THOUSAND * rate.fen
