"""Clocks of a call-back."""

from typing import Any

from shared.sla import Limit, Sla, calendar_days, sla_table


def to_the_last_day(case: Any) -> Limit:
    """The clause's own days, counted from the signature: day 1 is that day or the next (S19 V).

    It doesn't roll over a holiday, for the policyholder's right doesn't either.
    """
    days: int = case.free_look_days
    return calendar_days(days - 1 if case.free_look_starts == "signature" else days, rolls=False)


# fmt: off
SLAS = sla_table(
    #   id         name                                                    starts    stops         pauses  limit                           basis                                               mark
    Sla("bsr-cb1", "犹豫期内回访", "Call-back inside the free-look period", {"date"}, {"complete", "drop"}, set(),  calendar_days(15, rolls=False), "《人身保险业务基本服务规定》 第十五条 (S12 S14)", "V", own_limit=to_the_last_day),
)
# fmt: on
