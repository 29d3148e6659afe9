"""The whole life of a debit batch on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts import intake_debits as announced
from shared.lifecycle import Lifecycle, Step


class DebitBatchStatus(StrEnum):
    DRAWN_UP = "drawn_up"  # 已制盘
    EXPORTED = "exported"  # 已送盘
    RECONCILED = "reconciled"  # 已回盘对账
    CANCELLED = "cancelled"  # 作废


S, R = DebitBatchStatus, Role
MONEY = {R.CASHIER, R.INTEGRATOR}

# fmt: off
LIFECYCLE = Lifecycle(
    "debit_batch",
    #    action       from          to            announces                       by
    Step("draw_up",   set(),        S.DRAWN_UP,   announced.DebitBatchDrawnUp,    MONEY),
    Step("export",    {S.DRAWN_UP}, S.EXPORTED,   announced.DebitBatchExported,   MONEY),
    Step("reconcile", {S.EXPORTED}, S.RECONCILED, announced.DebitBatchReconciled, MONEY),
    # Not once it is with the bank: money may be on its way.
    Step("cancel",    {S.DRAWN_UP}, S.CANCELLED,  announced.DebitBatchCancelled,  {R.CASHIER}),
)
# fmt: on
