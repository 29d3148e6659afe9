"""What the bodies of every kind of intake's cases are made of."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shared.schemas import Body, Code, Fen, Reason

FormNo = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{6,30}$")]
Reference = Annotated[
    Code, Field(description="The bank's or the teller's number (流水号), which counts once; a transfer must have it")
]


class ReasonIn(Body):
    reason: Reason = Field(examples=["customer-request"])


class ConclusionIn(Body):
    """The underwriter's conclusion (核保结论)."""

    outcome: Literal["approve", "decline"]


class ReceiptIn(Body):
    """Premium received at the counter (现金/转账收费)."""

    amount_fen: Fen = Field(gt=0)
    method: Literal["cash", "transfer"]
    reference: Reference | None = Field(
        default=None, description="Needed with `transfer`: the bank's number (流水号)", examples=["ICBC20261012000123"]
    )
