"""Events of intake (受理): the activation of a short-term card policy (短险卡折投保件)."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from shared.contracts.base import CaseEvent


class CardActivationEvent(CaseEvent):
    """What every event of an activation carries beside the case."""

    premium_fen: int
    sum_assured_fen: int
    prepaid: bool = Field(description="The outlet paid for the card when it was handed out (预缴)")
    accepted_at: AwareDatetime
    issued_at: AwareDatetime | None = None
    premium_collected_fen: int = 0
    premium_came_by: Literal["prepaid", "cash", "transfer"] | None = Field(default=None, description="收费方式")
    refund_due_fen: int = Field(default=0, description="What a withdrawal leaves to be paid back (应退保费)")
    dun_count: int = 0
    withdrawn: str | None = Field(default=None, description="Why it was withdrawn (撤单原因)")


class CardActivationAccepted(CardActivationEvent):
    """激活: the card's number and password were given with the insured person's particulars."""

    type: ClassVar[str] = "intake.card-activation.accepted.v1"


class CardActivationPaid(CardActivationEvent):
    """收费完成: the card's price is in."""

    type: ClassVar[str] = "intake.card-activation.paid.v1"


class CardActivationDunned(CardActivationEvent):
    """催缴: the salesperson was reminded to hand in the price."""

    type: ClassVar[str] = "intake.card-activation.dunned.v1"


class CardActivationWithdrawn(CardActivationEvent):
    """撤单: withdrawn before issue; the card is void."""

    type: ClassVar[str] = "intake.card-activation.withdrawn.v1"


class CardActivationIssued(CardActivationEvent):
    """出单: the policy exists; policy_service opens it and fetches the parties from intake."""

    type: ClassVar[str] = "intake.card-activation.issued.v1"

    policy_no: str
    effective_on: date
    term_years: int | None
    pay_years: int
    payment_mode: str = Field(description="single: a card is paid for once")
    free_look_days: int = Field(description="0: terms up to a year have no free-look period (犹豫期)")
    free_look_starts: Literal["signature", "day_after"]
