"""Clocks of a suspicion."""

from shared.sla import Sla, sla_table, working_days

# fmt: off
SLAS = sla_table(
    #   id         name                                               starts       stops       pauses limit            basis                                        mark
    Sla("aml-str", "可疑交易报告", "Reporting a confirmed suspicion",    {"confirm"}, {"report"}, set(), working_days(5), "确认可疑后及时报告, 不超过5个工作日 (AML-STR)", "M"),
)
# fmt: on
