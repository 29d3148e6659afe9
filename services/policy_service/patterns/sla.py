"""Clock of a pattern."""

from shared.sla import Sla, sla_table, working_days

# fmt: off
SLAS = sla_table(
    #   id              name                                     starts    stops                pauses limit             basis                             mark
    Sla("sales-pattern", "退保失效异常核查", "Pattern examined",   {"flag"}, {"confirm", "clear"}, set(), working_days(10), "本系统设计: 10个工作日内核查", "D"),
)
# fmt: on
