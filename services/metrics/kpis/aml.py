"""KPIs of the anti-money-laundering duties (反洗钱). They count cases and tell nothing of whom these are about."""

from services.metrics.kpis.base import ACCEPTED, OPEN, Row, flow

CASH_REPORTED, SUSPICION_REPORTED = (flow("cash_reported"),), (flow("suspicion_reported"),)

# fmt: off
LARGE_CASH_KPIS: tuple[Row, ...] = (
    ("large-cash-opened", "大额交易立案件数", "Large-cash reports opened", "count", ACCEPTED, (),
     "期内当日累计现金达到起点而立的件", "opened in the window, a customer's cash of a day having reached the threshold", {}),
    ("large-cash-open-count", "大额交易待报告件数", "Large-cash reports open", "count", OPEN, (),
     "期末尚未报告也未排除的件", "neither reported nor found mistaken at the window's end", {"better": "lower"}),
    ("large-cash-reported", "大额交易报告件数", "Large cash reported", "count", CASH_REPORTED, (),
     "期内报告的件,以最后一次报告计", "reported in the window, by the last report of each", {}),
    ("large-cash-in-time-rate", "大额交易报告及时率", "Large cash reported in time", "ratio",
     (flow("cash_reported", "in_time", "yes"),), CASH_REPORTED,
     "期内报告的件中,立案(或并入现金重新计时)起5个工作日内报告者",
     "of those reported in the window, those within five working days of opening, or of further cash after a report",
     {"better": "higher", "basis": "大额交易发生后5个工作日内报告 (AML-CTR-T, S33, V2)"}),
)
SUSPICION_KPIS: tuple[Row, ...] = (
    ("suspicions-raised", "可疑件数", "Suspicions raised", "count", ACCEPTED, (),
     "期内由人或规则提出的可疑件", "raised in the window, by people or by rules", {}),
    ("suspicions-open-count", "可疑在办件数", "Suspicions open", "count", OPEN, (),
     "期末待甄别或待报告的可疑件", "still to judge or to report at the window's end", {"better": "lower"}),
    ("suspicions-confirmed", "确认可疑件数", "Suspicions confirmed", "count", (flow("suspicion_confirmed"),), (),
     "期内确认的可疑件", "confirmed in the window", {}),
    ("suspicions-in-time-rate", "可疑交易报告及时率", "Suspicions reported in time", "ratio",
     (flow("suspicion_reported", "in_time", "yes"),), SUSPICION_REPORTED,
     "期内报告的可疑件中,确认后5个工作日内报告者", "of those reported in the window, those within five working days of "
     "their confirmation", {"better": "higher", "basis": "确认可疑后及时报告, 不超过5个工作日 (AML-STR, M)"}),
)
# fmt: on
