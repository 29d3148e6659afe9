"""Clocks of a group application."""

from datetime import time

from shared.errors import Text
from shared.limits import same_day
from shared.sla import Sla, sla_table, working_days

GONE = {"return", "withdraw", "withdraw_overdue"}
DONE = GONE | {"issue", "decline"}
WAITS = {
    "list": Text("待投保单位补清单", "awaiting a list that holds"),
    "premium": Text("待保费", "awaiting the premium"),
}
CUSTOMER = frozenset(WAITS)
CUT_OFF = time(15)

# fmt: off
SLAS = sla_table(
    #   id                        name                                   starts        stops                                    pauses    limit                      basis                                                                                    mark
    Sla("group-issue",            "短险当日出单", "Issued the same day",  {"accept"},   DONE,                                    CUSTOMER, same_day(cut_off=CUT_OFF), "机构年终报告 三(二)2: 短期险业务基本当天可实现核保出单; 15时截止为本系统设计",         "D"),
    Sla("group-underwriting",     "短险核保时限", "Underwriting stage",   {"submit"},   GONE | {"approve", "decline", "reopen"}, set(),    working_days(1),           "本系统设计的岗位时限",                                                                 "D"),
)
# fmt: on
