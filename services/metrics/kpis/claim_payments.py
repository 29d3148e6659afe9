"""KPIs of claim payments (理赔付款)."""

from services.metrics.kpis.base import Row, flow

MADE = (flow("claim_payments_made"),)
LAW23 = "《保险法》(2015年修订)第二十三条 (S1, V)"

# fmt: off
KPIS: tuple[Row, ...] = (
    ("claim-payments-made", "理赔付款笔数", "Claim payments made", "count", MADE, (),
     "期内付出的理赔付款,含先予支付", "claim payments made in the window, advances with them", {}),
    ("claim-amount-paid", "理赔付款金额", "Amount of claims paid", "amount", MADE, (),
     "期内付出的理赔款,含先予支付;可按领款人、给付方式分解",
     "claim payments made in the window, advances with them; by payee and by whether it is an advance, too", {"unit": "yuan", "scale": 0.01}),
    ("claim-advances-amount", "先予支付金额", "Amount of advances paid", "amount", (flow("claim_advances_paid"),), (),
     "期内付出的先予支付款", "advances paid in the window", {"unit": "yuan", "scale": 0.01}),
    ("claim-payments-in-10-days-rate", "理赔付款10日及时率", "Claim payments within 10 days of agreement", "ratio",
     (flow("claim_payments_in_10_days"),), MADE, "期内付出的理赔付款中,自核定(先予支付自核准)起10日内者",
     "of the claim payments made in the window, those within ten days of the decision, or of the advance's approval",
     {"better": "higher", "basis": LAW23}),
    ("claim-payments-retried-rate", "理赔付款重试率", "Claim payments made after a failure", "ratio", (flow("claim_payments_retried"),), MADE,
     "期内付出的理赔付款中,曾转账失败者", "of the claim payments made in the window, those of which a transfer had failed",
     {"better": "lower"}),
    ("claim-transfers-failed", "理赔转账失败次数", "Claim transfers failed", "count", (flow("claim_transfers_failed"),), (),
     "期内银行退回的理赔转账,可按原因分解", "transfers of claims that failed in the window; by reason, too", {"better": "lower"}),
    ("claim-transfer-failure-rate", "理赔转账失败率", "Claim transfers that fail", "ratio", (flow("claim_transfers_failed"),),
     (flow("claim_transfers_answered"),), "期内银行答复的理赔转账中失败者", "of the transfers of claims answered in the window, those that failed",
     {"better": "lower"}),
)
# fmt: on
