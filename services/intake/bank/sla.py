"""Clocks of a bank's application."""

from datetime import time

from shared.errors import Text
from shared.limits import same_day
from shared.sla import Sla, sla_table, working_days

GONE = {"decline", "withdraw", "lapse"}
WAITS = {"premium": Text("待银行收费", "awaiting the bank's premium")}
CUSTOMER = frozenset(WAITS)

# fmt: off
SLAS = sla_table(
    #   id                  name                                                starts       stops                         pauses    limit                       basis                                                 mark
    Sla("bank-issue",       "银保通当日出单", "Bank policy the same day",         {"accept"},  GONE | {"issue"},             CUSTOMER, same_day(cut_off=time(16)), "银保通实时出单为业内惯例; 当日、16:00截止为本系统设计", "D"),
    Sla("bank-underwriting", "银保通人工核保时限", "Underwriting of the channel", {"refer"},   GONE | {"approve"},           set(),    working_days(1),            "本系统设计的岗位时限",                                "D"),
)
# fmt: on
