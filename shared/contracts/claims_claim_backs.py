"""Events of claims: what somebody was paid too much and owes back (追回款). Who that is isn't told."""

from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.base import CaseEvent


class ClaimBackEvent(CaseEvent):
    """What every event of a claim-back carries beside the case."""

    claim_no: str = Field(description="Of which claim (理赔件号)", examples=["LP260302-7CW4H9XD"])
    settlement_no: int = Field(description="The settlement that claims it back (结算序号)", examples=[2])
    payee: Literal["insured", "beneficiary", "policyholder"] = Field(description="领款人类别")
    amount_fen: int
    recovered_fen: int = Field(default=0, description="Of it, what came in so far (已追回)", examples=[200_000])


class ClaimBackOpened(ClaimBackEvent):
    """追回款建立: a decision owes the payee less than they were paid."""

    type: ClassVar[str] = "claims.claim-back.opened.v1"


class ClaimBackPartRecovered(ClaimBackEvent):
    """部分追回: some came in, by a receipt or kept from another payment."""

    type: ClassVar[str] = "claims.claim-back.part-recovered.v1"


class ClaimBackRecovered(ClaimBackEvent):
    """追回结清: all of it came in."""

    type: ClassVar[str] = "claims.claim-back.recovered.v1"


class ClaimBackReversed(ClaimBackEvent):
    """抵扣撤销: the payment that it was kept from was voided, so that part is owed again."""

    type: ClassVar[str] = "claims.claim-back.reversed.v1"


class ClaimBackSettledAnew(ClaimBackEvent):
    """重新结算: a later decision counts what came in; what is then still too much is a claim-back of its own."""

    type: ClassVar[str] = "claims.claim-back.settled-anew.v1"
