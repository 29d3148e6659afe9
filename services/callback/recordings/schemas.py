"""Answers of the recordings' routes."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from shared.schemas import CodedRowOut, Out

HeldBy = Literal["callback", "problem_case", "complaint"]


class KeepingOut(CodedRowOut):
    years: int = Field(description="自保险合同终止之日起")


class RecordingOut(Out):
    """A recording (录音): kept by `rule` up to and on `keep_until`, which is null while its policy hasn't ended.

    `held_by`: what is open and holds it longer. `deletable`: nothing does, and the time is over.
    """

    recording: str
    case_no: str
    attempt: int
    policy_no: str
    org: str
    made_at: datetime
    rule: str
    keep_until: date | None
    held_by: list[HeldBy]
    deletable: bool
    deleted_at: datetime | None
    deleted_by: str | None
