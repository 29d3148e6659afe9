"""What is announced of cases that another system keeps: steps read from its event log."""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from shared.contracts.base import CaseEvent, ClockReading

# Metrics takes no more; what it can't take is refused by the import, with its line.
# No control characters: PostgreSQL has no text with a NUL, and one would stop every batch it came in.
Code = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,80}$")]
# Nor what an address would lose: `..` is no page of its own.
CaseNo = Annotated[str, StringConstraints(pattern=r"^[^\s/?#.\x00-\x1f\x7f][^\s/?#\x00-\x1f\x7f]{0,39}$")]
OrgCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,20}$")]
LabelText = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,59}$")]

READING = {"id": "turnaround", "started_at": "2026-03-02T01:05:00Z", "due_at": "2026-03-09T09:30:00Z"}


class CaseImported(CaseEvent):
    """导入的一步: a step of a case as another system's log tells it."""

    type: ClassVar[str] = "foreign.case.imported.v1"

    kind: str = Field(description="Kind of case, as the import's mapping names it", examples=["complaint"])
    case_no: CaseNo = Field(description="The other system's number of the case")
    status: Code = Field(examples=["open"])
    org: OrgCode
    outlet: Code | None = None
    channel: Code | None = None
    line: Code | None = None
    product: Code | None = None
    handler: Code | None = None
    outcome: Code | None = None
    waiting: Code | None = None
    clocks: tuple[ClockReading, ...] = Field(default=(), examples=[[READING]])
    action: Code = Field(description="The step taken, in the other system's words", examples=["assign"])
    by: Code
    zone: str = Field(
        description="Time zone (IANA) in which the days of the case are counted", examples=["Asia/Shanghai"]
    )
    labels: dict[str, LabelText] = Field(
        default={},
        description="What else the log says of the case, its system's own verdict included",
        examples=[{"verdict": "missed"}],
    )
