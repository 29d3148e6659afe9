"""The life of a complaint on one screen."""

from enum import StrEnum
from typing import Any

from services.callback.complaints.tables import EXAMINATION, REVIEW
from shared.auth import Actor, Role
from shared.contracts import callback_complaints as announced
from shared.errors import Forbidden, Text
from shared.guards import four_eyes
from shared.lifecycle import Guard, Lifecycle, Step, Timer
from shared.limits import calendar_days


class ComplaintStatus(StrEnum):
    REGISTERED = "registered"  # 已登记待受理
    ACCEPTED = "accepted"  # 处理中
    EXAMINING = "examining"  # 外部鉴定中
    HANDLED = "handled"  # 待答复
    ANSWERED = "answered"  # 已答复, 可提出异议
    CLOSED = "closed"  # 已结案
    NOT_ACCEPTED = "not_accepted"  # 不予受理
    WITHDRAWN = "withdrawn"  # 已撤回


def _is_handler(case: Any, actor: Actor) -> bool:
    return bool(actor.is_system or actor.ref == case.handler)


def _is_impartial(case: Any, _actor: Actor) -> bool:
    return case.salesperson is None or case.handler != case.salesperson


def _is_first(case: Any, _actor: Actor) -> bool:
    return all(clock.id != REVIEW for clock in case.clocks)


HANDLER = Guard(
    "handler-only", _is_handler, Text("仅限投诉经办人", "Only who handles the complaint can do that"), Forbidden
)
IMPARTIAL = Guard(
    "not-the-one-complained-of",
    _is_impartial,
    Text("被投诉的业务员不能经办", "The salesperson complained of can't handle it"),
    field="handler",
)
NOT_ONESELF = four_eyes(
    "salesperson",
    Text("被投诉人不能办理", "Who is complained of can't do that"),
    rule="not-the-one-complained-of",
    refusal=Forbidden,
)
OTHER_THAN_HANDLER = four_eyes(
    "handler", Text("延期不能由经办人自己批准", "Who handles it can't approve the extension")
)
FIRST = Guard(
    "first-handling",
    _is_first,
    Text("该投诉已重办一次", "It was taken up again already"),
    field="reopened",
    foreseen=True,
)

S, R = ComplaintStatus, Role
REGISTRARS = {R.TELLER, R.CALLER, R.BRANCH_MANAGER, R.PROVINCE, R.INTEGRATOR}
HANDLERS = {R.TELLER, R.CALLER, R.BRANCH_MANAGER, R.PROVINCE}
HEADS, PROVINCE = {R.BRANCH_MANAGER, R.PROVINCE}, {R.PROVINCE}
IN_HAND = {S.ACCEPTED, S.EXAMINING, S.HANDLED}
RUNNING = {S.ACCEPTED, S.HANDLED}

# fmt: off
LIFECYCLE = Lifecycle(
    "complaint",
    #    action               from              to              announces                            by
    Step("register",          set(),            S.REGISTERED,   announced.ComplaintRegistered,       REGISTRARS),
    Step("accept",            {S.REGISTERED},   S.ACCEPTED,     announced.ComplaintAccepted,         HEADS, (NOT_ONESELF, IMPARTIAL)),
    Step("decline",           {S.REGISTERED},   S.NOT_ACCEPTED, announced.ComplaintDeclined,         HEADS, (NOT_ONESELF,)),
    Step("hand_over",         IN_HAND,          None,           announced.ComplaintHandedOver,       HEADS, (NOT_ONESELF, IMPARTIAL)),
    Step("move",              {S.REGISTERED} | IN_HAND, None,       announced.ComplaintMoved),
    Step("tell_progress",     IN_HAND,          None,           announced.ComplaintProgressTold,     HANDLERS, (HANDLER,)),
    Step("begin_examination", {S.ACCEPTED},     S.EXAMINING,    announced.ComplaintExaminationBegun, HANDLERS, (HANDLER,)),
    Step("end_examination",   {S.EXAMINING},    S.ACCEPTED,     announced.ComplaintExaminationEnded, HANDLERS, (HANDLER,)),
    Step("extend",            RUNNING,          None,           announced.ComplaintExtended,         HEADS, (FIRST, OTHER_THAN_HANDLER, NOT_ONESELF)),
    Step("extend_further",    RUNNING,          None,           announced.ComplaintExtended,         PROVINCE, (FIRST, OTHER_THAN_HANDLER, NOT_ONESELF)),
    Step("handle",            {S.ACCEPTED},     S.HANDLED,      announced.ComplaintHandled,          HANDLERS, (HANDLER,)),
    Step("answer",            {S.HANDLED},      S.ANSWERED,     announced.ComplaintAnswered,         HANDLERS, (HANDLER,)),
    Step("reopen",            {S.ANSWERED},     S.ACCEPTED,     announced.ComplaintReopened,         HEADS, (FIRST, NOT_ONESELF, IMPARTIAL)),
    Step("close",             {S.ANSWERED},     S.CLOSED,       announced.ComplaintClosed,           HANDLERS, (NOT_ONESELF,)),
    Step("withdraw",          {S.REGISTERED} | IN_HAND, S.WITHDRAWN, announced.ComplaintWithdrawn,   HANDLERS, (NOT_ONESELF,)),
    waits={S.EXAMINING: EXAMINATION},
    at_rest={S.ANSWERED},
    timers=(Timer("objection", {S.ANSWERED}, calendar_days(30), "close"),),
)
# fmt: on
