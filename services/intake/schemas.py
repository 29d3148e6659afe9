"""What the bodies of every kind of intake's cases are made of."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from services.intake import legal
from shared.schemas import Body, Code, Fen, Out, Reason

FormNo = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{6,30}$")]
StaffRef = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:@-]{1,80}$", description="A staff reference, never a name")]
Reference = Annotated[
    Code, Field(description="The bank's or the teller's number (流水号), which counts once; a transfer must have it")
]


class ReasonIn(Body):
    reason: Reason = Field(examples=["customer-request"])


class ReceiptIn(Body):
    """Premium received at the counter (现金/转账收费)."""

    amount_fen: Fen = Field(gt=0)
    method: Literal["cash", "transfer"]
    reference: Reference | None = None


class WarningOut(Out):
    """What the law gives to think about (合规提示); `mark` V: read in its source."""

    code: str
    rule: str
    text: dict[str, str] = Field(description="zh and en")
    basis: str
    mark: str


def _in_words(codes: Any) -> Any:
    """A case keeps codes."""
    rules = legal.told(codes)
    return [
        WarningOut(code=it.code, rule=it.rule_id, text=it.text._asdict(), basis=it.basis, mark=it.mark) for it in rules
    ]


Warnings = Annotated[list[WarningOut], BeforeValidator(_in_words)]
