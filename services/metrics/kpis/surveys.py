"""KPIs of surveys (理赔调查) and of the people who investigate."""

from services.metrics.kpis.base import S2, Row, flow, level, times
from services.metrics.measures.surveys import AGE_NAMES

REPORT = "年终总结: 调查人员只配备一名,案件查勘不能及时; 口径为本系统设计"
OPENED, REPORTED, ACCEPTED = (flow("surveys_opened"),), (flow("surveys_reported"),), (flow("surveys_accepted"),)
HELD, CAPACITY = (flow("survey_held", "investigator"),), (flow("survey_capacity", "investigator"),)

# fmt: off
KPIS: tuple[Row, ...] = (
    ("surveys-opened", "发起调查件数", "Surveys opened", "count", OPENED, (),
     "期内发起的调查", "surveys opened in the window", {}),
    ("surveys-reported", "调查回销件数", "Surveys reported", "count", REPORTED, (),
     "期内首次回销的调查,含市公司回销", "surveys first reported in the window, those that the city reported with them", {}),
    ("survey-on-time-rate", "调查及时率", "Surveys reported on time", "ratio", (flow("surveys_reported_in_time"),), REPORTED,
     "期内首次回销的调查中,在三、五、十五日反馈时限内者",
     "of the surveys first reported in the window, those within their grade of 3, 5 or 15 days", {"better": "higher", "basis": REPORT}),
    ("survey-within-7-days-rate", "7日调查完成率", "Surveys reported within 7 days", "ratio",
     (flow("surveys_reported_in_7_days"),), REPORTED, "期内首次回销的调查中,发起后7个自然日内者",
     "of the surveys first reported in the window, those within seven calendar days of their opening",
     {"better": "higher", "basis": S2}),
    *times("survey-turnaround", "调查时效({})", "Survey turnaround, {}", REPORTED,
           "期内首次回销的调查,发起至首次回销的自然时间", "surveys first reported in the window; calendar time to that report", unit="hours"),
    ("surveys-unreported", "未回销调查件数", "Surveys not reported yet", "count", (level("surveys_unreported"),), (),
     "期末尚未首次回销的调查;可按调查人、账龄分解", "surveys not reported yet at the window's end; by investigator and by age, too",
     {"better": "lower"}),
    *((f"surveys-older-than-{age}-days", f"未回销超过{age}天调查件数", f"Surveys not reported for more than {age} days", "count",
       (level("surveys_unreported", "age", age),), (), f"期末尚未首次回销且发起已逾 {age}×24 小时的调查",
       f"surveys not reported yet at the window's end, opened more than {age}×24 h before", {"better": "lower", "basis": S2})
      for age in AGE_NAMES),
    ("surveys-overdue", "超期未回销调查件数", "Surveys past their limit", "count", (level("surveys_overdue"),), (),
     "期末已过三、五、十五日反馈时限而尚未首次回销的调查;可按调查人分解",
     "surveys not reported yet at the window's end that are past their grade of 3, 5 or 15 days; by investigator, too",
     {"better": "lower", "basis": REPORT}),
    ("surveys-in-hand", "调查员在手件数", "Surveys in hand", "count", (level("surveys_in_hand"),), (),
     "期末已分派、调查中或退回补充的调查;可按调查人分解",
     "surveys allocated, under way or sent back at the window's end; by investigator, too", {}),
    ("survey-first-complete-rate", "一次调查完整率", "Complete at the first investigation", "ratio",
     (flow("surveys_complete_at_first"),), ACCEPTED, "期内验收的调查中,从未退回补充者",
     "of the surveys accepted in the window, those never sent back to be completed",
     {"better": "higher", "basis": "年终总结: 提高一次调查的完整性、成功率; 口径为本系统设计"}),
    ("surveys-handed-over", "转市公司调查件数", "Surveys handed over to the city", "count", (flow("surveys_handed_over"),), (),
     "期内转市公司的调查", "surveys handed over to the city in the window", {}),
)
DAY_KPIS: tuple[Row, ...] = (
    ("survey-utilisation", "调查员负荷率", "Utilisation of investigators", "ratio", HELD, CAPACITY,
     "期内各分派日分派后在手件数 ÷ 当日调查能力;可按调查人分解",
     "surveys in hand after each day's allocation in the window, over what its investigators could do that day; by "
     "investigator, too", {"basis": REPORT}),
    ("surveys-foreseen-late", "预计逾期调查件数", "Surveys foreseen to be late", "amount", (flow("surveys_foreseen_late"),), (),
     "期内各分派日分派后仍无人承办、按分派规则预计不能按时完成的调查件数之和",
     "surveys that nobody has after each day's allocation in the window and that its rule finishes after their limit, summed over "
     "the days", {"unit": "cases", "better": "lower", "amounts": "surveys", "basis": REPORT}),
)
# fmt: on
