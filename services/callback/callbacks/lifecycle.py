"""The life of a call-back on one screen."""

from enum import StrEnum
from typing import Any

from shared.auth import Role
from shared.contracts.callback import (
    CallbackAttempted,
    CallbackCompleted,
    CallbackDated,
    CallbackDropped,
    CallbackHandedDown,
    CallbackHandedOn,
    CallbackLetterSent,
    CallbackListed,
    CallbackMoved,
    CallbackOpened,
    CallbackProblemFound,
    CallbackReadyAgain,
    CallbackSpared,
    CallbackUnreached,
    CallbackVisitOrdered,
)
from shared.errors import Text
from shared.lifecycle import Guard, LastDay, Lifecycle, Step, Timer
from shared.limits import calendar_days


class CallbackStatus(StrEnum):
    AWAITING_RECEIPT = "awaiting_receipt"  # 待回执: the free-look period has not begun
    DUE = "due"  # 待一访: by whose task it is, the province's dialler or the branch
    SECOND_ROUND = "second_round"  # 待二访: the province's second line
    BRANCH_ROUND = "branch_round"  # 重点跟进: handed down to the branch
    TO_VISIT = "to_visit"  # 需上门回访
    LETTER_SENT = "letter_sent"  # 信函已发
    COMPLETED = "completed"  # 回访成功
    PROBLEM = "problem"  # 问题件: not all answers are affirmative, or what was told in the call must be looked into
    UNREACHED = "unreached"  # 未能回访
    DROPPED = "dropped"  # 事由已消除, 不再回访


def _is_the_branchs(case: Any, _actor: Any) -> bool:
    return bool(case.owner == "branch")


BRANCHS_TURN = Guard(
    "branchs-turn",
    _is_the_branchs,
    Text("省公司尚在呼叫,未转机构重点跟进", "The province calls still: it wasn't handed down to the branch"),
    field="owner",
    foreseen=True,
)

S, R = CallbackStatus, Role
CALLABLE = {S.DUE, S.SECOND_ROUND, S.BRANCH_ROUND}
OF_THE_PROVINCE = {S.DUE, S.SECOND_ROUND}
PURSUED = {S.TO_VISIT, S.LETTER_SENT}
RUNG_OR_PURSUED = CALLABLE | PURSUED
OPEN = {S.AWAITING_RECEIPT, *RUNG_OR_PURSUED}
# Anybody reached by whatever means, and the customer themself on the insurer's own platform (CB-ELEC).
ENDABLE = OPEN - {S.AWAITING_RECEIPT}
LISTERS = {R.INTEGRATOR, R.BRANCH_MANAGER}
ANSWERED_BY = {R.CALLER, R.INTEGRATOR}
BRANCH = {R.CALLER, R.BRANCH_MANAGER}

# fmt: off
LIFECYCLE = Lifecycle(
    "callback",
    #    action          from                     to                  announces             by
    Step("open",         set(),                   S.AWAITING_RECEIPT, CallbackOpened),
    Step("open_due",     set(),                   S.DUE,              CallbackOpened),
    Step("open_listed",  set(),                   S.DUE,              CallbackOpened,       LISTERS),
    Step("date",         {S.AWAITING_RECEIPT},    S.DUE,              CallbackDated),
    Step("enlist",       OPEN,                    None,               CallbackListed),
    Step("spare",        RUNG_OR_PURSUED,         None,               CallbackSpared),
    Step("ring_again",   RUNG_OR_PURSUED,         None,               CallbackReadyAgain),
    Step("attempt",      CALLABLE,                None,               CallbackAttempted,    ANSWERED_BY),
    Step("hand_on",      {S.DUE},                 S.SECOND_ROUND,     CallbackHandedOn),
    Step("hand_down",    OF_THE_PROVINCE,         S.BRANCH_ROUND,     CallbackHandedDown),
    Step("order_visit",  {S.DUE, S.BRANCH_ROUND}, S.TO_VISIT,         CallbackVisitOrdered, BRANCH, (BRANCHS_TURN,)),
    Step("visit",        {S.TO_VISIT},            None,               CallbackAttempted,    {R.CALLER}),
    Step("send_letter",  {S.TO_VISIT},            S.LETTER_SENT,      CallbackLetterSent,   BRANCH),
    Step("complete",     ENDABLE,                 S.COMPLETED,        CallbackCompleted,    ANSWERED_BY),
    Step("find_problem", ENDABLE,                 S.PROBLEM,          CallbackProblemFound, ANSWERED_BY),
    Step("give_up",      ENDABLE,                 S.UNREACHED,        CallbackUnreached),
    Step("drop",         OPEN,                    S.DROPPED,          CallbackDropped),
    Step("move",         OPEN,                    None,               CallbackMoved),
    timers=(
        Timer("hand-down", OF_THE_PROVINCE,  LastDay("provinces_until"), "hand_down"),
        Timer("visit",     {S.BRANCH_ROUND}, LastDay("calls_until"),     "order_visit"),
        # Nobody is visited for it: who can't be rung, and will bring no number any more, is waited for no longer.
        Timer("calls-end", CALLABLE,         LastDay("waits_until"),     "stop_waiting"),
        # 信函回访无回音: thirty days are our design.
        Timer("silence",   {S.LETTER_SENT},  calendar_days(30),          "give_up"),
    ),
)
# fmt: on
