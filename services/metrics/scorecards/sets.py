"""What a scorecard is made of: metrics with weight, full mark and zero, in groups that add up to 100."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared.dated_rows import DatedRow
from shared.errors import Text
from shared.marks import Mark

Better = Literal["higher", "lower"]
WHOLE = 100  # what the weights of a set add up to

GROUPS: dict[str, Text] = {
    "new-business": Text("新契约", "New business"),
    "policy-services": Text("保全", "Policy services"),
    "payments": Text("收费与给付", "Collection and payment"),
    "claims": Text("理赔", "Claims"),
    "callbacks": Text("回访", "Call-backs"),
    "counter": Text("柜面服务", "Counter service"),
    "quality": Text("保单品质", "Quality of policies"),
    "risk": Text("风险管控", "Risk control"),
    "key-work": Text("重点工作", "Key work"),
}


@dataclass(frozen=True, slots=True)
class Metric:
    """`full` and `zero`: the values of the KPI that earn the whole weight and nothing."""

    kpi: str
    group: str
    weight: float
    full: float
    zero: float
    better: Better
    target: float
    basis: str
    mark: Mark


@dataclass(frozen=True)
class MetricSet(DatedRow):
    """A set as it is shipped: in force where no organisation keeps one of its own. Kept ones are rows of the tables."""

    effective_from: date
    metrics: tuple[Metric, ...]
    effective_to: date | None = None
    id: int = 0
    org: str = ""
