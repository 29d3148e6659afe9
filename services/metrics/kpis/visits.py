"""KPIs of visits to the hall (来访件)."""

from services.metrics.kpis.base import S48, Row, flow, times

TAKEN, CALLED, HANDLED = (flow("ticket_taken"),), (flow("ticket_called"),), (flow("visit_handled"),)
ABANDONED, PROMPTED, RATED = (flow("ticket_abandoned"),), (flow("visit_prompted"),), (flow("visit_rated"),)
LEFT_OPEN = (flow("visit_left_open"),)
# fmt: off
KPIS: tuple[Row, ...] = (
    ("tickets-taken", "取号数", "Tickets taken", "count", TAKEN, (),
     "期内取号的来访件;可按时段、星期×时段分解", "tickets taken in the period; by hour and by weekday and hour, too", {}),
    ("visits-handled", "窗口办结数", "Visits handled", "count", HANDLED, (),
     "期内办结的来访件", "visits finished in the period", {}),
    *times("waiting-time", "客户等候时间({})", "Waiting time, {}", CALLED,
           "期内首次叫号的来访件,取号至首次叫号", "tickets first called in the period; from their taking to that call", unit="minutes"),
    ("waiting-over-limit-rate", "等候超时率", "Waited over the limit", "ratio", (flow("ticket_called_late"),), CALLED,
     "期内首次叫号的来访件中等候超过时限(取号时设定)者",
     "of the tickets first called in the period, those called after the limit set when they were taken", {"better": "lower"}),
    ("handling-time-mean", "窗口办理时间(平均)", "Handling time, mean", "mean", HANDLED, HANDLED,
     "期内办结的来访件,开始办理至办结", "visits finished in the period; from the beginning of handling to its end",
     {"unit": "minutes", "better": "lower"}),
    ("handling-over-limit-rate", "办理超时率", "Handled over the limit", "ratio", (flow("visit_handled_late"),), HANDLED,
     "期内办结的来访件中办理超过时限(取号时设定)者",
     "of the visits finished in the period, those that took longer than the limit set when the ticket was taken",
     {"better": "lower"}),
    ("abandonment-rate", "弃号率", "Abandonment rate", "ratio", ABANDONED, (*ABANDONED, *HANDLED),
     "期内取号而弃号(含当日未办自动作废)者 ÷ 其与期内办结之和",
     "tickets of the period given up, by a teller or at the day's end, over these and the visits handled in it", {"better": "lower"}),
    ("left-open-rate", "漏办结率", "Left open", "ratio", LEFT_OPEN, (*LEFT_OPEN, *HANDLED),
     "期内取号、开始办理而当日未点办结者 ÷ 其与期内办结之和;漏办结者不计入办理时间",
     "visits of the period begun at a window and not ended there that day, over these and the visits handled in it; they "
     "count in no handling time", {"better": "lower"}),
    ("evaluation-response-rate", "评价响应率", "Evaluation response rate", "ratio", RATED, PROMPTED,
     "期内办结且已请求评价的来访件中客户作出评价者", "of the visits finished in the period with an evaluation asked for, those "
     "that got one", {"better": "higher"}),
    ("satisfaction-rate", "满意率", "Satisfaction rate", "ratio", (flow("visit_satisfied"),), RATED,
     "期内办结且已评价的来访件中满意(4-5分)者,未评价不计",
     "of the visits finished in the period and evaluated, those satisfied (4 or 5); those without an answer don't count",
     {"better": "higher", "full": 0.95, "zero": 0.85, "basis": S48, "verified": True}),
    ("forgotten-prompt-rate", "漏请评价率", "Evaluation not asked for", "ratio", (flow("visit_unprompted"),), HANDLED,
     "期内办结的来访件中柜员未请求评价者", "of the visits finished in the period, those whose teller asked for no evaluation",
     {"better": "lower"}),
)
# fmt: on
