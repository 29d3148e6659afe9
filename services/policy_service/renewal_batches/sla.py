"""Clocks of a debit batch of renewals."""

from shared.sla import Sla, sla_table, working_days

# fmt: off
SLAS = sla_table(
    #   id                       name                                                    starts      stops          pauses limit            basis                                          mark
    Sla("renewal-reconciliation", "续期代扣回盘对账", "Debit batch of renewals reconciled", {"export"}, {"reconcile"}, set(), working_days(2), "年终总结: 对账及时;两个工作日为本系统设计", "D"),
)
# fmt: on
