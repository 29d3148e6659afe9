"""The life of a call-back on one screen."""

from enum import StrEnum

from shared.auth import Role
from shared.contracts.callback import (
    CallbackAttempted,
    CallbackCompleted,
    CallbackDated,
    CallbackDropped,
    CallbackMoved,
    CallbackOpened,
    CallbackProblemFound,
)
from shared.lifecycle import Lifecycle, Step


class CallbackStatus(StrEnum):
    AWAITING_RECEIPT = "awaiting_receipt"  # 待回执: the free-look period has not begun
    DUE = "due"  # 待回访
    COMPLETED = "completed"  # 回访成功
    PROBLEM = "problem"  # 问题件: all was asked, not all answers are affirmative
    DROPPED = "dropped"  # 事由已消除, 不再回访


S, R = CallbackStatus, Role
UNCALLED = {S.AWAITING_RECEIPT, S.DUE}
LISTERS = {R.INTEGRATOR, R.BRANCH_MANAGER}

# fmt: off
LIFECYCLE = Lifecycle(
    "callback",
    #    action         from                  to                  announces             by
    Step("open",        set(),                S.AWAITING_RECEIPT, CallbackOpened),
    Step("open_due",    set(),                S.DUE,              CallbackOpened),
    Step("open_listed", set(),                S.DUE,              CallbackOpened,       LISTERS),
    Step("date",        {S.AWAITING_RECEIPT}, S.DUE,              CallbackDated),
    Step("attempt",     {S.DUE},              None,               CallbackAttempted,    {R.CALLER}),
    Step("complete",    {S.DUE},              S.COMPLETED,        CallbackCompleted,    {R.CALLER}),
    Step("find_problem", {S.DUE},             S.PROBLEM,          CallbackProblemFound, {R.CALLER}),
    Step("drop",        UNCALLED,             S.DROPPED,          CallbackDropped),
    Step("move",        UNCALLED,             None,               CallbackMoved),
)
# fmt: on
