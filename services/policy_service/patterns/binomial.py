"""The exact tail of a binomial distribution: how likely as many or more are by chance alone. Pure."""

from math import exp, fsum, lgamma, log, log1p


def tail(least: int, of: int, rate: float) -> float:
    """P(X ≥ least) where each of `of` happens with chance `rate`; term by term, no approximation of the sum."""
    if least <= 0 or rate >= 1:
        return 1.0 if least <= of else 0.0
    if rate <= 0 or least > of:
        return 0.0
    return min(1.0, fsum(exp(_log_term(many, of, rate)) for many in range(least, of + 1)))


def _log_term(many: int, of: int, rate: float) -> float:
    ways = lgamma(of + 1) - lgamma(many + 1) - lgamma(of - many + 1)
    return ways + many * log(rate) + (of - many) * log1p(-rate)
