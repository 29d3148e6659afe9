"""Clocks of a renewal."""

from shared.sla import Sla, sla_table, working_days

# fmt: off
SLAS = sla_table(
    #   id           name                                     starts     stops             pauses limit             basis                                                        mark
    Sla("bsr-lapse", "效力中止告知", "Told that the policy lapsed", {"end_grace"}, {"notify_lapse"}, set(), working_days(10), "人身保险业务基本服务规定 (保监会令2010年第4号): 效力中止十日内告知后果及复效方式", "M"),
)
# fmt: on
