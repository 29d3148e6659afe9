"""KPIs of inspections (柜面巡检) and their findings (整改项)."""

from services.metrics.kpis.base import OPEN, Row, flow

REPORT = "年终总结: 每日充分运用好《柜面经理/主管现场服务巡视表》等五个柜面服务日常管理工具"
DONE, CLOSED = (flow("inspection_done"),), (flow("finding_closed"),)

# fmt: off
INSPECTION_KPIS: tuple[Row, ...] = (
    ("inspections-done", "巡检次数", "Inspections done", "count", DONE, (),
     "期内的柜面巡检,按巡检日,撤销者不计", "inspections of the window, by their day; those cancelled don't count", {"basis": REPORT}),
    ("inspection-rate", "每日巡检完成率", "Inspections done, of those due", "ratio", DONE, (flow("counter_day"),),
     "期内的柜面巡检 ÷ (期内网点营业日×5个工具);分母为营业日,以排班为准,当日排班无人的网点不能登记巡检",
     "inspections of the window over its counter days times five tools (the denominator counts the days, by the roster; "
     "an outlet with nobody on it that day can't be inspected)",
     {"scale": 0.2, "better": "higher", "basis": REPORT}),
)
FINDING_KPIS: tuple[Row, ...] = (
    ("findings-found", "整改项数", "Findings", "count", (flow("finding_found"),), (),
     "期内下发的整改项,撤销者及所属巡检撤销者不计",
     "findings opened in the window; those cancelled, themselves or with their inspection, don't count", {"better": "lower", "basis": REPORT}),
    ("findings-open", "未销号整改项", "Findings open", "count", OPEN, (),
     "期末未销号的整改项", "findings not closed at the window's end", {"better": "lower", "basis": REPORT}),
    ("findings-in-time-rate", "整改按期销号率", "Findings closed in time", "ratio", (flow("finding_closed_in_time"),), CLOSED,
     "期内销号的整改项中未超期限者(退回重整的,各次均未超);撤销者及所属巡检撤销者不计",
     "of the findings closed in the window, those closed within their limit, each time where it was opened again; those "
     "cancelled, themselves or with their inspection, don't count",
     {"better": "higher", "basis": REPORT}),
)
# fmt: on
