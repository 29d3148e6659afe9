"""The arithmetic of the star: standard scores, weighted, and who may be ranked at all. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median, pstdev
from typing import Literal

from shared.errors import Text

LEAST_SHARE = 0.5  # of the median volume, to be ranked (D)
PLACES = 4
VOLUME, ERRORS, OVERDUE, SATISFACTION = "volume", "errors", "overdue", "satisfaction"
WhyNone = Literal["nobody-on-the-front-desk", "fewer-than-two", "no-spread"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A KPI of a teller's, by the breakdown that tells whose it is."""

    id: str
    name: Text
    kpi: str
    by: str
    weight: float
    better: Literal["higher", "lower"]


# What practitioners name; no public formula was found, so the weights are our own (D).
# fmt: off
CRITERIA = (
    Criterion(VOLUME,       Text("业务量", "volume"),               "business-accepted", "teller",  0.30, "higher"),
    Criterion(ERRORS,       Text("差错率", "error rate"),           "scan-error-rate",   "scanner", 0.25, "lower"),
    Criterion(OVERDUE,      Text("超时率", "overdue rate"),         "closed-late-rate",  "handler", 0.20, "lower"),
    Criterion(SATISFACTION, Text("满意率", "satisfaction"),         "satisfaction-rate", "handler", 0.25, "higher"),
)
# fmt: on
_WEIGHED_ZH = "、".join(f"{each.name.zh} {each.weight:.0%}" for each in CRITERIA)
_WEIGHED_EN = ", ".join(f"{each.name.en} {each.weight:.0%}" for each in CRITERIA)
FORMULA = Text(
    f"总分=Σ 权重×z({_WEIGHED_ZH})。z=(本人值−均值)÷标准差,均值与标准差取自全体参评柜员(总体标准差),越低越好者取反。"
    "业务量为本人受理的投保、保全、理赔件数;差错率为本人扫描件中被质检退回者;超时率为本人经办办结的有时限件中超时者;"
    f"满意率为本人窗口已评价件中满意者。某项无值(无扫描、无评价等)按均值计(z=0);某项无差异或有值者不足两人,全体不计该项。"
    f"参评条件:当月有前台在岗,且业务量不低于前台柜员中位数的{LEAST_SHARE:.0%}。总分相同取差错率低者,仍相同并列。",
    f"Total = sum of weight × z ({_WEIGHED_EN}). z = (own value − mean) ÷ standard deviation, both of all who are "
    "ranked (of the population), turned round where lower is better. Volume: applications, service requests and claims "
    "they accepted; error rate: of their scans that were checked, those sent back; overdue rate: of what they closed "
    "that had a limit, what was late; satisfaction: of the evaluations of their visits, the satisfied ones. Who has no "
    "value (nothing scanned, nothing evaluated) counts as the mean (z = 0); a criterion in which nobody differs, or "
    "fewer than two have a value, counts for nobody. Ranked is who was on the front desk in the month and has at least "
    f"{LEAST_SHARE:.0%} of the median volume of its tellers. Of equal totals the lower error rate comes first; if that "
    "is equal, too, they share the rank.",
)
POSITIONS = Text(
    "参评人员取自每个营业日的前台在岗记录(受理系统排班与请假);柜面经理、综合处理、调查岗、客户服务和收费岗不在其中(年终总结口径)。",
    "Who was on the front desk is told by each counter day (intake's roster, leave taken off): counter manager, "
    "general processing, investigator, customer service and cashier are not among them, as in the year-end report.",
)
WHY_NONE: Mapping[WhyNone, Text] = {
    "nobody-on-the-front-desk": Text(
        "当月没有前台在岗记录,无法评选", "No counter day of the month names anybody on the front desk: no star"
    ),
    "fewer-than-two": Text("参评柜员不足两人,不评选", "Fewer than two tellers can be ranked: no star"),
    "no-spread": Text("参评柜员各项均无差异,不评选", "The tellers differ in no criterion: no star"),
}

Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Spread:
    """Of the values that there are; without one nothing is compared."""

    mean: float | None
    deviation: float | None

    @property
    def counts(self) -> bool:
        return bool(self.deviation)


def spread_of(values: Values) -> Spread:
    known = [each for each in values if each is not None]
    if not known:
        return Spread(None, None)
    return Spread(fmean(known), pstdev(known) if len(known) > 1 else None)


def standard(value: float | None, spread: Spread, criterion: Criterion) -> float | None:
    """How many standard deviations better than the mean; None where the criterion counts for nobody."""
    if spread.mean is None or not spread.deviation:
        return None
    if value is None:
        return 0.0
    z = (value - spread.mean) / spread.deviation
    return round(z if criterion.better == "higher" else -z, PLACES)


def minimum_of(volumes: Sequence[int]) -> float:
    """What it takes to be ranked: something, and not much less than the others."""
    return max(1.0, median(volumes) * LEAST_SHARE) if volumes else 1.0


def places(totals: Sequence[float], errors: Values) -> list[int]:
    """Standard competition ranking; the lower error rate parts equal totals, one that isn't known comes after."""
    keys = [(-total, 2.0 if rate is None else rate) for total, rate in zip(totals, errors, strict=True)]
    return [1 + sum(other < key for other in keys) for key in keys]
