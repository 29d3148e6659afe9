"""KPIs of policies (保单)."""

from services.metrics.kpis.base import ACCEPTED, S2, Row, flow

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
    ("free-look-cancellation-rate", "犹撤率", "Given back in the free-look period", "ratio", (flow("free_look_cancelled"),), ACCEPTED,
     "期内犹豫期退保的保单 ÷ 期内建立的保单", "policies given back in their free-look period in the window, over those opened in it",
     {"better": "lower"}),
)
# fmt: on
