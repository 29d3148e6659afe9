"""Events of policy_service: benefits for living (生存给付), from the day they are due until they are paid."""

from datetime import date
from typing import ClassVar, Literal

from pydantic import Field

from shared.contracts.base import CaseEvent


class BenefitEvent(CaseEvent):
    """What every event of a benefit carries beside the case."""

    policy_no: str
    benefit: Literal["survival", "annuity", "maturity"] = Field(description="生存金, 年金, 满期金")
    due_on: date = Field(description="The day it is due (应领日)")
    amount_fen: int
    drawing_mode: Literal["monthly", "yearly"] | None = Field(
        default=None, description="How an annuity is drawn (月领, 年领)"
    )
    attempts: int = Field(default=0, description="Transfers tried", examples=[1])
    failed: str | None = Field(
        default=None, description="Why the last transfer failed (转账失败原因)", examples=["account-dormant"]
    )
    agent_acts: bool = Field(default=False, description="Somebody claims it for the beneficiary (代办)")
    paid_by: Literal["transfer", "cash", "set-off"] | None = Field(
        default=None, description="转账给付, 现金领取, or 抵扣借款: its loans took it whole"
    )
    paid_on: date | None = None


class BenefitFallenDue(BenefitEvent):
    """应领: an instalment is due."""

    type: ClassVar[str] = "policy_service.benefit.fallen-due.v1"


class BenefitNotified(BenefitEvent):
    """领取通知: the beneficiary was told."""

    type: ClassVar[str] = "policy_service.benefit.notified.v1"


class BenefitIdentified(BenefitEvent):
    """身份识别: the beneficiary's identity was checked, as is asked before much is paid."""

    type: ClassVar[str] = "policy_service.benefit.identified.v1"


class BenefitSent(BenefitEvent):
    """转账制盘: drawn up in a transfer batch."""

    type: ClassVar[str] = "policy_service.benefit.sent.v1"

    batch_no: str = Field(description="The transfer batch (给付转账批次)", examples=["ZF260302-4JX8W3QN"])


class BenefitRecalled(BenefitEvent):
    """批次作废: its batch never went to the bank."""

    type: ClassVar[str] = "policy_service.benefit.recalled.v1"


class BenefitFailed(BenefitEvent):
    """转账失败: refused by the bank, or there was no account to transfer it to."""

    type: ClassVar[str] = "policy_service.benefit.failed.v1"


class BenefitIdentityAwaited(BenefitEvent):
    """待身份识别: so much is transferred only once the beneficiary has shown who they are."""

    type: ClassVar[str] = "policy_service.benefit.identity-awaited.v1"


class BenefitAccountRefreshed(BenefitEvent):
    """更新账户: the beneficiary told the account that is good now."""

    type: ClassVar[str] = "policy_service.benefit.account-refreshed.v1"


class BenefitClaimed(BenefitEvent):
    """现金领取受理: claimed at the counter, papers and identity checked."""

    type: ClassVar[str] = "policy_service.benefit.claimed.v1"


class BenefitApproved(BenefitEvent):
    """付现复核: a large sum may be paid in cash."""

    type: ClassVar[str] = "policy_service.benefit.approved.v1"


class BenefitTurnedBack(BenefitEvent):
    """退回待付: neither claimed nor kept with the insurer any more."""

    type: ClassVar[str] = "policy_service.benefit.turned-back.v1"

    turned_back: str = Field(description="Why", examples=["customer-request"])


class BenefitPaid(BenefitEvent):
    """给付: paid, by transfer or in cash, or set off against loans."""

    type: ClassVar[str] = "policy_service.benefit.paid.v1"


class BenefitRetained(BenefitEvent):
    """留存: the beneficiary leaves it with the insurer."""

    type: ClassVar[str] = "policy_service.benefit.retained.v1"


class BenefitEnded(BenefitEvent):
    """不予给付: the policy ended, or the insured died, before the day it was due."""

    type: ClassVar[str] = "policy_service.benefit.ended.v1"


class BenefitMoved(BenefitEvent):
    """随保单迁移: another branch has its policy, and pays it from now on."""

    type: ClassVar[str] = "policy_service.benefit.moved.v1"
