"""Bodies and answers of the wishes' routes."""

from datetime import date, datetime

from pydantic import Field

from services.callback.wishes.models import WishSource
from shared.schemas import Body, CaseNo, Day, Out


class WishIn(Body):
    """The holder of this policy doesn't want to be rung (谢绝来电), about none of their policies."""

    policy_no: CaseNo
    source: WishSource = Field(description="来源: how they told it")
    until: Day | None = Field(default=None, description="The last day of it; none: for ever", examples=["2026-12-31"])


class WishOut(Out):
    """`in_force`: today. A wish that is over, replaced or withdrawn stays on record."""

    wish_no: str
    policyholder_ref: str
    org: str
    until: date | None
    source: WishSource
    recorded_at: datetime
    recorded_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    in_force: bool
