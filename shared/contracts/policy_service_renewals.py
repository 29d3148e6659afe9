"""Events of policy_service: the renewal (续期), one premium that is due, and the batches in which they are debited."""

from datetime import date
from typing import ClassVar

from pydantic import AwareDatetime, Field

from shared.contracts.base import CaseEvent


class RenewalEvent(CaseEvent):
    """What every event of a renewal carries beside the case."""

    policy_no: str
    due_on: date = Field(description="应交日")
    grace_ends_on: date = Field(description="Last day of grace (宽限期末)")
    premium_fen: int = Field(description="Due (应交保费)")
    payment_mode: str = Field(description="How often a premium is due (交费方式)")
    premium_year: int = Field(description="Which year's premium: 2 is the second's (二次)", examples=[2])
    mandated: bool = Field(default=False, description="A debit mandate is signed (已签代扣授权)")
    attempt: int = Field(default=0, description="Debits that went to the bank so far (代扣次数)")
    reason: str | None = Field(default=None, description="Why the last debit failed; see /debit-reasons")
    reminders: int = Field(default=0, description="Reminders so far (催缴次数)")


class RenewalOpened(RenewalEvent):
    """应交立件: a premium falls due."""

    type: ClassVar[str] = "policy_service.renewal.opened.v1"


class RenewalNoticed(RenewalEvent):
    """交费通知: the policyholder was told of the premium."""

    type: ClassVar[str] = "policy_service.renewal.noticed.v1"


class RenewalDebitSent(RenewalEvent):
    """送盘代扣: its debit went to the bank."""

    type: ClassVar[str] = "policy_service.renewal.debit-sent.v1"


class RenewalDebitFailed(RenewalEvent):
    """代扣失败: the bank could not debit it."""

    type: ClassVar[str] = "policy_service.renewal.debit-failed.v1"


class RenewalReminded(RenewalEvent):
    """催缴: the policyholder was reminded."""

    type: ClassVar[str] = "policy_service.renewal.reminded.v1"

    reminded_by: str = Field(description="How", examples=["call"])


class RenewalGraceEntered(RenewalEvent):
    """进入宽限期: unpaid after its due day; the cover goes on until the grace ends."""

    type: ClassVar[str] = "policy_service.renewal.grace-entered.v1"


class RenewalPaid(RenewalEvent):
    """续期实收: the premium is paid."""

    type: ClassVar[str] = "policy_service.renewal.paid.v1"

    paid_on: date = Field(description="实收日")
    paid_by: str = Field(
        description="debit, cash, transfer, loan: an automatic one, 自动垫交, or claim: kept of its benefit (收费方式)",
        examples=["debit"],
    )
    paid_to_on: date = Field(description="The policy's premiums are paid up to the day before it (交至日)")


class RenewalOwedAgain(RenewalEvent):
    """恢复应交: the claim that had paid it keeps less since it was decided anew; it is in grace again."""

    type: ClassVar[str] = "policy_service.renewal.owed-again.v1"


class RenewalLapsed(RenewalEvent):
    """宽限期满未交: the policy is suspended with it; the policyholder must be told."""

    type: ClassVar[str] = "policy_service.renewal.lapsed.v1"

    loan_short_fen: int | None = Field(
        default=None, description="An automatic loan (自动垫交) was chosen and would have fallen short by so much"
    )


class RenewalLapseNotified(RenewalEvent):
    """效力中止告知: the policyholder was told what follows and how to reinstate."""

    type: ClassVar[str] = "policy_service.renewal.lapse-notified.v1"

    notice: str = Field(description="How", examples=["letter"])


class RenewalCancelled(RenewalEvent):
    """续期取消: the policy ended, or its premium is no longer due on that day; the outcome says which."""

    type: ClassVar[str] = "policy_service.renewal.cancelled.v1"


class RenewalMoved(RenewalEvent):
    """随保单迁移: another branch has its policy, and handles it from now on."""

    type: ClassVar[str] = "policy_service.renewal.moved.v1"


class RenewalBatchEvent(CaseEvent):
    """What every event of a batch carries beside the case."""

    debit_on: date = Field(description="Premiums due up to this day (应交截止日)")
    items: int = Field(description="Debits in the batch (笔数)", examples=[4_800])
    amount_fen: int = Field(description="Their sum (金额)")
    succeeded: int = Field(default=0, description="Debits that succeeded (成功笔数)")
    succeeded_fen: int = Field(default=0, description="Their sum (成功金额)")
    unapplied: int = Field(default=0, description="Of those, debits of no premium that is due any more (未入账笔数)")
    unapplied_fen: int = Field(default=0, description="Their sum, to be paid back (未入账金额)")
    exported_at: AwareDatetime | None = Field(default=None, description="When it went to the bank (送盘)")


class RenewalBatchDrawnUp(RenewalBatchEvent):
    """制盘: the renewals that are due were drawn up."""

    type: ClassVar[str] = "policy_service.renewal-batch.drawn-up.v1"


class RenewalBatchExported(RenewalBatchEvent):
    """送盘: the batch went to the bank."""

    type: ClassVar[str] = "policy_service.renewal-batch.exported.v1"


class RenewalBatchReconciled(RenewalBatchEvent):
    """回盘对账: the bank's results are in, each debit accounted for."""

    type: ClassVar[str] = "policy_service.renewal-batch.reconciled.v1"


class RenewalBatchCancelled(RenewalBatchEvent):
    """作废: it never went to the bank."""

    type: ClassVar[str] = "policy_service.renewal-batch.cancelled.v1"
