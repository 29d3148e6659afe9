"""What a KPI is made of: terms over measures, and the rows in which the catalogue is written."""

from dataclasses import dataclass
from typing import Any, Literal

from shared.errors import Text

Unit = Literal[
    "cases",
    "notices",
    "calls",
    "sessions",
    "%",
    "days",
    "hours",
    "working_hours",
    "minutes",
    "cases_per_teller",
    "cases_per_10000",
    "person_days",
    "yuan",
]
Reading = Literal["count", "amount", "ratio", "amount_ratio", "mean", "percentile", "per_value"]


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
    """`full` and `zero`: the values that score 100 and 0; between them the score is a straight line.

    `per_value`: the numerator over how many values of the denominator's dimension occur, or of its own without one.
    """

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
    scale: float = 1  # of the value: what the cells count (half days, fen) in the unit that is told (days, yuan)
    amounts: str = "fen"  # what its amounts are, for the formula in writing


ACCEPTED, CLOSED, ISSUED = (flow("opened"),), (flow("closed"),), (flow("issued"),)
WORKED = (flow("issued_working"),)
OPEN, OVERDUE = (level("open"),), (level("overdue"),)
LATE, LIMITED = (flow("closed_late"), *OVERDUE), (flow("closed_with_limit"), level("with_limit"))
IN_TIME = (flow("issued_in_time"),)

S2 = "某银保公司省级运营管理系统的指标定义 (S2)"
S48 = "三级机构运营岗考核表 2013 (S48)"
S45 = "北京健康险 2020Q2 出单 1.43 天 (S45)"
OWN = "本系统定义 own definition"

# id, 名称, name, reading, numerator, denominator, 口径, population, more
Row = tuple[str, str, str, Reading, tuple[Term, ...], tuple[Term, ...], str, str, dict[str, Any]]

TIMES: dict[str, tuple[str, str, Reading, dict[str, Any]]] = {
    "mean": ("平均", "mean", "mean", {}),
    "p50": ("中位数", "median", "percentile", {"quantile": 0.5}),
    "p90": ("P90", "p90", "percentile", {"quantile": 0.9}),
}


def times(
    id: str, zh: str, en: str, of: tuple[Term, ...], rule_zh: str, rule_en: str, *which: str, **more: Any
) -> tuple[Row, ...]:
    """How long something takes, a row for each way to tell it; the names have a place for which."""
    rows = list[Row]()
    for name in which or ("mean", "p90"):
        how_zh, how_en, reading, own = TIMES[name]
        told = (f"{id}-{name}", zh.format(how_zh), en.format(how_en), reading, of, of, rule_zh, rule_en)
        rows.append((*told, {"better": "lower", **more, **own}))
    return tuple(rows)
