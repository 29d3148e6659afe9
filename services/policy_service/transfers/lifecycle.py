"""The whole life of a transfer batch on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts import policy_service_transfers as announced
from shared.lifecycle import Lifecycle, Step


class TransferBatchStatus(StrEnum):
    DRAWN_UP = "drawn_up"  # 已制盘
    EXPORTED = "exported"  # 已送盘
    RECONCILED = "reconciled"  # 已回盘对账
    CANCELLED = "cancelled"  # 作废


S, R = TransferBatchStatus, Role
MONEY = {R.CASHIER, R.INTEGRATOR}

# fmt: off
LIFECYCLE = Lifecycle(
    "transfer_batch",
    #    action       from          to            announces                          by
    Step("draw_up",   set(),        S.DRAWN_UP,   announced.TransferBatchDrawnUp,    MONEY),
    Step("export",    {S.DRAWN_UP}, S.EXPORTED,   announced.TransferBatchExported,   MONEY),
    Step("reconcile", {S.EXPORTED}, S.RECONCILED, announced.TransferBatchReconciled, MONEY),
    # Not once it is with the bank: money may be on its way.
    Step("cancel",    {S.DRAWN_UP}, S.CANCELLED,  announced.TransferBatchCancelled,  {R.CASHIER}),
)
# fmt: on
