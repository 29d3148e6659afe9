"""KPIs of group policies and lists (团单/汇交件)."""

from services.metrics.kpis.base import ACCEPTED, IN_TIME, ISSUED, OPEN, WORKED, Row, flow

# fmt: off
KPIS: tuple[Row, ...] = (
    ("groups-accepted", "团单/汇交件受理件数", "Group applications accepted", "count", ACCEPTED, (),
     "期内受理的团单/汇交件", "group applications accepted in the window", {}),
    ("group-policies-issued", "团单/汇交件出单件数", "Group policies issued", "count", ISSUED, (),
     "期内出单的团单/汇交件", "group policies issued in the window", {}),
    ("group-same-day-rate", "团单/汇交件当日出单率", "Group policies the same day", "ratio", IN_TIME, WORKED,
     "期内出单的团单/汇交件中出单时钟(15:00前受理的当日,之后的次一工作日,扣除等待客户)未超时者",
     "of the group policies issued in the window, those within their clock: the same working day, or the next if accepted "
     "after 15:00, net of waiting for the customer", {"better": "higher", "basis": "年终总结: 短险业务当日出单"}),
    ("group-pending-count", "团单/汇交件在途件数", "Group applications open", "count", OPEN, (),
     "期末在途的团单/汇交件", "group applications open at the window's end", {"better": "lower"}),
    ("group-return-rate", "团单/汇交件退单率", "Group return rate", "ratio", (flow("returned"),), ACCEPTED,
     "期内退单的团单/汇交件 ÷ 期内受理", "returned in the window, over those accepted in it", {"better": "lower"}),
    ("group-withdrawal-rate", "团单/汇交件撤单率", "Group withdrawal rate", "ratio", (flow("withdrawn"),), ACCEPTED,
     "期内出单前撤单的团单/汇交件 ÷ 期内受理", "withdrawn before issue in the window, over those accepted in it",
     {"better": "lower"}),
)
# fmt: on
