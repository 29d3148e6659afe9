"""What the bodies of every kind of intake's cases are made of."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.schemas import Body

FormNo = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{6,30}$")]
# It goes into events: words only, so that no telephone or account number strays there.
Reason = Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40)]


class ReasonIn(Body):
    reason: Reason = Field(examples=["customer-request"])
