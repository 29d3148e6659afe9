"""KPIs of archive look-ups (档案查询)."""

from services.metrics.kpis.base import Row, flow

CONCLUDED, SEARCHED = (flow("lookups_concluded"),), (flow("lookups_searched"),)
REPORT = "年终总结: 一笔业务往往会耗费较多时间; 口径为本系统设计"

# fmt: off
KPIS: tuple[Row, ...] = (
    ("archive-lookups-opened", "档案查询受理件数", "Archive look-ups opened", "count", (flow("lookups_opened"),), (),
     "期内受理的档案查询", "archive look-ups opened in the window", {}),
    ("archive-found-rate", "档案查得率", "Archive look-ups that found the policy", "ratio", (flow("lookups_found"),), CONCLUDED,
     "期内有结论(已补录、查无已告知)的档案查询中,已补录者",
     "of the archive look-ups concluded in the window (registered, or told not found), those registered",
     {"better": "higher", "basis": REPORT}),
    ("archive-working-time-mean", "档案查询时效(净工作时间,平均)", "Archive look-ups, working time, mean", "mean",
     CONCLUDED, CONCLUDED, "期内有结论的档案查询,受理至结论的工作时间;恢复查找的各次相加",
     "archive look-ups concluded in the window; working time to the conclusion, over all times it was taken up",
     {"unit": "working_hours", "better": "lower", "basis": REPORT}),
    ("archive-working-time-p90", "档案查询时效(净工作时间,P90)", "Archive look-ups, working time, p90", "percentile",
     CONCLUDED, CONCLUDED, "期内有结论的档案查询,受理至结论的工作时间;恢复查找的各次相加",
     "archive look-ups concluded in the window; working time to the conclusion, over all times it was taken up",
     {"unit": "working_hours", "better": "lower", "quantile": 0.9}),
    ("archive-search-minutes-mean", "档案查找用时(平均)", "Archive look-ups, time searched, mean", "mean", SEARCHED, SEARCHED,
     "期内有结论的档案查询,查找档案所用的分钟,不含柜面办理",
     "archive look-ups concluded in the window; minutes spent searching, apart from handling at the window",
     {"unit": "minutes", "better": "lower", "basis": REPORT}),
)
# fmt: on
