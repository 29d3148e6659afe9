"""Bodies and answers of the covers' routes."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.claims.covers.day_status import Status
from shared.people_search import IdNumber
from shared.schemas import Body, Code, Day, Out

Cursor = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_=.-]+$", max_length=400)]


class CoverSearchIn(Body):
    """By which policies somebody is insured (证件号码), and how those stood on a day; left out: today."""

    id_number: IdNumber
    day: Day | None = None
    purpose: Code = "claim"


class RebuildIn(Body):
    """The next page of policies whose covers are to be known (承保信息重建)."""

    of: Literal["policies", "groups"] = Field(default="policies", description="groups: policies of groups (团单)")
    cursor: Cursor | None = Field(default=None, description="Of the answer before; left out: from the oldest policy on")
    most: int = Field(default=50, ge=1, le=100)


class RebuildOut(Out):
    policies: int
    next_cursor: str | None = Field(description="null: that was the last page")


class AddedCoverOut(Out):
    """A rider, or an increase of the sum assured, whose sum and premium the policy's contain where it is one."""

    kind: Literal["rider", "increase"]
    product: str
    request_no: str
    sum_assured_fen: int
    premium_fen: int
    begins_on: date
    ends_on: date | None


class StandingOut(Out):
    """How a policy stood on a day (保单状态)."""

    day: date
    status: Status
    since: date | None
    paid_to_on: date | None
    sum_assured_fen: int
    premium_fen: int
    reinstated_on: date | None
    arrears_fen: int
    additions: list[AddedCoverOut] = Field(description="Riders and increases that it had then (附加险、加保)")


class CoverStepOut(Out):
    version: int
    action: str
    status: str
    from_on: date
    told_on: date


class CoverOut(Out):
    """A policy as claims knows it (承保信息)."""

    policy_no: str
    org: str
    product: str | None
    is_group: bool
    effective_on: date
    ends_on: date | None
    standing: StandingOut


class CoverHistoryOut(CoverOut):
    steps: list[CoverStepOut]
