"""The life of a visit on one screen."""

from enum import StrEnum
from typing import Any

from shared.auth import Actor, Role
from shared.contracts import intake_visits as announced
from shared.errors import Text
from shared.lifecycle import Guard, LastDay, Lifecycle, Step, Timer

CALLS_BEFORE_PASSING = 3  # 叫号三次不应者过号: what the tickets of most halls say (D)


class VisitStatus(StrEnum):
    WAITING = "waiting"  # 等候
    CALLED = "called"  # 已叫号
    PASSED_OVER = "passed_over"  # 过号
    IN_SERVICE = "in_service"  # 办理中
    FINISHED = "finished"  # 办结
    ABANDONED = "abandoned"  # 弃号
    LEFT_OPEN = "left_open"  # 漏办结


def _called_enough(case: Any, _actor: Actor) -> bool:
    return bool(case.calls_in_turn >= CALLS_BEFORE_PASSING)


def _was_prompted(case: Any, _actor: Actor) -> bool:
    return case.prompted_at is not None


ENOUGH = Guard(
    "called-three-times",
    _called_enough,
    Text(f"叫号满{CALLS_BEFORE_PASSING}次方可过号", f"Call it {CALLS_BEFORE_PASSING} times before passing it over"),
    field="calls",
    foreseen=True,
)
PROMPTED = Guard(
    "evaluation-prompted",
    _was_prompted,
    Text("柜员尚未请求评价", "The teller has not asked for it"),
    field="prompted_at",
    foreseen=True,
)

S, R = VisitStatus, Role
DESK, KIOSK = {R.TELLER}, {R.INTEGRATOR}
NOT_YET_SERVED = {S.WAITING, S.CALLED, S.PASSED_OVER}

# fmt: off
LIFECYCLE = Lifecycle(
    "visit",
    #    action            from                         to              announces                           by
    Step("take",           set(),                       S.WAITING,      announced.VisitTaken,               DESK | KIOSK),
    Step("call",           {S.WAITING, S.PASSED_OVER},  S.CALLED,       announced.VisitCalled,              DESK),
    Step("call_again",     {S.CALLED},                  None,           announced.VisitCalled,              DESK),
    Step("pass_over",      {S.CALLED},                  S.PASSED_OVER,  announced.VisitPassedOver,          DESK, (ENOUGH,)),
    Step("serve",          {S.CALLED},                  S.IN_SERVICE,   announced.VisitServed,              DESK),
    Step("ask_evaluation", {S.IN_SERVICE},              None,           announced.VisitEvaluationRequested, DESK),
    # The device belongs to the customer: a teller can't evaluate their own work.
    Step("evaluate",       {S.IN_SERVICE, S.FINISHED},  None,           announced.VisitEvaluated,           KIOSK, (PROMPTED,)),
    Step("finish",         {S.IN_SERVICE},              S.FINISHED,     announced.VisitFinished,            DESK),
    Step("abandon",        NOT_YET_SERVED,              S.ABANDONED,    announced.VisitAbandoned,           DESK),
    Step("lapse",          NOT_YET_SERVED,              S.ABANDONED,    announced.VisitAbandoned),
    Step("leave_open",     {S.IN_SERVICE},              S.LEFT_OPEN,    announced.VisitLeftOpen),
    at_rest={S.FINISHED},
    timers=(
        #     name         while in        for                   what happens
        Timer("day-over",  NOT_YET_SERVED, LastDay("taken_on"),  "lapse"),
        Timer("forgotten", {S.IN_SERVICE}, LastDay("taken_on"),  "leave_open"),
    ),
)
# fmt: on
