"""Bodies and answers of the group changes' routes."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from services.intake.members.schemas import InsuredIn
from shared.cases import CaseOut
from shared.errors import Text
from shared.person_forms import PartyRef
from shared.schemas import Body, CaseNo, Day, Reason, refusal

MOST = 500


class GroupChangeIn(Body):
    """Who joins and who leaves an issued group policy (加减人批改申请)."""

    group_application_no: CaseNo = Field(description="The group application (团单) whose policy is changed")
    effective_on: Day = Field(description="First day with, or without, cover (批改生效日): today or later")
    additions: Annotated[tuple[InsuredIn, ...], Field(max_length=MOST)] = ()
    removals: Annotated[tuple[PartyRef, ...], Field(max_length=MOST)] = Field(
        default=(), description="References of insured persons (party_ref)"
    )
    consents_proven: bool = Field(
        default=False, description="The organisation proves that those who join agree, to the sum as well"
    )
    no_claims: bool = Field(
        default=False, description="Nothing was claimed for those who leave (减人未发生理赔); needed with removals"
    )

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.additions and not self.removals:
            raise refusal("change-something", Text("未填加人或减人", "Nobody joins and nobody leaves"))
        if len(set(self.removals)) < len(self.removals):
            raise refusal("removal-once", Text("同一被保险人减两次", "Somebody leaves twice"))
        return self


class ReviewIn(Body):
    """The reviewer's (复核)."""

    outcome: Literal["approve", "reject"]
    reason: Reason | None = Field(default=None, description="Of a rejection", examples=["papers-wrong"])


class GroupChangeOut(CaseOut):
    """A group change as it stands (加减人批改件)."""

    group_application_no: str
    policy_no: str
    scheme: str
    accepted_at: datetime
    effective_on: date
    added: int
    removed: int
    removals: list[str]
    heads_before: int = Field(description="Insured on the day without this change")
    heads_after: int
    share_fen: int = Field(description="Of the premium a head, from the day to the end of the term")
    net_fen: int = Field(description="(added - removed) × share; below 0 the organisation is paid")
    premium_fen: int
    refund_fen: int
    currency: Literal["CNY"] = "CNY"
    underwriting_level: str | None
    decision: str | None
    premium_collected_fen: int
    premium_came_by: str | None
    rejected: str | None
    withdrawn: str | None
    endorsement_no: str | None
    endorsed_at: datetime | None
