"""Clocks of a visit, in minutes by the wall: who waits, waits through the lunch break, too."""

from typing import Any

from shared.sla import Limit, Sla, minutes, sla_table


def waiting_limit(case: Any) -> Limit:
    """What the setting said when the ticket was taken."""
    return minutes(case.waiting_limit_minutes)


def handling_limit(case: Any) -> Limit:
    return minutes(case.handling_limit_minutes)


# The standard of the trade (JR/T 0049-2009, 7.1.2 and 7.3.2) sets both; its text was not at hand: ours, to be set.
BASIS = "本系统默认值, 可配置 (JR/T 0049-2009 另有规定, 原文未得, S49)"

# fmt: off
SLAS = sla_table(
    #   id               name                            starts     stops                         pauses  limit        basis  mark
    Sla("hall-waiting",  "大厅等候", "Waiting in the hall",    {"take"},  {"call", "abandon", "lapse"}, set(), minutes(15), BASIS, "D", own_limit=waiting_limit),
    Sla("hall-handling", "窗口办理", "Handling at the window", {"serve"}, {"finish", "leave_open"},     set(), minutes(10), BASIS, "D", own_limit=handling_limit),
)
# fmt: on
