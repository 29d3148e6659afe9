"""Clocks of a group change."""

from shared.errors import Text
from shared.sla import Sla, sla_table, working_days

ENDS = {"endorse", "decline", "reject", "withdraw", "withdraw_overdue"}
WAITS = {"premium": Text("待保费", "awaiting the premium")}
CUSTOMER = frozenset(WAITS)
RULES = "《人身保险业务基本服务规定》(保监会令2010年第4号)"

# fmt: off
SLAS = sla_table(
    #   id                     name                                                  starts               stops                   pauses    limit            basis                                     mark
    Sla("group-change",        "加减人批改(不涉保费)", "Group change, no premium",     {"accept"},          ENDS | {"ask_premium"}, set(),    working_days(5), f"{RULES}: 不涉及保费的五日内办结 (BSR-POS2)",         "M"),
    Sla("group-change-paid",   "加减人批改(已足额交费)", "Group change, once paid",    {"ask_premium"},     ENDS,                   CUSTOMER, working_days(5), f"{RULES}: 足额交费之日起五日内办结 (BSR-POS3, S15)",   "V2"),
)
# fmt: on
