"""The life of a debit batch of renewals on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts import policy_service_renewals as announced
from shared.lifecycle import Lifecycle, Step


class RenewalBatchStatus(StrEnum):
    DRAWN_UP = "drawn_up"  # 已制盘
    EXPORTED = "exported"  # 已送盘
    RECONCILED = "reconciled"  # 已回盘对账
    CANCELLED = "cancelled"  # 作废


S, R = RenewalBatchStatus, Role
MONEY = {R.CASHIER, R.INTEGRATOR}

# fmt: off
LIFECYCLE = Lifecycle(
    "renewal_batch",
    #    action       from          to            announces                          by
    Step("draw_up",   set(),        S.DRAWN_UP,   announced.RenewalBatchDrawnUp,    MONEY),
    Step("export",    {S.DRAWN_UP}, S.EXPORTED,   announced.RenewalBatchExported,   MONEY),
    Step("reconcile", {S.EXPORTED}, S.RECONCILED, announced.RenewalBatchReconciled, MONEY),
    # Not once it is with the bank: money may be on its way.
    Step("cancel",    {S.DRAWN_UP}, S.CANCELLED,  announced.RenewalBatchCancelled,  {R.CASHIER}),
)
# fmt: on
