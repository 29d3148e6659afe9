"""KPIs of policies (保单)."""

from services.metrics.kpis.base import S2, Row, flow, level

SURRENDERED, SUSPENDED = (flow("policies_surrendered"),), (flow("policies_suspended"),)

# fmt: off
KPIS: tuple[Row, ...] = (
    ("receipt-rate", "回执回销率", "Receipts in, of policies that owe one", "ratio", (flow("receipt_signed"),), (flow("receipt_due"),),
     "期内建立的须签收回执的保单中,回执已回销者(此刻);无犹豫期的、回执前已终止的保单不计",
     "of the policies opened in the window that owe a signed receipt, those whose receipt has come in by now; policies "
     "without a free-look period, or that ended before it, owe none", {"better": "higher", "basis": S2}),
    ("receipt-within-5-days-rate", "5日回销率", "Receipts in within 5 days of the signature", "ratio",
     (flow("receipt_in_5_days"),), (flow("receipt_in"),),
     "期内回销的回执中,自客户签收日起 5 个日历日内回销者",
     "of the receipts that came in in the window, those within 5 calendar days of the policyholder's signature",
     {"better": "higher", "basis": S2}),
    ("free-look-cancellation-rate", "犹撤率", "Given back in the free-look period", "ratio", (flow("free_look_cancelled"),), (flow("policies_issued"),),
     "期内犹豫期退保的保单 ÷ 期内建立的保单,补录的历史保单不计",
     "policies given back in their free-look period in the window, over those opened in it; old ones registered from their "
     "vouchers don't count", {"better": "lower", "version": 2}),
    ("surrender-rate", "退保率", "Surrenders", "ratio", SURRENDERED, (*SURRENDERED, level("policies_in_force")),
     "期内退保的保单 ÷ (期末有效的保单 + 期内退保的保单);中止期间退保的也计入",
     "policies surrendered in the window, over those in force at its end and those surrendered; also out of a suspension",
     {"better": "lower"}),
    ("reinstatement-rate", "复效率", "Reinstatements", "ratio", (flow("policies_reinstated"),), SUSPENDED,
     "期内复效的保单 ÷ 期内中止的保单(各按最近一次)",
     "policies reinstated in the window, over those suspended in it; each by its last time", {"better": "higher"}),
    ("lapse-clearance-rate", "失效清理率", "Suspensions cleared", "ratio", (flow("suspensions_cleared"),), SUSPENDED,
     "期内中止(按最近一次)的保单中,此刻已复效或已终止者",
     "of the policies suspended in the window, by the last time of each, those that are suspended no more",
     {"better": "higher", "basis": S2 + " 仅有名称;公式为本系统设计"}),
    ("free-look-cancellations", "犹豫期退保件数", "Given back in the free-look period, number", "count", (flow("free_look_cancelled"),), (),
     "期内犹豫期退保的保单,可按原因分解", "policies given back in their free-look period in the window; by reason, too",
     {"better": "lower"}),
    ("surrenders", "退保件数", "Surrenders", "count", (flow("policies_surrendered"),), (), "期内退保的保单,可按原因分解",
     "policies surrendered in the window; by reason, too", {"better": "lower"}),
)
# fmt: on
