"""Clocks of a transfer batch."""

from shared.sla import Sla, sla_table, working_days

# fmt: off
SLAS = sla_table(
    #   id                        name                                             starts      stops          pauses limit            basis                                          mark
    Sla("transfer-reconciliation", "给付回盘对账", "Transfer batch reconciled",       {"export"}, {"reconcile"}, set(), working_days(2), "年终总结: 对账及时;两个工作日为本系统设计", "D"),
)
# fmt: on
