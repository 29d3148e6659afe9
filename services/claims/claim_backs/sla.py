"""Clock of a claim-back."""

from shared.sla import Sla, calendar_days, sla_table

ENDS = {"receive_rest", "set_off_rest", "settle_anew"}

# fmt: off
SLAS = sla_table(
    #   id            name                       starts               stops pauses limit                           basis          mark
    Sla("claim-back", "追回款结清", "Recovered", {"open", "reverse"}, ENDS, set(), calendar_days(30, rolls=False), "本系统设计",   "D"),
)
# fmt: on
