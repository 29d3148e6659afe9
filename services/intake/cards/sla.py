"""Clocks of a card's activation."""

from datetime import time

from shared.errors import Text
from shared.sla import Sla, same_day, sla_table

WAITS = {"premium": Text("待卡折保费", "awaiting the card's price")}
PAID = {"take_prepaid", "receive_premium"}

# fmt: off
SLAS = sla_table(
    #   id            name                                       starts stops                  pauses limit                       basis                                            mark
    Sla("card-issue", "卡折当日出单", "Card policy the same day", PAID,  {"issue", "withdraw"}, set(), same_day(cut_off=time(16)), "年终总结: 短险当日出单; 16:00截止为本系统设计", "D"),
)
# fmt: on
