"""ECharts options of the pages."""

from collections.abc import Sequence
from typing import Any

from services.metrics.figure_words import part_word
from services.metrics.schemas import KpiAnswer, Slice, TrendPoint
from services.metrics.web.frame import BAD, GOOD, PLAIN, WARNING, Viewer, figure
from services.metrics.web.slices import age_bands, kind_of
from shared.language import Language

STAGES = (
    "received", "awaiting_supplement", "awaiting_replacement", "scanned", "keyed", "reviewed", "in_underwriting",
    "awaiting_answer", "awaiting_premium", "paid",
)  # fmt: skip
WAITING = {"awaiting_supplement", "awaiting_replacement", "awaiting_answer", "awaiting_premium"}
MOST_BARS = 12
NOBODY = "nobody"  # holds what no handler does
INK = "#76839a"  # read on white and on the dark cards alike
HEAT, ON_PALE = ["#dbe6f7", "#2463c4"], "#1b2a44"
AXIS = {"axisLabel": {"color": INK}, "splitLine": {"lineStyle": {"color": INK, "opacity": 0.25}}}
GRID = {"left": 8, "right": 48, "top": 8, "bottom": 8, "containLabel": True}


def spark(points: Sequence[TrendPoint], colour: str) -> dict[str, Any]:
    """A curve without axes: gaps stay gaps, a missing value is not a zero."""
    return {
        "animation": False,
        "grid": {"left": 0, "right": 0, "top": 4, "bottom": 2},
        "xAxis": {"type": "category", "show": False, "data": [str(point.start) for point in points]},
        "yAxis": {"type": "value", "show": False, "min": 0},
        "series": [{"type": "line", "data": [point.value for point in points], "symbol": "none", "smooth": 0.2,
                    "lineStyle": {"width": 2, "color": colour}, "areaStyle": {"opacity": 0.12, "color": colour}}],
    }  # fmt: skip


def trend(points: Sequence[TrendPoint], percent: bool, target: float | None) -> dict[str, Any]:
    factor = 100 if percent else 1
    values = [None if point.value is None else round(point.value * factor, 2) for point in points]
    line: dict[str, Any] = {"type": "line", "data": values, "symbolSize": 5, "itemStyle": {"color": PLAIN}}
    if target is not None:
        label = {"formatter": f"{target * factor:g}{'%' if percent else ''}", "color": GOOD}
        mark = {"yAxis": target * factor, "lineStyle": {"color": GOOD}, "label": label}
        line["markLine"] = {"data": [mark], "symbol": "none", "silent": True}
    return {
        "grid": {"left": 8, "right": 48, "top": 16, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "axisLabel": {"color": INK}, "data": [str(point.start)[5:] for point in points]},
        "yAxis": {
            "type": "value",
            "min": 0,
            **AXIS,
            "axisLabel": {"color": INK, "formatter": "{value}%" if percent else "{value}"},
        },
        "series": [line],
    }


def flow(series: Sequence[tuple[str, str, Sequence[TrendPoint]]]) -> dict[str, Any]:
    """Several counts by day, side by side."""
    bars = [
        {
            "type": "bar",
            "name": name,
            "data": [p.value for p in points],
            "itemStyle": {"color": colour},
            "barGap": "10%",
        }
        for name, colour, points in series
    ]
    return {
        "grid": {"left": 8, "right": 8, "top": 36, "bottom": 8, "containLabel": True},
        "legend": {"top": 0, "textStyle": {"color": INK}, "itemGap": 18},
        "tooltip": {"trigger": "axis"},
        "xAxis": {
            "type": "category",
            "axisLabel": {"color": INK},
            "data": [str(point.start)[5:] for point in series[0][2]],
        },
        "yAxis": {"type": "value", "minInterval": 1, **AXIS},
        "series": bars,
    }


def heat(answer: KpiAnswer, weekdays: Sequence[str]) -> dict[str, Any]:
    """Monday to Sunday by the hours that occur, each field with its number; what never came is left empty."""
    parts = {part.by: round(part.value, 1) for part in answer.slices or [] if part.value is not None}
    seen = sorted(int(name.partition("-")[2]) for name in parts)
    hours = [f"{hour:02d}" for hour in range(seen[0], seen[-1] + 1)] if seen else []  # the noon break shows as one
    most = max(parts.values(), default=0) or 1
    fields = [
        {"value": [hours.index(hour), int(day) - 1, n], "label": {"color": "#fff" if n > most * 0.55 else ON_PALE}}
        for name, n in sorted(parts.items())
        for day, _, hour in [name.partition("-")]
    ]
    return {
        "animation": False,
        "grid": {"left": 8, "right": 8, "top": 8, "bottom": 8, "containLabel": True},
        "tooltip": {},
        "xAxis": {"type": "category", "data": hours, "axisLabel": {"color": INK}, "axisTick": {"show": False}},
        "yAxis": {"type": "category", "data": list(weekdays), "inverse": True, "axisLabel": {"color": INK},
                  "axisTick": {"show": False}},
        "visualMap": {"show": False, "min": 0, "max": most, "inRange": {"color": HEAT}},
        "series": [{"type": "heatmap", "data": fields, "label": {"show": True}}],
    }  # fmt: skip


def breakdown(answer: KpiAnswer, by: str, language: Language) -> dict[str, Any]:
    """Bars, the stages in their order and everything else by size; what waits for the customer is lighter."""
    parts = {part.by: part.numerator for part in answer.slices or []}
    if by == "handler" and (nobodys := answer.numerator - sum(parts.values())) > 0:
        parts[NOBODY] = nobodys
    names = _ordered(parts, by)
    bars = [{"value": parts[name], "itemStyle": {"color": _colour(name, by)}} for name in names]
    known = age_bands(answer) if by == "age" else {}
    labels = [known.get(name) or part_word(by, name, language, kind_of(answer)) for name in names]
    return _bars(labels, bars, GRID, {"minInterval": 1})


def rates(answer: KpiAnswer, by: str, viewer: Viewer) -> dict[str, Any]:
    """Bars of each value's own rate or time, the worst first, with what it was reckoned from beside it."""
    parts = _foremost(answer, by)
    factor, unit = (100, "%") if answer.kpi.unit == "%" else (1, "")
    bars = [
        # A rate of nothing has no bar, but its label says so.
        {"value": round((part.value or 0) * factor, 1), "label": {"formatter": _reckoned(answer, part, viewer)},
         "itemStyle": {"color": _colour(part.by, by)}}
        for part in parts
    ]  # fmt: skip
    names = [part_word(by, part.by, viewer.language, kind_of(answer)) for part in parts]
    return _bars(names, bars, GRID | {"right": 150}, {"axisLabel": {"color": INK, "formatter": f"{{value}}{unit}"}})


def _foremost(answer: KpiAnswer, by: str) -> list[Slice]:
    """Of many values those with the most cases: one case of one is a rate of 100 % that says little."""
    parts = {part.by: part for part in answer.slices or []}
    if by == "stage":
        return [parts[name] for name in _ordered(dict.fromkeys(parts, 0), by)]
    most = sorted(parts.values(), key=lambda part: (-(part.denominator or 0), -part.numerator, part.by))[:MOST_BARS]
    sign = 1 if answer.kpi.better == "higher" else -1
    return sorted(most, key=lambda part: (part.value is None, sign * (part.value or 0)))


def _reckoned(answer: KpiAnswer, part: Slice, viewer: Viewer) -> str:
    """A mean's numerator are seconds, which nobody reads: of times the number of cases is told."""
    cases = f"{part.denominator:,}"
    beside = f"{cases} {viewer.word('cases')}" if "hours" in answer.kpi.unit else f"{part.numerator:,} / {cases}"
    return f"{figure(answer, part.value, viewer)}   {beside}"


def _bars(
    names: Sequence[str], bars: Sequence[dict[str, Any]], grid: dict[str, Any], axis: dict[str, Any]
) -> dict[str, Any]:
    return {
        "animationDuration": 200,
        "grid": grid,
        "tooltip": {},
        "xAxis": {"type": "value", **AXIS, **axis},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": names,
            "axisTick": {"show": False},
            "axisLabel": {"color": INK, "interval": 0, "hideOverlap": False},
        },
        "series": [
            {"type": "bar", "data": bars, "barMaxWidth": 22, "label": {"show": True, "position": "right", "color": INK}}
        ],
    }


def _ordered(parts: dict[str, int], by: str) -> list[str]:
    if by == "stage":
        return [stage for stage in STAGES if stage in parts] + sorted(parts.keys() - set(STAGES))
    if by == "age":
        return sorted(parts, key=float)
    return sorted(parts, key=lambda name: (-parts[name], name))[:MOST_BARS]


def _colour(name: str, by: str) -> str:
    if by == "age":
        return BAD if float(name) >= 10 else WARNING if float(name) >= 5 else PLAIN
    return "#9db7e3" if name in WAITING or name == NOBODY else "#c0563f" if by == "defect" else PLAIN
