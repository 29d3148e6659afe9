"""Answers about open claims."""

from datetime import date

from pydantic import Field

from shared.schemas import Out


class OpenClaimOut(Out):
    """未结理赔: a claim of the policy that isn't closed."""

    claim_no: str
    event_on: date = Field(description="Day of the event (出险日)")
    decides_policy: bool = Field(
        description="It may end the policy or waive its premiums: benefits due after its event wait for it"
    )
