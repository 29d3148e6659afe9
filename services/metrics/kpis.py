"""The KPI catalogue: one row a KPI, a formula over measures with its target, its marks and its source."""

from dataclasses import dataclass
from typing import Any, Literal

from services.metrics.measures import AGE_NAMES, APPLICATION, CARD, GROUP, VISIT
from shared.errors import Text
from shared.language import counted

Reading = Literal["count", "ratio", "mean", "percentile", "per_value"]
Unit = Literal["cases", "notices", "%", "hours", "working_hours", "minutes", "cases_per_teller"]


@dataclass(frozen=True, slots=True)
class Term:
    """A number read from cells: a measure summed over the window, or its level at the window's end.

    With `values` only those of `dimension`, added up.
    """

    measure: str
    at_end: bool = False
    dimension: str = ""
    values: tuple[str, ...] = ()


def flow(measure: str, dimension: str = "", *values: str) -> Term:
    return Term(measure, False, dimension, values)


def level(measure: str, dimension: str = "", *values: str) -> Term:
    return Term(measure, True, dimension, values)


@dataclass(frozen=True, slots=True)
class Kpi:
    """`full` and `zero`: the values that score 100 and 0; between them the score is a straight line."""

    id: str
    name: Text
    reading: Reading
    numerator: tuple[Term, ...]
    denominator: tuple[Term, ...]
    population: Text
    unit: Unit = "%"
    better: Literal["higher", "lower"] | None = None
    kinds: frozenset[str] | None = None
    quantile: float | None = None
    target: float | None = None
    full: float | None = None
    zero: float | None = None
    basis: str = ""
    verified: bool = False  # the figures of target, full and zero were read in their source
    version: int = 1


def days(measure: str, most: int) -> tuple[Term, ...]:
    """Cases that took at most so many times 24 h (the same calendar day included)."""
    return (flow(measure, "days", *(value for value in ("0", "1", "5", "15", "30") if int(value) <= most)),)


ACCEPTED, CLOSED, ISSUED = (flow("opened"),), (flow("closed"),), (flow("issued"),)
WORKED = (flow("issued_working"),)
OPEN, OVERDUE = (level("open"),), (level("overdue"),)
LATE, LIMITED = (flow("closed_late"), *OVERDUE), (flow("closed_with_limit"), level("with_limit"))
IN_TIME = (flow("issued_working", "in_time", "yes"),)
TAKEN, CALLED, HANDLED = (flow("ticket_taken"),), (flow("ticket_called"),), (flow("visit_handled"),)
ABANDONED, PROMPTED, RATED = (flow("ticket_abandoned"),), (flow("visit_prompted"),), (flow("visit_rated"),)

S48 = "三级机构运营岗考核表 2013 (S48)"
S45 = "北京健康险 2020Q2 出单 1.43 天 (S45)"
OWN = "本系统定义 own definition"

Row = tuple[str, str, str, Reading, tuple[Term, ...], tuple[Term, ...], str, str, dict[str, Any]]
# fmt: off
#  id, 名称, name, reading, numerator, denominator, 口径, population, more
APPLICATIONS: tuple[Row, ...] = (
    ("applications-accepted", "受理件数", "Applications accepted", "count", ACCEPTED, (),
     "期内受理的投保件", "applications accepted in the window", {}),
    ("applications-issued", "出单件数", "Applications issued", "count", ISSUED, (),
     "期内出单的投保件", "applications issued in the window", {}),
    ("issue-turnaround-mean", "出单时效(自然时间,平均)", "Issue turnaround, mean", "mean", ISSUED, ISSUED,
     "期内出单的投保件,受理至出单的自然时间", "applications issued in the window; calendar time from acceptance to issue",
     {"unit": "hours", "better": "lower", "target": 34.32, "basis": S45, "verified": True}),
    ("issue-turnaround-p50", "出单时效(自然时间,中位数)", "Issue turnaround, median", "percentile", ISSUED, ISSUED,
     "期内出单的投保件,自然时间", "applications issued in the window; calendar time",
     {"unit": "hours", "better": "lower", "quantile": 0.5}),
    ("issue-turnaround-p90", "出单时效(自然时间,P90)", "Issue turnaround, p90", "percentile", ISSUED, ISSUED,
     "期内出单的投保件,自然时间", "applications issued in the window; calendar time",
     {"unit": "hours", "better": "lower", "quantile": 0.9}),
    ("issue-working-time-mean", "出单时效(净工作时间,平均)", "Issue working time, mean", "mean", WORKED, WORKED,
     "期内出单的投保件,扣除等待客户的工作时间", "applications issued in the window; working time net of waiting for the customer",
     {"unit": "working_hours", "better": "lower"}),
    ("issue-working-time-p50", "出单时效(净工作时间,中位数)", "Issue working time, median", "percentile", WORKED, WORKED,
     "期内出单的投保件,扣除等待客户的工作时间", "applications issued in the window; working time net of waiting for the customer",
     {"unit": "working_hours", "better": "lower", "quantile": 0.5}),
    ("issue-working-time-p90", "出单时效(净工作时间,P90)", "Issue working time, p90", "percentile", WORKED, WORKED,
     "期内出单的投保件,扣除等待客户的工作时间", "applications issued in the window; working time net of waiting for the customer",
     {"unit": "working_hours", "better": "lower", "quantile": 0.9}),
    ("issued-within-5-working-days", "五个工作日出单率", "Issued within 5 working days", "ratio", IN_TIME, WORKED,
     "期内出单件中出单时钟(五个工作日,按机构日历,扣除等待客户)未超时者", "of the applications issued in the window, those "
     "within five working days by the organisation's calendar, net of waiting for the customer",
     {"better": "higher", "target": 0.88, "full": 0.88, "zero": 0.83, "basis": S48 + ",原口径为扫描至出单五日内"}),
    ("same-day-issue-rate", "当日出单率", "Same-day issue rate", "ratio", (flow("issued", "days", "0"),), ISSUED,
     "期内出单件中受理当日出单者", "of the applications issued in the window, those issued on the day of acceptance",
     {"better": "higher"}),
    ("pending-count", "在途件数", "Open applications", "count", OPEN, (),
     "期末在途的投保件", "applications open at the window's end", {"better": "lower"}),
    ("pending-rate", "滞留率(超时,占在途)", "Pending past the limit, of open", "ratio", OVERDUE, OPEN,
     "期末超过时限的在途件 ÷ 期末在途件", "open past the limit of their stage, of those open, at the window's end",
     {"better": "lower"}),
    ("pending-rate-of-accepted", "滞留率(超时,占受理)", "Pending past the limit, of accepted", "ratio", OVERDUE, ACCEPTED,
     "期末超过时限的在途件 ÷ 期内受理件", "open past the limit of their stage at the window's end, over those accepted in it",
     {"better": "lower"}),
    ("overdue-rate", "超时率", "Overdue rate", "ratio", LATE, LIMITED,
     "(期内超时办结 + 期末超时在途) ÷ (期内有时限办结 + 期末有时限在途)",
     "closed late in the window or open past the limit at its end, of those with a limit",
     {"better": "lower"}),
    ("defect-rate", "问题件率", "Defect rate", "ratio", (flow("defective"),), ACCEPTED,
     "期内受理件中有一项以上差错者", "of the applications accepted in the window, those with one defect or more",
     {"better": "lower", "target": 0.0, "full": 0.0, "zero": 0.15, "basis": S48, "verified": True}),
    ("return-rate", "退单率", "Return rate", "ratio", (flow("returned"),), ACCEPTED,
     "期内退单件 ÷ 期内受理件", "returned in the window, over those accepted in it", {"better": "lower"}),
    ("withdrawal-rate", "撤单率", "Withdrawal rate", "ratio", (flow("withdrawn"),), ACCEPTED,
     "期内出单前撤单件 ÷ 期内受理件", "withdrawn before issue in the window, over those accepted in it", {"better": "lower"}),
    ("first-premium-debit-rate", "首期代扣率", "First-premium debit rate", "ratio",
     (flow("debit_done"),), (flow("debit_due"),),
     "期内首次代扣的投保件中最终代扣成功者", "of the applications first debited in the window, those debited in the end",
     {"better": "higher"}),
    ("notices-outstanding", "未回销函件", "Notices outstanding", "count", (level("notices"),), (),
     "期末已发未回销的函件", "notices sent and not answered at the window's end", {"unit": "notices", "better": "lower"}),
    ("first-pass-underwriting-rate", "一次核保通过率", "First-pass underwriting rate", "ratio",
     (flow("passed_at_once"),), (flow("underwritten"),),
     "期内作出核保结论的投保件中无问题件、无函件且按标准体承保者",
     "of the applications decided in the window, those accepted at standard terms without a defect or a notice",
     {"better": "higher"}),
    ("items-per-teller", "柜员人均受理件数", "Items per teller", "per_value", (flow("opened", "teller"),), (),
     "期内有受理的柜员人均受理件数,系统与接口受理除外",
     "items accepted in the window over the tellers who accepted any; not those of the system or of interfaces",
     {"unit": "cases_per_teller"}),
)

CARDS: tuple[Row, ...] = (
    ("cards-activated", "卡折激活件数", "Cards activated", "count", ACCEPTED, (),
     "期内激活的卡折", "cards activated in the window", {}),
    ("card-policies-issued", "卡折出单件数", "Card policies issued", "count", ISSUED, (),
     "期内出单的卡折", "card policies issued in the window", {}),
    ("card-same-day-rate", "卡折当日出单率", "Card policies the same day", "ratio", IN_TIME, WORKED,
     "期内出单的卡折中,保费到账当日(16:00后到账的为次一工作日)出单者",
     "of the card policies issued in the window, those issued on the working day the price came in, or the next if it "
     "came after 16:00", {"better": "higher", "basis": "年终总结: 短险业务当日出单"}),
    ("card-pending-count", "卡折在途件数", "Card activations open", "count", OPEN, (),
     "期末在途的卡折", "card activations open at the window's end", {"better": "lower"}),
    ("card-withdrawal-rate", "卡折撤单率", "Card withdrawal rate", "ratio", (flow("withdrawn"),), ACCEPTED,
     "期内出单前撤单的卡折 ÷ 期内激活", "withdrawn before issue in the window, over those activated in it", {"better": "lower"}),
)

GROUPS: tuple[Row, ...] = (
    ("groups-accepted", "团单/汇交件受理件数", "Group applications accepted", "count", ACCEPTED, (),
     "期内受理的团单/汇交件", "group applications accepted in the window", {}),
    ("group-policies-issued", "团单/汇交件出单件数", "Group policies issued", "count", ISSUED, (),
     "期内出单的团单/汇交件", "group policies issued in the window", {}),
    ("group-same-day-rate", "团单/汇交件当日出单率", "Group policies the same day", "ratio", IN_TIME, WORKED,
     "期内出单的团单/汇交件中出单时钟(15:00前受理的当日,之后的次一工作日,扣除等待客户)未超时者",
     "of the group policies issued in the window, those within their clock: the same working day, or the next if accepted "
     "after 15:00, net of waiting for the customer", {"better": "higher", "basis": "年终总结: 短险业务当日出单"}),
    ("group-pending-count", "团单/汇交件在途件数", "Group applications open", "count", OPEN, (),
     "期末在途的团单/汇交件", "group applications open at the window's end", {"better": "lower"}),
    ("group-return-rate", "团单/汇交件退单率", "Group return rate", "ratio", (flow("returned"),), ACCEPTED,
     "期内退单的团单/汇交件 ÷ 期内受理", "returned in the window, over those accepted in it", {"better": "lower"}),
    ("group-withdrawal-rate", "团单/汇交件撤单率", "Group withdrawal rate", "ratio", (flow("withdrawn"),), ACCEPTED,
     "期内出单前撤单的团单/汇交件 ÷ 期内受理", "withdrawn before issue in the window, over those accepted in it",
     {"better": "lower"}),
)

VISITS: tuple[Row, ...] = (
    ("tickets-taken", "取号数", "Tickets taken", "count", TAKEN, (),
     "期内取号的来访件;可按时段、星期×时段分解", "tickets taken in the period; by hour and by weekday and hour, too", {}),
    ("visits-handled", "窗口办结数", "Visits handled", "count", HANDLED, (),
     "期内办结的来访件", "visits finished in the period", {}),
    ("waiting-time-mean", "客户等候时间(平均)", "Waiting time, mean", "mean", CALLED, CALLED,
     "期内首次叫号的来访件,取号至首次叫号", "tickets first called in the period; from their taking to that call",
     {"unit": "minutes", "better": "lower"}),
    ("waiting-time-p90", "客户等候时间(P90)", "Waiting time, p90", "percentile", CALLED, CALLED,
     "期内首次叫号的来访件,取号至首次叫号", "tickets first called in the period; from their taking to that call",
     {"unit": "minutes", "better": "lower", "quantile": 0.9}),
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

ANY_KIND: tuple[Row, ...] = (
    ("opened", "受理件数(各类)", "Cases opened", "count", ACCEPTED, (), "期内受理的案件", "cases opened in the window", {}),
    ("closed", "办结件数(各类)", "Cases closed", "count", CLOSED, (), "期内办结的案件", "cases closed in the window", {}),
    ("open-count", "在途件数(各类)", "Open cases", "count", OPEN, (), "期末在途的案件", "cases open at the window's end",
     {"better": "lower"}),
    *((f"open-older-than-{age}-days", f"在途超过{age}天件数", f"Open longer than {age} days", "count",
       (level("open", "age", age),), (), f"期末在途且受理已逾 {age}×24 小时", f"open at the window's end for more than {age}×24 h",
       {"better": "lower"}) for age in AGE_NAMES),
    ("overdue-count", "超时在途件数", "Open past the limit", "count", OVERDUE, (),
     "期末超过时限的在途案件", "cases open past their due time at the window's end", {"better": "lower"}),
    ("late-rate", "超时率(各类)", "Late, of all with a limit", "ratio", LATE, LIMITED,
     "(期内超时办结 + 期末超时在途) ÷ (期内有时限办结 + 期末有时限在途);无时限者不计",
     "closed late in the window or open past the limit at its end, of those with a limit; cases without one don't count",
     {"better": "lower"}),
    ("closed-late-rate", "办结超时率", "Closed late", "ratio", (flow("closed_late"),), (flow("closed_with_limit"),),
     "期内有时限的办结件中超时者", "of the cases with a limit closed in the window, those closed after it", {"better": "lower"}),
    ("opened-with-limit", "有时限的受理件数", "Cases opened with a limit", "count", (flow("opened_with_limit"),), (),
     "期内受理且有时限的案件", "cases opened in the window that have a due time", {}),
    ("verdict-missed-rate", "来源系统判定超时率(占有时限者)", "Missed by the source's own verdict, of those with a limit",
     "ratio", (flow("opened_with_limit", "label", "verdict=missed"),), (flow("opened_with_limit"),),
     "期内受理且有时限的案件中,来源系统自己判为超时者(无判定者计入分母)",
     "of the cases opened in the window that have a due time, those their own system calls missed; those without a "
     "verdict count below the line", {"better": "lower"}),
    ("verdict-missed-rate-of-all", "来源系统判定超时率(占全部)", "Missed by the source's own verdict, of all",
     "ratio", (flow("opened", "label", "verdict=missed"),), ACCEPTED,
     "期内受理的全部案件(含无时限者)中,来源系统自己判为超时者",
     "of all cases opened in the window, with or without a due time, those their own system calls missed",
     {"better": "lower"}),
    ("turnaround-mean", "办理时效(平均)", "Turnaround, mean", "mean", CLOSED, CLOSED,
     "期内办结的案件,自然时间", "cases closed in the window; calendar time", {"unit": "hours", "better": "lower"}),
    ("turnaround-p50", "办理时效(中位数)", "Turnaround, median", "percentile", CLOSED, CLOSED,
     "期内办结的案件,自然时间", "cases closed in the window; calendar time",
     {"unit": "hours", "better": "lower", "quantile": 0.5}),
    ("turnaround-p90", "办理时效(P90)", "Turnaround, p90", "percentile", CLOSED, CLOSED,
     "期内办结的案件,自然时间", "cases closed in the window; calendar time",
     {"unit": "hours", "better": "lower", "quantile": 0.9}),
    ("same-day-rate", "当日办结率", "Closed the same calendar day", "ratio", (flow("closed", "days", "0"),), CLOSED,
     "期内办结件中受理当日办结者", "of the cases closed in the window, those closed on the day they were opened",
     {"better": "higher"}),
    *((f"closed-within-{most}-days", f"{most}天内办结率", f"Closed within {counted(most, 'day')}", "ratio",
       days("closed", most), CLOSED, f"期内办结件中 {most}×24 小时内办结者", f"of the cases closed in the window, those within "
       f"{most}×24 h", {"better": "higher"}) for most in (1, 5, 15, 30)),
)
# fmt: on


def _kpi(row: Row, kinds: frozenset[str] | None) -> Kpi:
    id, zh, en, reading, numerator, denominator, rule_zh, rule_en, more = row
    unit = more.get("unit", "cases" if reading == "count" else "%")
    return Kpi(
        id,
        Text(zh, en),
        reading,
        numerator,
        denominator,
        Text(rule_zh, rule_en),
        kinds=kinds,
        **{"basis": OWN, **more, "unit": unit},
    )


KPIS: dict[str, Kpi] = {
    kpi.id: kpi
    for rows, kinds in ((APPLICATIONS, APPLICATION), (CARDS, CARD), (GROUPS, GROUP), (VISITS, VISIT), (ANY_KIND, None))
    for kpi in (_kpi(row, kinds) for row in rows)
}


def score(kpi: Kpi, value: float | None) -> float | None:
    """Marks out of 100: (value - zero) / (full - zero), within 0 and 100; None without marks or value."""
    if value is None or kpi.full is None or kpi.zero is None:
        return None
    return round(min(1.0, max(0.0, (value - kpi.zero) / (kpi.full - kpi.zero))) * 100, 2)
