"""Group products (短险团险险种) that the counter takes applications for."""

from dataclasses import dataclass

from services.intake.pro_rata import BY_DAYS, ProRata
from shared.amounts import WAN
from shared.errors import RuleBroken, Text


@dataclass(frozen=True, slots=True)
class GroupProduct:
    """Premium and sum are those of one head; the city decides up to `city_limit_fen` of the whole policy's sum."""

    code: str
    name: str
    ages: range  # of an insured person on the day of the form
    premium_fen: int
    sum_fen: int
    city_limit_fen: int
    pays_on_death: bool = True
    term_months: int = 12
    pro_rata: ProRata = BY_DAYS  # of whoever joins or leaves within the term (加减人)


# Made up, as those of the individual line are; the real rates and limits are the company's (D).
# fmt: off
PRODUCTS = {product.code: product for product in (
    #            code     registered name                ages            premium  sum a head  city up to     on death
    GroupProduct("G2001", "学生平安意外伤害保险",         range(3, 26),   10_000,  10 * WAN,   50_000 * WAN),
    GroupProduct("G2002", "团体意外伤害保险",             range(16, 66),  15_000,  20 * WAN,   10_000 * WAN),
    GroupProduct("G2003", "团体短期住院医疗保险",         range(0, 65),   30_000,  5 * WAN,    5_000 * WAN,  False),
)}
# fmt: on


def group_product(code: str) -> GroupProduct:
    """Raises RuleBroken for a code that is not sold."""
    if code not in PRODUCTS:
        raise RuleBroken("product", "product-sold", Text(f"没有团险险种 {code}", f"There is no group product {code}"))
    return PRODUCTS[code]
