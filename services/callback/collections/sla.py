"""Clock of a collection."""

from shared.sla import Sla, sla_table, working_days

# fmt: off
SLAS = sla_table(
    #   id                    name                                        starts    stops               pauses  limit            basis                                                                        mark
    Sla("contact-collection", "联系方式补录", "Fresh number collected",     {"open"}, {"fulfil", "drop"}, set(),  working_days(5), "机构年终报告: 没有及时收集到客户的新的有效联系方式; 时限为本系统设计",             "D"),
)
# fmt: on
