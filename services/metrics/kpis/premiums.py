"""KPIs of premium collection (收费) over all lines, and of the debit batches (代扣批次)."""

from services.metrics.kpis.base import S48, Row, flow

# fmt: off
KPIS: tuple[Row, ...] = (
    ("premium-conversion-rate", "承保转化率", "Premium conversion", "amount_ratio",
     (flow("premium_converted"),), (flow("premium_in"),),
     "期内收费的保费中已出单者(按金额)", "of the premium that came in, in the window, the fen whose policy was issued",
     {"better": "higher", "full": 0.85, "zero": 0.75, "basis": S48, "verified": True}),
)
BATCH_KPIS: tuple[Row, ...] = (
    ("debit-batches-reconciled", "代扣批次回盘数", "Debit batches reconciled", "count", (flow("batch_reconciled"),), (),
     "期内回盘对账的代扣批次", "debit batches reconciled in the window", {}),
    ("debit-reconciliation-in-time-rate", "代扣回盘及时率", "Debit batches reconciled in time", "ratio",
     (flow("batch_reconciled", "in_time", "yes"),), (flow("batch_reconciled"),),
     "期内回盘对账的代扣批次中送盘后两个工作日内对账者",
     "of the debit batches reconciled in the window, those within two working days of their export", {"better": "higher"}),
)
# fmt: on
