"""Bodies and answers of the scorecard's routes."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from services.metrics.schemas import Bilingual, Freshness
from services.metrics.scorecards.sets import GROUPS, Better
from shared.marks import Mark
from shared.schemas import Body, Day, Line, Out, among

Org = Annotated[str, Field(pattern=r"^[A-Za-z0-9]{0,20}$", description="Empty: the whole company", examples=["35"])]
Value = Annotated[float, Field(ge=-(10**12), le=10**12, allow_inf_nan=False, examples=[0.95])]
Period = Literal["day", "month", "quarter", "year"]


class MetricIn(Body):
    """A metric of a scorecard (考核指标). A share is told as 0.95, other values in the unit of the KPI."""

    kpi: str = Field(pattern=r"^[a-z0-9-]{1,60}$", description="See GET /v1/kpis", examples=["satisfaction-rate"])
    group: str = Field(pattern=among(GROUPS), description="Its column of the sheet", examples=["counter"])
    weight: float = Field(gt=0, le=100, allow_inf_nan=False, description="Points it can earn (权重)", examples=[10])
    full: Value = Field(description="Value that earns the whole weight (满分线)")
    zero: Value = Field(description="Value that earns nothing (零分线)", examples=[0.85])
    better: Better = Field(description="Which way is better; as the marks lie")
    target: Value | None = Field(default=None, description="Shown beside the value; left out: the full mark")
    basis: Line = Field(description="Where the marks come from", examples=["省公司2026年考核办法"])
    mark: Mark = Field(default="D", description="How far that was verified")


class SetIn(Body):
    """A whole set of metrics from a day on (考核办法); their weights add up to 100."""

    org: Org = Field(description="A province or a city, for the branches below it")
    effective_from: Day = Field(description="Today or later: scorecards of before stay as they were")
    effective_to: Day | None = Field(default=None, description="Last day; left out: until further notice")
    metrics: list[MetricIn] = Field(min_length=1, max_length=40)


class SetEndIn(Body):
    effective_to: Day = Field(description="Its last day, today or later")


class MetricOut(Out):
    """A metric as the set has it."""

    kpi: str
    group: str
    weight: float
    full: float
    zero: float
    better: str
    target: float
    basis: str
    mark: Mark


class SetOut(Out):
    """A set of metrics and who kept it (考核办法)."""

    id: int = Field(description="0: shipped with the software")
    org: str
    effective_from: date
    effective_to: date | None
    recorded_at: datetime | None = None
    recorded_by: str | None = None
    ended_at: datetime | None = Field(default=None, description="When its last day was told")
    ended_by: str | None = None
    removed_at: datetime | None = Field(default=None, description="When it was taken back before it held for a day")
    removed_by: str | None = None
    metrics: list[MetricOut]


class ColumnOut(MetricOut):
    """A metric with the KPI that it reads."""

    name: Bilingual
    group_name: Bilingual
    unit: str = Field(description="With `%`, a value of 1.0 is 100 %")


class CellOut(Out):
    """What one branch comes to in one metric."""

    kpi: str
    value: float | None = Field(description="null: nothing to judge it by (denominator 0); see `rule`")
    numerator: int
    denominator: int | None
    score: float | None = Field(description="(value − zero) ÷ (full − zero) × weight, within 0 and the weight")
    target: float
    on_target: bool | None
    cases: str | None = Field(description="Where the very cases are listed; null: of a branch whose cases aren't yours")


class LineOut(Out):
    """A branch on the scorecard (机构得分)."""

    org: str
    rank: int | None = Field(
        description="Branches of one total share a rank (1, 2, 2, 4); null: not ranked, see `rule`"
    )
    total: float | None = Field(description="Of 100 (总分)")
    points: float = Field(description="Sum of the scores, as they are")
    weight: float = Field(description="Weights of the metrics with a value: `total` is points ÷ weight × 100")
    cells: list[CellOut] = Field(description="In the order of `metrics`")


class ScorecardOut(Out):
    """Sister branches by their scores (机构考核评分表)."""

    org: str = Field(description="Whose branches are compared")
    period: Period
    start: date
    end: date
    as_of: datetime
    set: SetOut = Field(description="In force on the day `end`")
    rule: Bilingual
    metrics: list[ColumnOut]
    branches: list[LineOut] = Field(description="The best first; those without a rank last")
    whole: LineOut = Field(description="All branches together, without a rank")
    freshness: list[Freshness]
