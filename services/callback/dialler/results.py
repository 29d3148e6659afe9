"""What a dialler tells of its calls: each row an attempt on its case, or told why not; no row undoes another."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback import hours
from services.callback.callbacks import calling, queue
from services.callback.callbacks.models import Callback
from services.callback.dialler.reading import FAULTS, Call, Fault
from services.callback.dialler.schemas import CallReportOut, CallReportsOut
from services.callback.wishes import commands
from services.callback.wishes.models import CallWish
from shared.auth import Actor, at_or_below
from shared.cases import get_case, permit
from shared.contracts.callback import CallbackDated, CallbackOpened
from shared.errors import Language, NotFound, Problem, RuleBroken, Text
from shared.tables import case_events

Read = Sequence[Call | Fault]
GIVEN_OUT = (CallbackOpened.type, CallbackDated.type)


class Known(NamedTuple):
    """What a file's calls are about, read at once. A case that a refused row may have changed is read again."""

    tasks: dict[tuple[str, str], list[Any]]  # by policy and project, the newest first
    cases: dict[str, Callback]
    wishes: dict[str, CallWish]
    given_out: dict[str, datetime]


async def apply(session: AsyncSession, read: Read, actor: Actor, language: Language) -> CallReportsOut:
    """In the order of the calls, whatever that of the rows."""
    calls = sorted((each for each in read if isinstance(each, Call)), key=lambda call: call.at)
    known = await _known_of(session, calls, actor)
    reports = [_faulty(each, language) for each in read if isinstance(each, Fault)]
    reports += [await _apply_one(session, each, known, actor, language) for each in calls]
    counts = Counter(each.outcome for each in reports)
    told = {outcome: counts[outcome] for outcome in ("applied", "known", "refused")}
    return CallReportsOut(rows=sorted(reports, key=lambda report: report.row), **told)


async def _known_of(session: AsyncSession, calls: Sequence[Call], actor: Actor) -> Known:
    tasks = await _tasks_of(session, {call.policy_no for call in calls if not call.case_no}, actor)
    numbers = {call.case_no for call in calls if call.case_no}
    numbers |= {task.case_no for some in tasks.values() for task in some}
    cases = await queue.keep_all_from_others(session, numbers, actor)
    holders = {case.policyholder_ref for case in cases.values() if case.called == "policyholder"}
    wishes = {wish.policyholder_ref: wish for wish in await commands.wishes_of(session, holders)}
    due = (case_events.c.case_no.in_(cases), case_events.c.type.in_(GIVEN_OUT))
    given_out = (
        select(case_events.c.case_no, func.max(case_events.c.at).label("at"))
        .where(*due)
        .group_by(case_events.c.case_no)
    )
    return Known(tasks, cases, wishes, {row.case_no: row.at for row in await session.execute(given_out)})


async def _tasks_of(
    session: AsyncSession, policy_nos: Collection[str], actor: Actor
) -> dict[tuple[str, str], list[Any]]:
    columns = (Callback.case_no, Callback.policy_no, Callback.project, Callback.opened_at)
    theirs = (Callback.policy_no.in_(policy_nos), at_or_below(Callback.org, actor.org))
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for task in await session.execute(select(*columns).where(*theirs).order_by(Callback.opened_at.desc())):
        found[task.policy_no, task.project].append(task)
    return found


async def _apply_one(
    session: AsyncSession, call: Call, known: Known, actor: Actor, language: Language
) -> CallReportOut:
    nothing = {"column": None, "rule": None, "text": None}
    number = call.case_no
    try:
        async with session.begin_nested():
            number = number or _number_of(call, known)
            case = known.cases.get(number) or await get_case(session, Callback, number, actor)
            is_new = not _is_known(case, call)
            if is_new:
                await _write_down(session, case, call, known, actor)
            outcome = "applied" if is_new else "known"
            return CallReportOut(row=call.row, outcome=outcome, case_no=case.case_no, **nothing)
    except Problem as refusal:
        known.cases.pop(number, None)
        told = {"column": refusal.extras.get("field"), "rule": refusal.extras.get("rule") or refusal.slug()}
        text = getattr(refusal.detail, language)
        return CallReportOut(row=call.row, outcome="refused", case_no=call.case_no or None, text=text, **told)


def _faulty(fault: Fault, language: Language) -> CallReportOut:
    text = getattr(FAULTS[fault.code], language)
    return CallReportOut(
        row=fault.row, outcome="refused", case_no=None, column=fault.column, rule=fault.code, text=text
    )


def _number_of(call: Call, known: Known) -> str:
    mine = known.tasks.get((call.policy_no, call.project), ())
    if found := next((task.case_no for task in mine if task.opened_at <= call.at), None):
        return str(found)
    told = Text("当时该保单没有此项目的回访任务", "At that time the policy was owed no such call-back")
    raise NotFound(told, field="policy_no", rule="no-task")


def _is_known(case: Callback, call: Call) -> bool:
    """Raises RuleBroken where the call is known with another result."""
    same = [each for each in case.attempts if datetime.fromisoformat(each["at"]) == call.at]
    if same and same[0]["result"] != call.told.result:
        told = Text("该次呼叫已有不同的结果", "Another result of this call is known")
        raise RuleBroken("result", "told-otherwise", told, known=same[0]["result"])
    return bool(same)


async def _write_down(session: AsyncSession, case: Callback, call: Call, known: Known, actor: Actor) -> None:
    permit(case, "attempt", actor)
    await queue.keep_from_others(session, case, actor)
    wish = known.wishes.get(case.policyholder_ref) if case.called == "policyholder" else None
    if wish and call.at > wish.recorded_at:
        raise commands.refuse_to_ring(wish)
    hours.check_made("at", call.at, case.org)
    _check_order(case, call)
    _check_given_out(known.given_out.get(case.case_no, case.opened_at), call)
    await calling.write_down(session, case, call.told, actor, call.at)


def _check_order(case: Callback, call: Call) -> None:
    """Not before a call that is known: what followed from that would be wrong."""
    last = max((datetime.fromisoformat(each["at"]) for each in case.attempts), default=None)
    if last is not None and call.at < last:
        told = Text("已有更晚的呼叫结果", "The result of a later call is known")
        raise RuleBroken("at", "in-order", told, last=last.isoformat())


def _check_given_out(given_out: datetime, call: Call) -> None:
    """Not before anybody could take the task: of a new policy, before its receipt came."""
    if call.at < given_out:
        told = Text("早于回访任务下发的时间", "It was before the task was given out")
        raise RuleBroken("at", "after-due", told, given_out=given_out.isoformat())
