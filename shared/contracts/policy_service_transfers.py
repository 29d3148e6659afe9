"""Events of policy_service: the batches in which the bank transfers what is to be paid out (给付转账批次)."""

from typing import ClassVar

from pydantic import AwareDatetime, Field

from shared.contracts.base import CaseEvent


class TransferBatchEvent(CaseEvent):
    """What every event of a batch carries beside the case."""

    items: int = Field(description="Transfers in the batch (笔数)", examples=[120])
    amount_fen: int = Field(description="Their sum (金额)")
    succeeded: int = Field(default=0, description="Transfers that succeeded (成功笔数)")
    succeeded_fen: int = Field(default=0, description="Their sum (成功金额)")
    exported_at: AwareDatetime | None = Field(default=None, description="When it went to the bank (送盘)")


class TransferBatchDrawnUp(TransferBatchEvent):
    """给付制盘: what is due was drawn up."""

    type: ClassVar[str] = "policy_service.transfer-batch.drawn-up.v1"


class TransferBatchExported(TransferBatchEvent):
    """给付送盘: the batch went to the bank."""

    type: ClassVar[str] = "policy_service.transfer-batch.exported.v1"


class TransferBatchReconciled(TransferBatchEvent):
    """给付回盘: the bank's results are in, each transfer accounted for."""

    type: ClassVar[str] = "policy_service.transfer-batch.reconciled.v1"


class TransferBatchCancelled(TransferBatchEvent):
    """给付批次作废: it never went to the bank."""

    type: ClassVar[str] = "policy_service.transfer-batch.cancelled.v1"
