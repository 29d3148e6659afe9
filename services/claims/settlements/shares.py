"""Dividing money exactly (分配): the fen of the parts sum to the whole. Pure."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor


def split(total_fen: int, shares: Sequence[Fraction]) -> list[int]:
    """What rounding down leaves goes to the largest remainders, of equal ones to the first; the shares make a whole."""
    exact = [total_fen * share for share in shares]
    parts = [floor(each) for each in exact]
    by_remainder = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
    for at in by_remainder[: total_fen - sum(parts)]:
        parts[at] += 1
    return parts


def as_named(percents: Mapping[str, int | None]) -> dict[str, Fraction]:
    """未确定受益份额的,按照相等份额享有 (《保险法》第四十条, V)."""
    weights = {name: percent or 0 for name, percent in percents.items()}
    if not all(weights.values()):
        weights = dict.fromkeys(weights, 1)
    return {name: Fraction(weight, sum(weights.values())) for name, weight in weights.items()}


def spread(total_fen: int, weights: Mapping[str, int]) -> dict[str, int]:
    """In proportion to weights, of which one is positive."""
    whole = sum(weights.values())
    parts = split(total_fen, [Fraction(weight, whole) for weight in weights.values()])
    return dict(zip(weights, parts, strict=True))
