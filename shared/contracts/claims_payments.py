"""Events of claims: what a settlement owes one person, paid once (理赔付款). Who that is isn't told."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.base import CaseEvent


class ClaimPaymentEvent(CaseEvent):
    """What every event of a claim payment carries beside the case."""

    claim_no: str = Field(description="Of which claim (理赔件号)", examples=["LP260302-7CW4H9XD"])
    policy_no: str
    settlement_no: int = Field(description="Of which settlement of the claim (结算序号)", examples=[1])
    settlement_kind: Literal["payment", "advance"] = Field(description="advance: 先予支付")
    payee: Literal["insured", "beneficiary", "policyholder"] = Field(description="领款人类别")
    capacity: Literal["self", "named", "heir"] = Field(description="self: 本人; named: 指定受益人; heir: 继承人")
    has_guardian: bool = Field(default=False, description="It is paid through a guardian (监护人)")
    amount_fen: int
    set_off_fen: int = Field(default=0, description="Of it, kept for what the payee owes back elsewhere (抵扣)")
    attempts: int = Field(default=0, description="Transfers and cash so far", examples=[1])


class ClaimPaymentOpened(ClaimPaymentEvent):
    """领款登记: payee and account are known."""

    type: ClassVar[str] = "claims.claim-payment.opened.v1"


class ClaimPaymentSent(ClaimPaymentEvent):
    """付款送盘: it is with the bank."""

    type: ClassVar[str] = "claims.claim-payment.sent.v1"


class ClaimPaymentPaid(ClaimPaymentEvent):
    """已付款: the payee has it."""

    type: ClassVar[str] = "claims.claim-payment.paid.v1"

    paid_by: Literal["transfer", "cash", "set-off"] = Field(description="付款方式")
    paid_on: date = Field(description="付款日", examples=["2026-03-02"])


class ClaimPaymentFailed(ClaimPaymentEvent):
    """转账失败: to be tried again, or its account must be told anew."""

    type: ClassVar[str] = "claims.claim-payment.failed.v1"

    failed: str = Field(description="Why", examples=["account-dormant"])
    not_before: date | None = Field(default=None, description="The next transfer; null: once the account is told anew")


class ClaimPaymentAccountRefreshed(ClaimPaymentEvent):
    """更新账户: another account is good from now on."""

    type: ClassVar[str] = "claims.claim-payment.account-refreshed.v1"


class ClaimPaymentSetOff(ClaimPaymentEvent):
    """抵扣: with the payee's consent a part is kept for what they owe back; the rest is to be paid."""

    type: ClassVar[str] = "claims.claim-payment.set-off.v1"


class ClaimPaymentVoided(ClaimPaymentEvent):
    """付款作废: it is not made; what it was of is owed again, or decided on anew."""

    type: ClassVar[str] = "claims.claim-payment.voided.v1"

    voided: str = Field(description="Why", examples=["wrong-payee"])
