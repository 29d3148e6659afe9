"""What metrics answers: every number with its birth certificate."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from shared.errors import Text
from shared.schemas import Out


class Bilingual(Out):
    zh: str
    en: str


def bilingual(text: Text) -> Bilingual:
    return Bilingual(zh=text.zh, en=text.en)


class DefectRateOut(Out):
    """Forms accepted in some days, and those of them with a defect."""

    start: date
    end: date
    defective: int
    accepted: int
    value: float | None = Field(description="null: no form was accepted")


class TrainingEffectOut(Out):
    """What a training did (培训效果): `days` days before it and `days` after, the day itself in neither (当日不计)."""

    case_no: str
    org: str
    outlet: str
    held_on: date
    trainer: str | None
    topics: list[str]
    attendees: int
    before: DefectRateOut
    after: DefectRateOut
    difference: float | None = Field(description="After less before: below zero, fewer forms had a defect")
    days: int
    is_partial: bool = Field(
        description="The days after aren't over: `after` tells of those so far, today included. "
        "Held today there are none, and it ends before it begins"
    )


class RenewalCellOut(Out):
    """One of the nine cells (续期九宫): premiums of a whole month and of one policy year."""

    row: Literal["this_month", "last_month", "grace_end"] = Field(
        description="Due this month (当月), last month (上月), or with the last day of grace this month (宽末)"
    )
    start: date
    end: date
    premium_year: int = Field(description="2: the second year's premium (二次)")
    collected: int = Field(description="Paid by now (实收件数)")
    due: int = Field(description="Days of the month still to come included; those cancelled don't count (应收件数)")
    collected_fen: int
    due_fen: int
    reach: float | None = Field(description="collected / due (达成率); null: nothing is due")
    amount_reach: float | None = Field(description="collected_fen / due_fen; null: nothing is due")


class Freshness(Out):
    """How far the numbers have followed one service (数据新鲜度)."""

    service: str
    last_event_at: datetime | None = Field(description="Time of the newest step seen")
    checked_at: datetime = Field(description="When metrics last looked at the service's log")
    behind: int | None = Field(
        description="Events that weren't in the numbers at `checked_at`; null: silent since then"
    )
    state: Literal["live", "behind", "silent"] = Field(
        description="silent: for 30 s nobody has looked, or nothing could be stored of what they saw"
    )


class Slice(Out):
    """One value of the breakdown."""

    by: str = Field(examples=["in_underwriting"])
    value: float | None
    numerator: int
    denominator: int | None


class KpiRow(Out):
    """A KPI of the catalogue (指标定义)."""

    id: str
    name: Bilingual
    population: Bilingual = Field(description="Which cases count, in words (口径)")
    unit: str = Field(description="With `%`, a value of 1.0 is 100 %")
    better: Literal["higher", "lower"] | None
    target: float | None
    full: float | None = Field(description="Value that scores 100")
    zero: float | None = Field(description="Value that scores 0")
    basis: str = Field(description="Where the definition and the target come from")
    verified: bool = Field(description="Target and marks were read in that source")
    version: int = Field(description="Version of the formula")
    formula: str = Field(examples=["sum(defective) / sum(opened)"])
    kinds: list[str] | None = Field(description="Kinds of case it speaks of; null: any")
    by: list[str] = Field(description="What it can be broken down by")


class KpiAnswer(Out):
    """A number with its birth certificate (指标出生证明)."""

    kpi: KpiRow
    org: str
    kind: str | None
    start: date
    end: date
    as_of: datetime = Field(description="Instant for which levels hold: now, or the end of the last day")
    value: float | None = Field(description="null when the denominator is 0: never 0 % or 100 %")
    numerator: int = Field(description="Cases; of a mean the sum of its seconds")
    denominator: int | None
    score: float | None
    error: float | None = Field(description="Largest relative error of the value; percentiles 0.01, else null (exact)")
    slices: list[Slice] | None = None
    freshness: list[Freshness]
    cases: str = Field(description="Where the very cases are listed")


class TrendPoint(Out):
    start: date
    value: float | None
    numerator: int
    denominator: int | None


class CaseOut(Out):
    """A case of the list behind a number; `count` is how often it counts in it."""

    kind: str
    case_no: str
    org: str
    status: str
    handler: str | None
    salesperson: str | None
    channel: str | None
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None = Field(description="Of a closed case: the due time in force when it closed")
    outcome: str | None
    count: int


class StepOut(Out):
    version: int
    at: datetime
    action: str
    by: str
    status: str
    handler: str | None
    due_at: datetime | None
    waiting: str | None


class ClockOut(Out):
    id: str
    started_at: datetime
    due_at: datetime | None
    stopped_at: datetime | None
    net_working_seconds: int | None


class WaitOut(Out):
    reason: str
    start: datetime
    end: datetime | None


class CaseDetail(CaseOut):
    """Everything that metrics knows of one case (案件全貌)."""

    version: int
    outlet: str | None
    product: str | None
    waiting: str | None
    clocks: list[ClockOut]
    timeline: list[StepOut]
    waits: list[WaitOut]


class RefusedEventOut(Out):
    """An event of the log that counts in no number, and why (未计入的事件)."""

    topic: str
    partition: int
    offset: int
    reason: str = Field(description="Field and rule; what stands in the event is not repeated")
    refused_at: datetime


class RefusalOut(Out):
    """Why one event was not taken."""

    index: int = Field(description="Place in the request, from 0")
    id: str | None
    field: str
    rule: str
    message: str


class EventsTaken(Out):
    """What became of the events; those taken are durable in the log."""

    taken: int
    refused: list[RefusalOut]
