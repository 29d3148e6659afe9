"""What the star's route answers."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from services.metrics.schemas import Bilingual, Freshness
from services.metrics.stars.scoring import WhyNone
from shared.schemas import Out


class CriterionOut(Out):
    """What tellers are compared by."""

    id: str = Field(examples=["satisfaction"])
    name: Bilingual
    kpi: str
    by: str = Field(description="Breakdown of the KPI that tells whose it is")
    weight: float
    better: Literal["higher", "lower"]
    mean: float | None
    deviation: float | None = Field(description="Standard deviation; null: fewer than two have a value")
    counts: bool = Field(description="false: nobody differs in it, or fewer than two have a value")


class StarCellOut(Out):
    """What one teller comes to in one criterion."""

    criterion: str
    value: float | None = Field(description="null: nothing to judge it by; counts as the mean")
    numerator: int
    denominator: int | None
    z: float | None = Field(description="Above 0 is better than the mean; null: the criterion counts for nobody")
    points: float = Field(description="weight × z")
    cases: str = Field(description="Where the very cases are listed")


class TellerOut(Out):
    """A front-desk teller who is ranked."""

    staff: str
    rank: int | None = Field(description="null: there is no star, see `why_none`")
    total: float
    person_days: float
    cells: list[StarCellOut]


class LeftOutOut(Out):
    """Somebody who isn't ranked."""

    staff: str
    volume: int
    person_days: float
    why: Literal["not-on-the-front-desk", "below-the-minimum"]


class StarsOut(Out):
    """The star of a month (柜面之星), and how it was reckoned."""

    org: str
    month: str
    start: date
    end: date
    is_over: bool = Field(description="false: the month goes on, and so may the order")
    as_of: datetime
    stars: list[str] = Field(description="Those of rank 1; empty: see `why_none`")
    why_none: WhyNone | None
    said: Bilingual | None = Field(description="`why_none` in words")
    formula: Bilingual
    positions: Bilingual = Field(description="How it is known who was on the front desk")
    minimum: float = Field(description="Least volume to be ranked")
    criteria: list[CriterionOut]
    tellers: list[TellerOut] = Field(description="The best first")
    left_out: list[LeftOutOut]
    freshness: list[Freshness]
