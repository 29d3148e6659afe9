"""KPIs of problem cases (问题件) of call-backs."""

from services.metrics.kpis.base import S48, Row, flow, level

S46 = "监管目标: 问题件处理率100% (S46)"
PLEDGE = "自发现之日起15个工作日内办结: 服务承诺 (S15), 余未核; 口径为本系统设计"
OPENED, JUDGED = (flow("problems_opened"),), (flow("problems_judged"),)

# fmt: off
CALL_KPIS: tuple[Row, ...] = (
    ("callback-problem-rate", "回访问题件占比", "Call-backs that find a problem", "ratio",
     (flow("calls_with_problem"),), (flow("calls_completed"),), "期内回访成功或发现问题的回访中,发现问题者;可按项目、业务员分解",
     "of the call-backs that came to success or a problem in the window, those with a problem; by project and salesperson, too",
     {"better": "lower", "basis": "问题件 ÷ 完成件; 完成而回答非肯定者为问题件 (S22)"}),
)
KPIS: tuple[Row, ...] = (
    ("callback-problems-found", "问题件数", "Problem cases", "count", OPENED, (),
     "期内发现的回访问题件,因保单终止撤销者不计;可按项目、业务员、原因分解",
     "problem cases of call-backs opened in the window; those dropped as the policy ended don't count; by project, "
     "salesperson and reason, too", {"better": "lower"}),
    ("callback-problem-handling-rate", "问题件处理率", "Problem cases settled", "ratio", (flow("problems_handled"),), OPENED,
     "期内发现的回访问题件中已办结者;因保单终止撤销者不计;可按项目、业务员、原因分解",
     "of the problem cases opened in the window, those settled by now; those dropped as the policy ended don't count; by "
     "project, salesperson and reason, too",
     {"better": "higher", "target": 1.0, "full": 0.98, "zero": 0.91, "basis": f"办结 ÷ 发现; {S48}; {S46}", "verified": True}),
    ("callback-problems-in-time-rate", "问题件按期办结率", "Problem cases settled within 15 working days", "ratio",
     (flow("problems_settled_in_time"),), JUDGED,
     "期内在期限前办结的问题件,与期限落在期内者(末日整日计)中,期限内办结者;因保单终止撤销者不计;可按项目、业务员、原因分解",
     "of the problem cases settled before their limit in the window and those whose limit falls in it (its last day whole), "
     "those settled within 15 working days; those dropped as the policy ended don't count; by project, salesperson and "
     "reason, too", {"better": "higher", "basis": PLEDGE}),
    ("callback-problems-open", "未办结问题件", "Problem cases open", "count", (level("problems_open"),), (),
     "期末未办结的问题件;可按项目、业务员、原因分解",
     "problem cases open at the window's end; by project, salesperson and reason, too", {"better": "lower"}),
    ("callback-mis-selling-confirmed", "回访查实销售误导", "Mis-selling confirmed after a call-back", "count",
     (flow("problems_confirmed"),), (), "期内办结并查实销售误导的问题件;可按项目、业务员分解",
     "problem cases settled in the window as mis-selling confirmed; by project and salesperson, too", {"better": "lower"}),
)
# fmt: on
