"""Clocks of a large-cash report."""

from shared.sla import Sla, sla_table, working_days

# fmt: off
SLAS = sla_table(
    #   id           name                                          starts              stops                          pauses limit            basis                                                mark
    Sla("aml-ctr-t", "大额交易报告", "Reporting large cash",          {"open", "extend"}, {"report", "confirm_mistake"}, set(), working_days(5), "大额交易发生后5个工作日内报告 (AML-CTR-T, S33)", "V2"),
)
# fmt: on
