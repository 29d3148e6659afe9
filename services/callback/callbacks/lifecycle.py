"""The life of a call-back on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts.callback import (
    CallbackAttempted,
    CallbackCompleted,
    CallbackDated,
    CallbackDropped,
    CallbackOpened,
)
from shared.lifecycle import Lifecycle, Step


class CallbackStatus(StrEnum):
    AWAITING_RECEIPT = "awaiting_receipt"  # 待回执: the free-look period has not begun
    DUE = "due"  # 待回访
    COMPLETED = "completed"  # 回访成功
    DROPPED = "dropped"  # 保单已终止, 不再回访


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
    Step("drop",    UNCALLED,             S.DROPPED,          CallbackDropped),
)
# fmt: on
