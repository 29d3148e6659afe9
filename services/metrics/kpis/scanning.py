"""KPIs of scanning (扫描)."""

from services.metrics.kpis.base import ACCEPTED, S48, Row, flow

SCANNED, CHECKED = (flow("scanned"),), (flow("scans_checked"),)

# fmt: off
KPIS: tuple[Row, ...] = (
    ("scan-within-24h-rate", "24小时扫描率", "Scanned within 24 hours", "ratio", (flow("scanned_within_a_day"),), ACCEPTED,
     "期内受理的投保件中,受理后24小时内完成扫描者(尚未扫描的不计入分子)",
     "of the applications accepted in the window, those scanned within 24 hours of acceptance; not yet scanned counts as no",
     {"better": "higher", "target": 1.0, "full": 1.0, "zero": 0.98, "basis": S48, "verified": True}),
    ("scan-error-rate", "扫描差错率(按件)", "Scan error rate, by case", "ratio", (flow("scans_sent_back"),), CHECKED,
     "期内首次质检的投保件中,有影像被质检退回者(以件计,不以页计)",
     "of the applications whose scans were first checked in the window, those sent back at least once; cases, not pages",
     {"better": "lower"}),
    ("scan-rescan-rate", "重扫率", "Rescan rate", "ratio", (flow("scanned_again"),), SCANNED,
     "期内首次扫描完成的投保件中,后经质检退回重扫者(未抽中质检的计入分母)",
     "of the applications first scanned in the window, those the quality check had scanned again; not drawn ones count below",
     {"better": "lower"}),
)
# fmt: on
