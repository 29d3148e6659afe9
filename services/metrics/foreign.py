"""What a foreign system may tell of its cases: nothing that metrics has no use for, so no personal data either."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints

from services.metrics.state import FIRST_YEAR, LAST_YEAR, MAX_LABELS
from shared.cloudevents import Envelope, EventId, EventType, Sequence, Source
from shared.contracts.foreign import CaseNo, Code, LabelText, OrgCode
from shared.errors import Text
from shared.schemas import Body, Instant, refusal

Kind = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
LabelName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,19}$")]


def _of_a_year_that_counts(at: datetime) -> datetime:
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        zh, en = f"年份须在 {FIRST_YEAR} 至 {LAST_YEAR} 之间", f"the year must lie between {FIRST_YEAR} and {LAST_YEAR}"
        raise refusal("year", Text(zh, en))
    return at


Moment = Annotated[Instant, AfterValidator(_of_a_year_that_counts)]
Reference = Annotated[str, StringConstraints(max_length=200)]


class ClockIn(Body):
    """One clock (时效时钟) as the foreign system reads it after the step."""

    id: Code = Field(examples=["turnaround"])
    started_at: Moment
    due_at: Moment | None = None
    stopped_at: Moment | None = None
    net_working_seconds: int | None = Field(None, ge=0, lt=2**31)
    used_50_at: Moment | None = Field(
        None, description="When half of the limit is used up; left out: half-way to due_at"
    )
    used_80_at: Moment | None = Field(None, description="Likewise four fifths of it")


class CaseIn(Body):
    """A step of a case (案件的一步): the state after the step, and the step itself. People are references only."""

    kind: Kind = Field(description="Kind of case; those of our own services are refused", examples=["hotline"])
    case_no: CaseNo = Field(description="Unique within the kind", examples=["H-2026-0001"])
    version: int = Field(ge=1, le=999_999_999, description="Steps taken so far; orders the case's events", examples=[2])
    status: Code = Field(examples=["assigned"])
    org: OrgCode = Field(description="Organisation (机构代码), within the token's scope", examples=["350322"])
    opened_at: Moment = Field(examples=["2026-04-18T09:00:00+08:00"])
    action: Code = Field(description="The step taken", examples=["assign"])
    at: Moment = Field(description="When the step was taken", examples=["2026-04-18T09:20:00+08:00"])
    by: Code = Field(description="Who took it: a staff reference, never a name", examples=["T0001"])
    by_machine: bool = Field(False, description="No person took it: a rule of yours, a robot, an interface")
    closed_at: Moment | None = Field(None, description="Null while the case is open; set, it counts as closed")
    due_at: Moment | None = Field(None, description="By when it must be done; null: no limit, or the clock stands")
    outcome: Code | None = Field(None, description="How it ended")
    waiting: Code | None = Field(None, description="What the customer must do meanwhile, if they must")
    handler: Code | None = Field(None, description="Who must act (经办), a staff reference")
    salesperson: Code | None = None
    outlet: Code | None = None
    channel: Code | None = None
    line: Code | None = None
    product: Code | None = None
    clocks: tuple[ClockIn, ...] = Field((), max_length=20)
    labels: dict[LabelName, LabelText] = Field(
        {}, max_length=MAX_LABELS, description="What else to count by", examples=[{"verdict": "missed"}]
    )
    zone: str | None = Field(None, max_length=64, description="IANA zone of the case's days; null: the insurer's own")


class EventIn(Body):
    """A CloudEvent around a case's step. The attributes that repeat the data may be left out."""

    specversion: Literal["1.0"]
    id: EventId
    source: Source = Field(examples=["/hotline/putian"])
    type: EventType = Field(examples=["com.example.hotline.assigned.v1"])
    subject: str | None = Field(None, description="`data.case_no`")
    partitionkey: str | None = Field(None, description="`data.case_no`")
    sequence: Sequence | None = Field(None, description="`data.version`")
    time: Moment | None = Field(None, description="Left out: `data.at`")
    traceparent: Reference | None = None
    dataschema: Reference | None = None
    datacontenttype: Literal["application/json"] = "application/json"
    data: CaseIn

    def contradiction(self) -> str | None:
        """The attribute that says another thing than the data."""
        case_no, version = self.data.case_no, str(self.data.version)
        repeated = {"subject": case_no, "partitionkey": case_no, "sequence": version}
        return next((name for name, value in repeated.items() if getattr(self, name) not in (None, value)), None)

    def envelope(self) -> Envelope:
        """As it goes into the log: what was understood, not the bytes that came."""
        data: dict[str, Any] = self.data.model_dump(mode="json", exclude_defaults=True)
        case_no = self.data.case_no
        repeated = {"subject": case_no, "partitionkey": case_no, "sequence": str(self.data.version)}
        given = self.model_dump(exclude={"data", "subject", "partitionkey", "sequence"})
        return Envelope(**{**given, **repeated, "time": self.time or self.data.at, "data": data})


def written(model: type[Body]) -> dict[str, Any]:
    """Its JSON Schema in one piece: FastAPI gathers the parts only of bodies that it reads itself."""
    schema = model.model_json_schema()
    parts = schema.pop("$defs", {})

    def whole(node: Any) -> Any:
        if isinstance(node, list):
            return [whole(each) for each in node]
        if not isinstance(node, dict):
            return node
        named = parts[node["$ref"].rpartition("/")[2]] if "$ref" in node else {}
        return {name: whole(each) for name, each in (named | node).items() if name != "$ref"}

    return dict(whole(schema))
