"""Clocks of an archive look-up."""

from shared.sla import Sla, sla_table, working_days

TOLD = {"tell", "register", "cancel"}
BASIS = "年终总结: 一笔业务往往会耗费较多时间; 时限为本系统设计"

# fmt: off
SLAS = sla_table(
    #   id              name                                            starts    stops              pauses  limit             basis  mark
    Sla("archive-first", "档案查询首次答复", "First answer of a look-up",  {"open"}, TOLD | {"answer"}, set(),  working_days(1),  BASIS, "D"),
    Sla("archive-lookup", "档案查询办结", "Look-up done",                {"open", "search_again"}, TOLD,    set(),  working_days(10), BASIS, "D"),
)
# fmt: on
