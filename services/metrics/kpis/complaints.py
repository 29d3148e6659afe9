"""KPIs of complaints (投诉)."""

from services.metrics.kpis.base import Row, flow, level

CMP_1 = "CMP-1 万张保单投诉量: 名称与单位见 S39; 以期末有效保单为分母为本系统设计"
CMP_2 = "CMP-2 投诉件办理及时率: 期限内办结 ÷ 应办结; 服务评价指标见 S38; 按期限计为本系统设计"
BSR = f"受理之日起十个工作日 (S11 S17); {CMP_2}"
CMP = f"收到之日起十五日, 经延期者按延长后的期限 (S28); {CMP_2}"

# fmt: off
RATE_KPIS: tuple[Row, ...] = (
    ("complaints-per-10000-policies", "万张保单投诉量", "Complaints per 10,000 policies", "ratio",
     (flow("complaints_registered"),), (level("policies_in_all"),),
     "期内登记的投诉(不论是否受理) ÷ 期末有效保单(万张);可按原因、渠道、业务员分解,分母不分解",
     "complaints registered in the window, accepted or not, over the policies in force at its end, in ten thousands; by "
     "reason, channel and salesperson, too, over all policies",
     {"unit": "cases_per_10000", "scale": 10_000, "better": "lower", "basis": CMP_1}),
)
KPIS: tuple[Row, ...] = (
    ("complaints-registered", "投诉登记件数", "Complaints registered", "count", (flow("complaints_registered"),), (),
     "期内登记的投诉;可按原因、渠道、业务员分解", "complaints registered in the window; by reason, channel and salesperson, too",
     {"better": "lower"}),
    ("complaints-open", "在办投诉件数", "Complaints open", "count", (level("complaints_open"),), (),
     "期末未答复且未结束的投诉;重办者计入", "complaints neither answered nor ended at the window's end, those taken up again among them",
     {"better": "lower"}),
    ("complaints-overdue", "超期投诉件数", "Complaints past a limit", "count", (level("complaints_overdue"),), (),
     "期末在办且已过任一期限的投诉,以先到者计", "complaints open past the earlier of their limits at the window's end",
     {"better": "lower"}),
    ("complaints-told-in-10-working-days-rate", "投诉十个工作日答复率", "Complaints answered, or progress told, in ten working days", "ratio",
     (flow("complaints_told"),), (flow("complaints_told_due"),),
     "期内在期限前已答复或告知进展的投诉,与期限落在期内者中,期限内答复或告知进展者;期限前已撤回者不计;重办另计",
     "of the complaints answered or told their progress before the limit in the window and those whose limit falls in it, "
     "those told within it; what was withdrawn before doesn't count, nor does a second look",
     {"better": "higher", "basis": BSR}),
    ("complaints-decided-in-time-rate", "投诉件办理及时率", "Complaints decided in time", "ratio",
     (flow("complaints_decided"),), (flow("complaints_decision_due"),),
     "期内在期限(十五日或延长后)前已答复的投诉,与期限落在期内者中,期限内答复者;期限前不予受理或撤回者不计;重办另计",
     "of the complaints answered before the limit (fifteen days, or as extended) in the window and those whose limit falls "
     "in it, those answered within it; what was not accepted or withdrawn before doesn't count, nor does a second look",
     {"better": "higher", "basis": CMP}),
)
# fmt: on
