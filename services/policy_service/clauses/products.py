"""What the clauses of the products say (险种条款): one row a product that may have a policy. Pure.

Shares are per 1,000 of the yearly premiums paid (without the surcharge of the payment mode, which buys no value): the
first at the start, then one at the end of each policy year (保单年度). After the last row its value holds.
Within a year a value goes from one end to the other evenly, by days or by whole months, as `within_year` says.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from services.policy_service.clauses.interest import Rate
from services.policy_service.clauses.premium_plan import MODES
from shared.amounts import YUAN
from shared.errors import RuleBroken, Text

DrawingMode = Literal["yearly", "monthly"]
DRAWING_MODES: Mapping[str, Text] = {"yearly": Text("年领", "yearly"), "monthly": Text("月领", "monthly")}

# Per 1,000 of the yearly premium; the usual surcharges of the trade (M).
ONCE = {"single": 1_000}
YEARLY = ONCE | {"annual": 1_000}
FACTORS = YEARLY | {"semiannual": 520, "quarterly": 262, "monthly": 90}

# Invented, as all rates, values and costs here are: an insurer enters its own.
LOAN_RATES = (Rate(date(2000, 1, 1), 550), Rate(date(2020, 7, 1), 500))
PREMIUM_LOAN_RATES = LOAN_RATES  # clauses at hand treat what is lent for a premium as a loan (M)
ARREARS_RATES = (Rate(date(2000, 1, 1), 600), Rate(date(2020, 7, 1), 550))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTerms:
    """`lends_percent` 0: no policy loans. `least_sum_assured_fen` None: no partial surrender.

    `waives_premium`: when the policyholder dies (投保人豁免), whose own life is therefore underwritten.
    `lends_premium`: unpaid ones, where the policyholder chose it (自动垫交). `becomes_paid_up`: 减额交清.
    `draws`: how an annuity may be drawn, the usual way first; none: nothing is drawn.
    `riders`: what may be added to it on an anniversary (附加险).
    `pays_on_death`: what LAW34 calls a contract that pays on death; the annuity's refund of premiums is none (D).
    """

    shares: tuple[int, ...]
    within_year: Literal["days", "months"] = "days"
    factors: Mapping[str, int] = field(default_factory=lambda: FACTORS)
    free_look_cost_fen: int = 0
    lends_percent: int = 80
    least_sum_assured_fen: int | None = 10_000 * YUAN
    pays_on_death: bool = True
    participates: bool = False
    waives_premium: bool = False
    lends_premium: bool = False
    becomes_paid_up: bool = False
    draws: tuple[DrawingMode, ...] = ()
    riders: tuple[str, ...] = ()
    loan_rates: tuple[Rate, ...] = LOAN_RATES
    premium_loan_rates: tuple[Rate, ...] = PREMIUM_LOAN_RATES
    arrears_rates: tuple[Rate, ...] = ARREARS_RATES

    def share_at_end_of(self, year: int) -> int:
        return self.shares[min(year, len(self.shares) - 1)]

    def factor_of(self, mode: str) -> int:
        """Raises RuleBroken for a payment mode (交费方式) that the product isn't sold with."""
        if mode not in self.factors:
            words = MODES.get(mode, Text(mode, mode))
            told = Text(f"该险种没有交费方式“{words.zh}”", f"This product isn't paid {words.en}")
            raise RuleBroken("payment_mode", "mode-offered", told, offered=sorted(self.factors))
        return self.factors[mode]


ALLOWS_NOTHING = ProductTerms(shares=())
ACCIDENTS, ALL_RIDERS = ("F5001",), ("F5001", "F5002", "F5003")
CARD = ProductTerms(shares=(750, 0), factors=ONCE, lends_percent=0, least_sum_assured_fen=None)

# fmt: off
PRODUCTS: Mapping[str, ProductTerms] = {
    "L1001": ProductTerms(
        riders=ALL_RIDERS, participates=True, lends_premium=True, becomes_paid_up=True, shares=(
        0, 250, 420, 530, 610, 670, 720, 760, 795, 825, 850, 875, 895, 915, 935, 955, 970, 985, 1000, 1020, 1050)),
    "L1002": ProductTerms(riders=ALL_RIDERS, lends_premium=True, becomes_paid_up=True, shares=(
        0, 200, 350, 450, 530, 590, 640, 680, 715, 745, 770, 790, 810, 830, 850, 870, 890, 910, 930, 950, 970)),
    "L1003": ProductTerms(
        riders=("F5001", "F5003"), waives_premium=True, lends_premium=True, becomes_paid_up=True,
        pays_on_death=False, free_look_cost_fen=10 * YUAN, within_year="months", shares=(
        0, 150, 280, 370, 440, 500, 550, 590, 625, 655, 680, 700, 720, 740, 760, 780, 800, 820, 840, 860, 880)),
    "L1004": ProductTerms(
        riders=ACCIDENTS, lends_premium=True, pays_on_death=False, lends_percent=70, draws=("yearly", "monthly"),
        shares=(
        0, 400, 560, 660, 730, 780, 820, 855, 885, 910, 935, 955, 970, 985, 1000)),
    "L1005": ProductTerms(riders=ALL_RIDERS, lends_percent=0, least_sum_assured_fen=50_000 * YUAN, shares=(
        0, 50, 100, 140, 170, 200, 220, 240, 255, 265, 275, 280, 285, 285, 285, 280, 275, 265, 255, 245, 230, 215, 195,
        175, 150, 125, 100, 75, 50, 25, 0)),
    "Y3001": ProductTerms(factors=ONCE, least_sum_assured_fen=None, shares=(900, 960, 985, 1005, 1025, 1045, 1070)),
    "Y3002": ProductTerms(participates=True, lends_premium=True, becomes_paid_up=True, factors=YEARLY, shares=(
        0, 500, 700, 800, 860, 900, 930, 950, 965, 980, 990, 1000, 1010, 1020, 1035, 1050)),
    "Y3003": ProductTerms(lends_premium=True, becomes_paid_up=True, factors=YEARLY, shares=(
        0, 400, 600, 720, 800, 850, 890, 920, 945, 965, 980, 990, 1000, 1010, 1020, 1030)),
    "K2001": CARD,
    "K2002": CARD,
    "K2003": CARD,
    "K2004": replace(CARD, pays_on_death=False),
}
# fmt: on


def terms_of(product: str | None) -> ProductTerms:
    """Raises RuleBroken for a product without a row."""
    terms = PRODUCTS.get(product or "")
    if terms is None:
        told = Text(f"险种 {product} 没有条款数据", f"Nothing is known of the clauses of product {product}")
        raise RuleBroken("product", "product-known", told)
    return terms


def options_of(product: str | None) -> ProductTerms:
    """For what a product may allow or not: one without a row allows none of it."""
    return PRODUCTS.get(product or "", ALLOWS_NOTHING)


def usual_drawing_mode(product: str | None) -> str | None:
    """领取方式 of a new policy; None where nothing is drawn."""
    return next(iter(options_of(product).draws), None)
