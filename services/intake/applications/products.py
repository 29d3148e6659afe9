"""Products of the individual long-term line that the counter takes applications for."""

from dataclasses import dataclass
from typing import Literal

from shared.errors import RuleBroken, Text


@dataclass(frozen=True, slots=True)
class Product:
    """`term_years` None is whole life; the free-look days and their day 1 are the clause's."""

    code: str
    name: str  # the registered name, as the form must give it
    design: Literal["participating", "protection", "health", "annuity"]
    ages: range  # of the insured on the day of the form
    term_years: int | None
    form_pages: int  # as the form is printed
    pays_on_death: bool  # more than the premiums or the cash value
    free_look_days: int
    free_look_starts: Literal["signature", "day_after"]


# fmt: off
PRODUCTS = {product.code: product for product in (
    #       code      registered name         design           ages            term  pages  on death  free look
    Product("L1001", "福满两全保险(分红型)",   "participating", range(0, 66),   20,   2,     True,     15, "day_after"),
    Product("L1002", "安康终身寿险",           "protection",    range(0, 61),   None, 2,     True,     15, "day_after"),
    Product("L1003", "康宁终身重大疾病保险",   "health",        range(0, 56),   None, 3,     False,    15, "day_after"),
    Product("L1004", "金色年华养老年金保险",   "annuity",       range(0, 61),   None, 2,     False,    20, "signature"),
    Product("L1005", "祥瑞定期寿险",           "protection",    range(18, 66),  30,   2,     True,     15, "day_after"),
)}
# fmt: on


def product(code: str) -> Product:
    """Raises RuleBroken for a code that is not sold."""
    if code not in PRODUCTS:
        raise RuleBroken("product", "product-sold", Text(f"没有险种 {code}", f"There is no product {code}"))
    return PRODUCTS[code]
