"""Clocks of a call-back."""

from functools import cache

from shared.sla import Sla, calendar_days


@cache
def inside_free_look(days: int, starts: str) -> Sla:
    """The call is owed inside the free-look period (犹豫期), whose days are the clause's: the row is made for them.

    It starts with the signature; day 1 is that day or the next (S19 V); it doesn't roll over a holiday, for the
    policyholder's right doesn't either.
    """
    limit = calendar_days(days - 1 if starts == "signature" else days, rolls=False)
    basis = "《人身保险业务基本服务规定》 第十五条 (S12 S14)"
    return Sla(
        "bsr-cb1",
        "犹豫期内回访",
        "Call-back inside the free-look period",
        {"date"},
        {"complete"},
        set(),
        limit,
        basis,
        "V",
    )
