"""Bodies and answers about open claims."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from shared.schemas import Body, Out

Cursor = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_=.-]+$", max_length=400)]


class OpenClaimOut(Out):
    """未结理赔: a claim of the policy that isn't closed."""

    claim_no: str
    event_on: date = Field(description="Day of the event (出险日)")
    decides_policy: bool = Field(
        description="It may end the policy or waive its premiums: benefits due after its event wait for it"
    )


class OpenClaimsRebuildIn(Body):
    """The next page of claims of which the open ones are to be known (未结理赔重建)."""

    cursor: Cursor | None = Field(default=None, description="Of the answer before; left out: from the oldest claim on")
    most: int = Field(default=50, ge=1, le=100)


class OpenClaimsRebuildOut(Out):
    open_claims: int = Field(description="Claims of this page that aren't closed")
    next_cursor: str | None = Field(description="null: that was the last page")
