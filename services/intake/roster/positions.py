"""The counter's positions (柜面岗位), and whose work the items a head are divided by."""

from dataclasses import dataclass

from services.intake.roster.lifecycle import Position
from shared.errors import Text
from shared.marks import Mark


@dataclass(frozen=True, slots=True)
class PositionRule:
    """`front_desk`: counts as a front-desk teller (前台柜员) in items a head."""

    position: Position
    front_desk: bool
    text: Text
    basis: str
    mark: Mark


P = Position
REPORT = "年终总结: 剔除柜面经理、综合处理、调查岗、客户服务和收费岗外,前台柜员人均受理7472.6件"
# fmt: off
POSITIONS: dict[str, PositionRule] = {rule.position: rule for rule in (
    #            position              front desk  name                                         basis   mark
    PositionRule(P.TELLER,             True,       Text("前台柜员", "front-desk teller"),       REPORT, "V"),
    PositionRule(P.COUNTER_MANAGER,    False,      Text("柜面经理", "counter manager"),         REPORT, "V"),
    PositionRule(P.GENERAL_PROCESSING, False,      Text("综合处理", "general processing"),      REPORT, "V"),
    PositionRule(P.INVESTIGATOR,       False,      Text("调查", "investigator"),                REPORT, "V"),
    PositionRule(P.CUSTOMER_SERVICE,   False,      Text("客户服务", "customer service"),        REPORT, "V"),
    PositionRule(P.CASHIER,            False,      Text("收费", "cashier"),                     REPORT, "V"),
)}
# fmt: on
