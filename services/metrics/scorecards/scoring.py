"""The arithmetic of a scorecard: scores, totals, ranks. Pure."""

from collections.abc import Sequence
from typing import Protocol

from services.metrics.scorecards.sets import WHOLE
from shared.errors import Text

LEAST_JUDGED = 50  # points of weight with a value, below which nothing is said of a branch as a whole (D)
PLACES = 2
RULE = Text(
    "得分=(实际值−零分线)÷(满分线−零分线)×权重,不低于0、不高于权重,保留两位。期内无业务(分母为0)的指标不计分,"
    f"其权重不参与:总分=得分之和÷有值指标权重之和×100;有值权重不足{LEAST_JUDGED}的机构不计总分、不排名。"
    "总分相同名次相同,其后名次顺延(1、2、2、4)。",
    "Score = (value − zero) ÷ (full − zero) × weight, no less than 0 and no more than the weight, to two places. A "
    "metric without a value (denominator 0) earns no score, and its weight doesn't count: total = sum of scores ÷ "
    f"sum of the weights with a value × 100. A branch with values for less than {LEAST_JUDGED} of the weights has no "
    "total and no rank. Equal totals share a rank, and the next ones follow after them (1, 2, 2, 4).",
)


class Scored(Protocol):
    @property
    def weight(self) -> float: ...
    @property
    def full(self) -> float: ...
    @property
    def zero(self) -> float: ...
    @property
    def target(self) -> float: ...


def score(metric: Scored, value: float | None) -> float | None:
    """None without a value: it earns neither nothing nor everything."""
    if value is None:
        return None
    share = (value - metric.zero) / (metric.full - metric.zero)
    return round(min(1.0, max(0.0, share)) * metric.weight, PLACES)


def reaches(metric: Scored, value: float | None) -> bool | None:
    """Whether the target is reached, on whichever side the marks lie."""
    if value is None:
        return None
    return value >= metric.target if metric.full > metric.zero else value <= metric.target


def points_of(scores: Sequence[float | None]) -> float:
    """Of the scores as they are shown: whoever adds them up gets the same."""
    return round(sum(each for each in scores if each is not None), PLACES)


def weight_of(metrics: Sequence[Scored], scores: Sequence[float | None]) -> float:
    judged = [metric.weight for metric, each in zip(metrics, scores, strict=True) if each is not None]
    return round(sum(judged), PLACES)


def total_of(points: float, weight: float) -> float | None:
    return round(points / weight * WHOLE, PLACES) if weight >= LEAST_JUDGED else None


def ranks(totals: Sequence[float | None]) -> list[int | None]:
    """Standard competition ranking: as many stand before one as have more."""
    told = [each for each in totals if each is not None]
    return [None if each is None else 1 + sum(other > each for other in told) for each in totals]
