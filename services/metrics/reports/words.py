"""The words of a report in both languages, and how its values are said."""

from services.metrics.figure_words import BY_WORDS, SERVICES, fraction, measured, part_word
from services.metrics.kpis import KPIS
from services.metrics.reports.periods import Period
from services.metrics.schemas import Freshness, KpiAnswer
from shared.errors import Language, Text
from shared.language import counted

# fmt: off
WORDS = {
    "title.year":    Text("{} 柜面{}年终总结", "Year-end report of the counter {}, {}"),
    "title.quarter": Text("{} 柜面{}季度总结", "Quarterly report of the counter {}, {}"),
    "title.month":   Text("{} 柜面{}月度总结", "Monthly report of the counter {}, {}"),
    "all":           Text("全部机构", "all branches"),
    "kpi":           Text("指标", "KPI"),
    "value":         Text("数值", "Value"),
    "reckoned":      Text("分子 / 分母", "Of"),
    "target":        Text("目标", "Target"),
    "before":        Text("上年同期", "Year before"),
    "rank":          Text("名次", "Rank"),
    "yes":           Text("达成", "met"),
    "no":            Text("未达", "missed"),
    "unjudged":      Text("无数值", "no value"),
    "gap":           Text("差距", "Gap"),
    "judged":        Text("是否达成", "Met?"),
    "is":            Text("{}:{}", "{}: {}"),
    "met":           Text("达到目标 {}", "target {} met"),
    "missed":        Text("未达目标 {}(差 {})", "target {} missed by {}"),
    "higher":        Text("比上年同期({})高 {}", "up {1} on the year before ({0})"),
    "lower":         Text("比上年同期({})低 {}", "down {1} on the year before ({0})"),
    "same":          Text("与上年同期({})持平", "as the year before ({})"),
    "ranked":        Text("兄弟机构 {1} 家中第 {0}", "rank {} of {} sister branches"),
    "together":      Text("(各机构整体 {})", " (together {})"),
    "points":        Text("{:.1f} 个百分点", "{:.1f} points"),
    "between":       Text("", " "),
    "comma":         Text(",", "; "),
    "stop":          Text("。", "."),
    "list":          Text("、", ", "),
    "colon":         Text(":", ": "),
    "by":            Text("{}按{}", "{}, by {}"),
    "part":          Text("{} {}({})", "{} {} ({})"),
    "more_parts":    Text("等,共 {} 项", " and others, {} in all"),
    "no_value":      Text("期内没有可统计的案件,无数值:{}。", "Without a case in the period, so without a value: {}."),
    "none_counted":  Text("期内为零:{}。", "None in the period: {}."),
    "count":         Text("件数", "Number"),
    "targets":       Text("目标达成情况", "Targets"),
    "appendix":      Text("附录:指标口径", "Appendix: how each figure is defined"),
    "id":            Text("编号", "Id"),
    "population":    Text("口径与公式", "Population and formula"),
    "basis":         Text("依据;目标出处", "Basis; of the target"),
    "fresh":         Text("数据新鲜度:{}。", "How far the numbers have followed each service: {}."),
    "page":          Text("第 {} 页", "Page {}"),
    "chart_of":      Text("{}按{}", "{}, by {}"),
    "live":          Text("实时", "live"),
    "behind":        Text("落后 {} 条", "{} behind"),
    "silent":        Text("无声", "silent"),
}
# fmt: on
LONG_WORDS = {
    "window": Text(
        "统计期 {} 至 {}(含首尾日),期末存量截至 {}。", "{} to {}, both days included; what stands open is as of {}."
    ),
    "goes_on": Text("本期到 {} 为止,以下为截至 {} 的数字。", "The period ends on {}; these are the figures up to {}."),
    "only_figures": Text(
        "本报告的每个数字取自系统指标,每句话由数字生成;没有数字支撑的叙述(工作思想、致谢、打算等)不写。"
        "保密案件不计入。",
        "Every number is a KPI of the system, and every sentence is made from such numbers; what no number bears "
        "(attitudes, thanks, intentions) isn't written. Confidential cases count in none.",
    ),
    "empty": Text(
        "统计期内没有任何案件记录。无业务的指标没有数值,写作“–”。",
        "No case was opened in this period. A KPI without cases has no value and is shown as –.",
    ),
    "with_before": Text("同比为上年同期:{} 至 {}。", "The year before means {} to {}."),
    "no_before": Text(
        "上年同期({} 至 {})没有任何案件记录,不作同比。",
        "Of the same days a year before ({} to {}) no case is known, so nothing is compared with them.",
    ),
    "with_sisters": Text(
        "名次为同级兄弟机构中的名次,仅就有数值的机构排列;数值相同者名次相同。",
        "A rank is among the sister branches of one level that have a value; equal ones share it.",
    ),
    "no_sisters": Text("没有可比的兄弟机构。", "There are no sister branches to compare with."),
    "targets_met": Text(
        "有目标的指标 {} 项:达成 {} 项,未达 {} 项,无数值 {} 项。",
        "Of {} KPIs with a target, {} met it, {} missed it and {} have no value.",
    ),
    "targets_of": Text(
        "目标取自期末有效的考核办法,其余取自指标目录;出处见附录。",
        "Targets are those of the scorecard in force on the last day, else the catalogue's; the appendix tells their "
        "basis.",
    ),
    "as_of": Text(
        "全部指标的统计期为 {} 至 {};期末存量截至 {}。数值与 /v1/kpis/<编号>?org={}&from={}&to={} 一致(保密案件除外)。",
        "Window of every KPI: {} to {}; levels as of {}. The values are those of "
        "/v1/kpis/<id>?org={}&from={}&to={}, confidential cases left out.",
    ),
}
NUMERALS = "一二三四五六七八九十"
SINGULAR = {"cases", "notices", "calls", "sessions"}


class Speaker:
    """Says a report's values in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def word(self, key: str, *values: object) -> str:
        said = self.text(WORDS[key] if key in WORDS else LONG_WORDS[key])
        return said.format(*values) if values else said

    def text(self, text: object) -> str:
        return str(getattr(text, self.language))

    def name(self, id: str) -> str:
        return self.text(KPIS[id].name)

    def by(self, by: str) -> str:
        return self.text(BY_WORDS[f"by.{by}"])

    def value(self, value: float | None, unit: str) -> str:
        if value is None:
            return "–"
        if self.language == "en" and value == 1 and unit in SINGULAR:
            return measured(value, unit, "en").removesuffix("s")
        return measured(value, unit, self.language)

    def part(self, by: str, value: str, id: str) -> str:
        kinds = KPIS[id].kinds or frozenset()
        return part_word(by, value, self.language, next(iter(kinds)) if len(kinds) == 1 else None)

    def change(self, now: float, before: float, unit: str) -> str:
        """How far apart: of rates in points; of counts in percent, unless there was none."""
        if unit == "%":
            return self.word("points", abs(now - before) * 100)
        if before:
            return f"{abs(now - before) / abs(before):.1%}"
        return self.value(abs(now - before), unit)

    def reckoned(self, answer: KpiAnswer) -> str:
        """From what a rate, or over how many cases a mean was reckoned."""
        kpi = KPIS[answer.kpi.id]
        if answer.value is None:
            return ""
        if (kpi.denominator and kpi.scale != 1) or kpi.reading == "per_value":
            return f"{answer.numerator:,} / {(answer.denominator or 0) / kpi.scale:,.0f}"
        if kpi.unit == "%":
            return fraction(answer, self.language)
        if kpi.reading == "mean":
            n = answer.denominator or 0
            return f"{n:,} 件" if self.language == "zh" else counted(n, "case")
        return ""

    def period(self, period: Period) -> str:
        """2026年, 2026年第2季度, 2026年4月."""
        year, _, rest = period.name.partition("-")
        if self.language == "en":
            return period.name if rest[:1] != "Q" else f"{rest} {year}"
        if not rest:
            return f"{year}年"
        return f"{year}年第{rest[1:]}季度" if rest[0] == "Q" else f"{year}年{int(rest)}月"

    def number(self, at: int) -> str:
        return f"{NUMERALS[at]}、" if self.language == "zh" else f"{at + 1}. "

    def fresh(self, service: Freshness) -> str:
        name = self.text(SERVICES[service.service]) if service.service in SERVICES else service.service
        return f"{name} {self.word(service.state).format(service.behind)}"
