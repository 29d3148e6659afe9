"""Products that banks sell at their counters (银保险种)."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from shared.amounts import YUAN
from shared.errors import RuleBroken, Text

SINGLE, REGULAR = frozenset({1}), frozenset({3, 5, 10})


@dataclass(frozen=True, slots=True)
class BankProduct:
    """All last more than a year, so all have the free-look period of FL-BANCA; its day 1 is the clause's."""

    code: str
    name: str
    payment_mode: Literal["single", "annual"]
    pay_years: AbstractSet[int]
    ages: range  # of the insured on the day of acceptance
    term_years: int | None
    least_premium_fen: int
    pays_on_death: bool = True
    free_look_starts: Literal["signature", "day_after"] = "day_after"


PREMIUM_STEP_FEN = 1_000 * YUAN
FREE_LOOK_DAYS = 15  # FL-BANCA: 15 natural days from receipt and signature, 保监发〔2014〕3号 (S2 V)

# Invented, like the products of the other lines: an insurer enters its own.
# fmt: off
BANK_PRODUCTS = {product.code: product for product in (
    #           code     name                       paid      years    ages          term  least premium
    BankProduct("Y3001", "稳盈两全保险(趸交)",      "single", SINGLE,  range(0, 71), 6,    10_000 * YUAN),
    BankProduct("Y3002", "年年丰两全保险(分红型)",  "annual", REGULAR, range(0, 66), 15,   2_000 * YUAN),
    BankProduct("Y3003", "传世终身寿险(银保专属)",  "annual", REGULAR, range(0, 66), None, 5_000 * YUAN),
)}
# fmt: on


def bank_product(code: str) -> BankProduct:
    """Raises RuleBroken for a code that banks don't sell."""
    if code not in BANK_PRODUCTS:
        raise RuleBroken("product", "product-sold", Text(f"没有银保险种 {code}", f"There is no bank product {code}"))
    return BANK_PRODUCTS[code]
