"""Clocks of a policy."""

from shared.sla import Sla, calendar_days, sla_table

# fmt: off
SLAS = sla_table(
    #   id            name                                    starts    stops          pauses  limit               basis                                                     mark
    Sla("delivery",   "保单送达", "Policy delivered",          {"open"}, {"deliver", "cancel_in_free_look", "void", "lapse", "surrender", "mature", "end_by_claim"}, set(), calendar_days(15),  "保险公司服务评价管理办法: 保单送达率,15日为业内惯例 (S38)", "M"),
)
# fmt: on
