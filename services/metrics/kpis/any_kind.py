"""KPIs of every kind of case."""

from services.metrics.kpis.base import ACCEPTED, CLOSED, LATE, LIMITED, OPEN, OVERDUE, Row, Term, flow, level, times
from services.metrics.measures.any_kind import AGE_NAMES
from shared.language import counted


def days(measure: str, most: int) -> tuple[Term, ...]:
    """Cases that took at most so many times 24 h (the same calendar day included)."""
    return (flow(measure, "days", *(value for value in ("0", "1", "5", "15", "30") if int(value) <= most)),)


# fmt: off
KPIS: tuple[Row, ...] = (
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
    *times("turnaround", "办理时效({})", "Turnaround, {}", CLOSED,
           "期内办结的案件,自然时间", "cases closed in the window; calendar time", "mean", "p50", "p90", unit="hours"),
    ("same-day-rate", "当日办结率", "Closed the same calendar day", "ratio", (flow("closed", "days", "0"),), CLOSED,
     "期内办结件中受理当日办结者", "of the cases closed in the window, those closed on the day they were opened",
     {"better": "higher"}),
    *((f"closed-within-{most}-days", f"{most}天内办结率", f"Closed within {counted(most, 'day')}", "ratio",
       days("closed", most), CLOSED, f"期内办结件中 {most}×24 小时内办结者", f"of the cases closed in the window, those within "
       f"{most}×24 h", {"better": "higher"}) for most in (1, 5, 15, 30)),
)
# fmt: on
