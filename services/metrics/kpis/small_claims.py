"""KPIs of small claims (小额快赔) by the day they belong to: the day's clearance (日清日结)."""

from services.metrics.kpis.base import Row, flow, level

DUE = (flow("small_claims_due"),)
DAILY = "年终总结: 小额案件日清日结; 口径为本系统设计"
COUNTED_ZH = "计于结案日,所属日内未结者计于所属日(今日未结者亦计)"
COUNTED_EN = "counted when closed or, if not by the end of their day, on it (today's with them)"
DAY_ZH = "资料齐全当日,过截止时刻(或休息日)齐全者为次工作日;转调查者不计"
DAY_EN = "that of complete papers or, after the cut-off or on a day off, the next working day; one that was surveyed doesn't count"

# fmt: off
KPIS: tuple[Row, ...] = (
    ("small-claims-of-day", "小额案件应结件数", "Small claims to be closed", "count", DUE, (),
     f"{COUNTED_ZH}。所属日: {DAY_ZH}", f"small claims, {COUNTED_EN}. Their day: {DAY_EN}", {"basis": DAILY}),
    ("small-claims-settled", "小额案件当日结案件数", "Small claims closed on their day", "count", (flow("small_claims_cleared"),), (),
     f"应结的小额快赔案件中,所属日内结案者。所属日: {DAY_ZH}",
     f"of the small claims to be closed in the window, those closed by the end of their day: {DAY_EN}", {"better": "higher", "basis": DAILY}),
    ("small-claims-same-day-rate", "小额理赔当日结案率", "Small claims closed the same day", "ratio", (flow("small_claims_cleared"),), DUE,
     f"小额快赔案件中,所属日内结案者;{COUNTED_ZH}。所属日: {DAY_ZH}",
     f"of the small claims, those closed by the end of their day; {COUNTED_EN}. Their day: {DAY_EN}", {"better": "higher", "basis": DAILY}),
    ("small-claims-left-open", "小额理赔当日未结件数", "Small claims left open", "count", (flow("small_claims_left"),), (),
     "小额快赔案件当日未结者,计于当日(今日未结者亦计);可按当日所停环节分解",
     "small claims not closed on their day, counted on it (today's with them); by where they stood at its end, too",
     {"better": "lower", "basis": DAILY}),
    ("small-claims-open", "小额案件未结件数", "Small claims open", "count", (level("small_claims_open"),), (),
     f"期末未结的小额快赔案件,自其所属日起,含此前各日遗留;可按所停环节分解。所属日: {DAY_ZH}",
     f"small claims open at the window's end, from their day on, those left of earlier days with them; by where they stand, too. Their day: {DAY_EN}",
     {"better": "lower", "basis": DAILY}),
)
# fmt: on
