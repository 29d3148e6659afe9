"""The life of a call-back on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts.callback import (
    CallbackAttempted,
    CallbackCancelled,
    CallbackCompleted,
    CallbackDated,
    CallbackOpened,
)
from shared.lifecycle import Lifecycle, Step


class CallbackStatus(StrEnum):
    AWAITING_RECEIPT = "awaiting_receipt"  # 待回执: the free-look period has not begun
    DUE = "due"  # 待回访
    COMPLETED = "completed"  # 回访成功
    CANCELLED = "cancelled"  # 已取消: the policy was voided


S, R = CallbackStatus, Role
UNCALLED = {S.AWAITING_RECEIPT, S.DUE}

# fmt: off
LIFECYCLE = Lifecycle(
    "callback",
    #    action     from                  to                  announces          by
    Step("open",    set(),                S.AWAITING_RECEIPT, CallbackOpened),
    Step("date",    {S.AWAITING_RECEIPT}, S.DUE,              CallbackDated),
    Step("attempt", {S.DUE},              None,               CallbackAttempted, {R.CALLER}),
    Step("complete", {S.DUE},             S.COMPLETED,        CallbackCompleted, {R.CALLER}),
    Step("cancel",  UNCALLED,             S.CANCELLED,        CallbackCancelled),
)
# fmt: on
