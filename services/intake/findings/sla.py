"""The clock of a finding, and its limit by how bad it is."""

from typing import Any

from shared.sla import Limit, Sla, sla_table, working_days

# 整改期限 in working days; the source names none (D).
LIMIT_DAYS = {"severe": 1, "major": 3, "minor": 5}


def own_limit(case: Any) -> Limit:
    return working_days(case.limit_days)


BASIS = "年终总结: 查找薄弱环节,及时整改; 期限为本系统设计: 重大1、较重3、一般5个工作日, 或逐项指定"
# fmt: off
SLAS = sla_table(
    #   id         name                             starts              stops                  pauses limit            basis  mark
    Sla("finding", "整改销号", "Finding put right", {"open", "reopen"}, {"close", "withdraw"}, set(), working_days(5), BASIS, "D", own_limit=own_limit),
)
# fmt: on
