"""Fen reckoned, and written out in sentences. Pure."""

from shared.amounts import yuan
from shared.errors import Text


def half_up(numerator: int, denominator: int) -> int:
    """To the nearest whole one, the half upwards; of what isn't negative."""
    return (2 * numerator + denominator) // (2 * denominator)


def percent_of(fen: int, percent: int) -> int:
    return half_up(fen * percent, 100)


def signed(fen: int) -> str:
    return f"{'+' if fen > 0 else ''}{yuan(fen)}"


def told(zh: str, en: str, **fen: int) -> Text:
    """The sentence with each amount in yuan."""
    amounts = {name: yuan(amount) for name, amount in fen.items()}
    return Text(zh.format(**amounts), en.format(**amounts))
