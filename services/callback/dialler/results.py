"""What a dialler tells of its calls: each row an attempt on its case, or told why not; no row undoes another."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback import hours
from services.callback.callbacks import calling, queue
from services.callback.callbacks.models import Callback
from services.callback.dialler.reading import FAULTS, Call, Fault
from services.callback.dialler.schemas import CallReportOut, CallReportsOut
from services.callback.wishes import commands as wishes
from shared.auth import Actor, at_or_below
from shared.cases import get_case, permit
from shared.contracts.callback import CallbackDated, CallbackOpened
from shared.errors import Language, NotFound, Problem, RuleBroken, Text
from shared.tables import case_events

Read = Sequence[Call | Fault]
GIVEN_OUT = (CallbackOpened.type, CallbackDated.type)


async def apply(session: AsyncSession, read: Read, actor: Actor, language: Language) -> CallReportsOut:
    """In the order of the calls, whatever that of the rows."""
    calls = sorted((each for each in read if isinstance(each, Call)), key=lambda call: call.at)
    reports = [_faulty(each, language) for each in read if isinstance(each, Fault)]
    reports += [await _apply_one(session, each, actor, language) for each in calls]
    counts = Counter(each.outcome for each in reports)
    told = {outcome: counts[outcome] for outcome in ("applied", "known", "refused")}
    return CallReportsOut(rows=sorted(reports, key=lambda report: report.row), **told)


async def _apply_one(session: AsyncSession, call: Call, actor: Actor, language: Language) -> CallReportOut:
    nothing = {"column": None, "rule": None, "text": None}
    try:
        async with session.begin_nested():
            case = await _case_of(session, call, actor)
            is_new = not _is_known(case, call)
            if is_new:
                await _write_down(session, case, call, actor)
            outcome = "applied" if is_new else "known"
            return CallReportOut(row=call.row, outcome=outcome, case_no=case.case_no, **nothing)
    except Problem as refusal:
        told = {"column": refusal.extras.get("field"), "rule": refusal.extras.get("rule") or refusal.slug()}
        text = getattr(refusal.detail, language)
        return CallReportOut(row=call.row, outcome="refused", case_no=call.case_no or None, text=text, **told)


def _faulty(fault: Fault, language: Language) -> CallReportOut:
    text = getattr(FAULTS[fault.code], language)
    return CallReportOut(
        row=fault.row, outcome="refused", case_no=None, column=fault.column, rule=fault.code, text=text
    )


async def _case_of(session: AsyncSession, call: Call, actor: Actor) -> Callback:
    if call.case_no:
        return await get_case(session, Callback, call.case_no, actor)
    which = (Callback.policy_no == call.policy_no, Callback.project == call.project, Callback.opened_at <= call.at)
    newest = select(Callback.case_no).where(*which, at_or_below(Callback.org, actor.org))
    found = await session.scalar(newest.order_by(Callback.opened_at.desc()).limit(1))
    if found is None:
        told = Text("当时该保单没有此项目的回访任务", "At that time the policy was owed no such call-back")
        raise NotFound(told, field="policy_no", rule="no-task")
    return await get_case(session, Callback, found, actor)


def _is_known(case: Callback, call: Call) -> bool:
    """Raises RuleBroken where the call is known with another result."""
    same = [each for each in case.attempts if datetime.fromisoformat(each["at"]) == call.at]
    if same and same[0]["result"] != call.told.result:
        told = Text("该次呼叫已有不同的结果", "Another result of this call is known")
        raise RuleBroken("result", "told-otherwise", told, known=same[0]["result"])
    return bool(same)


async def _write_down(session: AsyncSession, case: Callback, call: Call, actor: Actor) -> None:
    permit(case, "attempt", actor)
    await queue.keep_from_others(session, case, actor)
    wish = await wishes.wish_of(session, case.policyholder_ref) if case.called == "policyholder" else None
    if wish and call.at > wish.recorded_at:
        raise wishes.refuse_to_ring(wish)
    hours.check_made("at", call.at, case.org)
    _check_order(case, call)
    await _check_given_out(session, case, call)
    await calling.write_down(session, case, call.told, actor, call.at)


def _check_order(case: Callback, call: Call) -> None:
    """Not before a call that is known: what followed from that would be wrong."""
    last = max((datetime.fromisoformat(each["at"]) for each in case.attempts), default=None)
    if last is not None and call.at < last:
        told = Text("已有更晚的呼叫结果", "The result of a later call is known")
        raise RuleBroken("at", "in-order", told, last=last.isoformat())


async def _check_given_out(session: AsyncSession, case: Callback, call: Call) -> None:
    """Not before anybody could take the task: of a new policy, before its receipt came."""
    due = (case_events.c.case_no == case.case_no, case_events.c.type.in_(GIVEN_OUT))
    given_out = await session.scalar(select(func.max(case_events.c.at)).where(*due)) or case.opened_at
    if call.at < given_out:
        told = Text("早于回访任务下发的时间", "It was before the task was given out")
        raise RuleBroken("at", "after-due", told, given_out=given_out.isoformat())
