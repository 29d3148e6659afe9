"""KPIs of card policies (卡折)."""

from services.metrics.kpis.base import ACCEPTED, IN_TIME, ISSUED, OPEN, WORKED, Row, flow

# fmt: off
KPIS: tuple[Row, ...] = (
    ("cards-activated", "卡折激活件数", "Cards activated", "count", ACCEPTED, (),
     "期内激活的卡折", "cards activated in the window", {}),
    ("card-policies-issued", "卡折出单件数", "Card policies issued", "count", ISSUED, (),
     "期内出单的卡折", "card policies issued in the window", {}),
    ("card-same-day-rate", "卡折当日出单率", "Card policies the same day", "ratio", IN_TIME, WORKED,
     "期内出单的卡折中,保费到账当日(16:00后到账的为次一工作日)出单者",
     "of the card policies issued in the window, those issued on the working day the price came in, or the next if it "
     "came after 16:00", {"better": "higher", "basis": "年终总结: 短险业务当日出单"}),
    ("card-pending-count", "卡折在途件数", "Card activations open", "count", OPEN, (),
     "期末在途的卡折", "card activations open at the window's end", {"better": "lower"}),
    ("card-withdrawal-rate", "卡折撤单率", "Card withdrawal rate", "ratio", (flow("withdrawn"),), ACCEPTED,
     "期内出单前撤单的卡折 ÷ 期内激活", "withdrawn before issue in the window, over those activated in it", {"better": "lower"}),
)
# fmt: on
