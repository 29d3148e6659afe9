"""Events of intake (受理): the batches in which first premiums are debited (代扣批次)."""

from typing import ClassVar

from pydantic import AwareDatetime, Field

from shared.contracts.base import CaseEvent


class DebitBatchEvent(CaseEvent):
    """What every event of a batch carries beside the case."""

    items: int = Field(description="Debits in the batch (笔数)", examples=[120])
    amount_fen: int = Field(description="Their sum (金额)")
    succeeded: int = Field(default=0, description="Debits that succeeded (成功笔数)")
    succeeded_fen: int = Field(default=0, description="Their sum (成功金额)")
    exported_at: AwareDatetime | None = Field(default=None, description="When it went to the bank (送盘)")


class DebitBatchDrawnUp(DebitBatchEvent):
    """制盘: the debits that are due were drawn up."""

    type: ClassVar[str] = "intake.debit-batch.drawn-up.v1"


class DebitBatchExported(DebitBatchEvent):
    """送盘: the batch went to the bank."""

    type: ClassVar[str] = "intake.debit-batch.exported.v1"


class DebitBatchReconciled(DebitBatchEvent):
    """回盘对账: the bank's results are in, each debit accounted for."""

    type: ClassVar[str] = "intake.debit-batch.reconciled.v1"


class DebitBatchCancelled(DebitBatchEvent):
    """作废: it never went to the bank."""

    type: ClassVar[str] = "intake.debit-batch.cancelled.v1"
