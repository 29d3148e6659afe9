"""Products that are sold as cards (卡折)."""

from dataclasses import dataclass

from shared.errors import RuleBroken, Text


@dataclass(frozen=True, slots=True)
class CardProduct:
    """A card's price and cover are printed on it; its cover lasts CARD_MONTHS."""

    code: str
    name: str
    premium_fen: int
    sum_assured_fen: int
    ages: range  # of the insured on the day of activation
    most_copies: int  # in force at once for one insured person
    pays_on_death: bool = True


CARD_MONTHS = 12

# Invented, like the products of the other lines: an insurer enters its own.
# fmt: off
CARD_PRODUCTS = {product.code: product for product in (
    #           code     name                        price    sum assured  ages            copies
    CardProduct("K2001", "吉祥人身意外伤害保险卡",     10_000,  10_000_000,  range(18, 66),  3),
    CardProduct("K2002", "学生平安保险卡",             6_000,   2_000_000,   range(3, 23),   1),
    CardProduct("K2003", "交通工具意外伤害保险卡",     5_000,   20_000_000,  range(18, 71),  2),
    CardProduct("K2004", "住院津贴保险卡",             8_000,   500_000,     range(0, 61),   1,  pays_on_death=False),
)}
# fmt: on


def card_product(code: str) -> CardProduct:
    """Raises RuleBroken for a code that is not sold as a card."""
    if code not in CARD_PRODUCTS:
        raise RuleBroken("product", "product-sold", Text(f"没有卡折险种 {code}", f"There is no card product {code}"))
    return CARD_PRODUCTS[code]
