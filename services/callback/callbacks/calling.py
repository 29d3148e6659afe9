"""One call (一次呼叫): what came of it, what was answered, and what follows."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.callback import hours
from services.callback.callbacks import queue
from services.callback.callbacks.call_results import RESULTS, CallResult, Follows
from services.callback.callbacks.models import Callback
from services.callback.callbacks.rounds import (
    BRANCH,
    ELECTRONIC,
    MOST_CALLS_IN_ALL,
    PROVINCE,
    round_of,
    side_of,
    what_follows,
)
from services.callback.callbacks.schemas import AttemptIn
from services.callback.desks import booking
from services.callback.desks.booking import LOOKED_AHEAD
from services.callback.languages import MANDARIN
from services.callback.problem_finding import open_problem
from services.callback.projects.questions import QUESTIONS
from services.callback.recordings.models import Recording
from shared import clock
from shared.auth import Actor
from shared.calendar import SECOND
from shared.calendar_data import calendar_for
from shared.cases import permit
from shared.contracts.callback import MOST_ATTEMPTS
from shared.errors import RuleBroken, Text
from shared.service import OnTimer


async def attempt(session: AsyncSession, case: Callback, told: AttemptIn, actor: Actor) -> Callback:
    """A completed call ends the case: a success if all is answered in the affirmative, else a problem (CB-SUCCESS)."""
    permit(case, "attempt", actor)
    await queue.keep_hold(session, case, actor)
    return await write_down(session, case, told, actor)


async def write_down(
    session: AsyncSession, case: Callback, told: AttemptIn, actor: Actor, made_at: datetime | None = None
) -> Callback:
    """What came of a call, and what follows; `made_at`: when it was made, if that is told only now."""
    row, call = RESULTS[told.result], _call(told)
    check_answers(case, told.answers)
    _check_told(case, told, made_at)
    stopped_at = None
    if made_at is not None:
        call["at"] = made_at.isoformat()
        # Told late, a call doesn't stop a clock before that began: the case may have gone on meanwhile.
        stopped_at = max([made_at, *(each.started_at for each in case.clocks)])
    _keep_recording(session, case, told, made_at)
    if told.result is CallResult.COMPLETED:
        return await end(session, case, told.answers, actor, round_of(case, actor), clocks_at=stopped_at, **call)
    note(case, told.result, told.answers, actor, round_of(case, actor), **call)
    if row.follows is Follows.PROBLEM:
        return await find_problem(session, case, actor, clocks_at=stopped_at)
    case.tries += row.counts and side_of(actor) == case.owner
    case.language = told.language or case.language
    if row.follows is Follows.DESK and case.owner == PROVINCE:
        return await to_a_desk(session, case, "attempt", actor)
    again = told.call_at or (made_at or clock.now()) + row.rest
    await queue.step(session, case, "attempt", actor, ready_at=again)
    if action := what_follows(case, row):
        await go_on(session, case, action, Actor.system(), closed_at=stopped_at)
    return case


def _keep_recording(session: AsyncSession, case: Callback, told: AttemptIn, made_at: datetime | None) -> None:
    if told.recording is not None:
        of_the_case = {name: getattr(case, name) for name in ("case_no", "policy_no", "org")}
        attempt, at = _next_number(case), made_at or clock.now()
        session.add(Recording(recording=told.recording, attempt=attempt, made_at=at, **of_the_case))


def _next_number(case: Callback) -> int:
    """The oldest attempts may be gone: they aren't counted anew."""
    return int(case.attempts[-1]["attempt"]) + 1 if case.attempts else 1


async def to_a_desk(session: AsyncSession, case: Callback, action: str, actor: Actor) -> Callback:
    """方言: neither success nor failure; a desk calls again, or the branch where none can in time."""
    until = calendar_for(case.org).end_of_day(case.provinces_until) if case.provinces_until else case.due_at
    can = await _can_a_desk(session, case, actor)
    slot = await booking.book(session, case, case.language, until or clock.now()) if can else None
    if slot is None:
        await queue.step(session, case, action, actor, ready_at=clock.now())
        return await go_on(session, case, "hand_down", Actor.system())
    case.desk_no = slot.desk_no
    return await queue.step(session, case, action, actor, ready_at=slot.slot_at, booked=True)


async def _can_a_desk(session: AsyncSession, case: Callback, actor: Actor) -> bool:
    """Not once somebody of such a desk has failed for the same, nor after calls enough: no desk calls without end."""
    failed = [each for each in case.attempts if each["result"] == CallResult.DIALECT]
    again = sum(each.get("language") == case.language for each in failed) > 1
    if again or len(case.attempts) >= MOST_CALLS_IN_ALL:
        return False
    return not await booking.speaks(session, actor.ref, case.language)


async def go_on(
    session: AsyncSession, case: Callback, action: str, actor: Actor, *, closed_at: datetime | None = None
) -> Callback:
    """To the next round, to a visit, or to the end; a rest, an appointment and a lease hold in the next round, too.

    `closed_at`: when the last call was, if that is told only now and the case ends with it. Whoever gets the case next
    has their whole time from now on.
    """
    ended_at = None
    if action == "hand_down":
        case.owner, case.tries = BRANCH, 0
    elif action == "hand_on":
        case.tries = 0
    elif action == "give_up":
        case.outcome, ended_at = "unreached", closed_at
    return await queue.step(session, case, action, actor, clocks_at=ended_at)


def by_itself(action: str) -> OnTimer:
    """What a timer does: the case goes on without anybody."""

    async def on_timer(session: AsyncSession, case: Callback) -> Callback:
        return await go_on(session, case, action, Actor.system())

    return on_timer


async def end(
    session: AsyncSession,
    case: Callback,
    answers: Mapping[str, str],
    actor: Actor,
    round: str,
    *,
    clocks_at: datetime | None = None,
    **more: str | None,
) -> Callback:
    """All was asked of the right person, by whatever means."""
    check_answers(case, answers)
    _check_completed(case, answers)
    note(case, CallResult.COMPLETED, answers, actor, round, **more)
    if case.problems:
        return await find_problem(session, case, actor, clocks_at=clocks_at)
    case.outcome = str(CallResult.COMPLETED)
    return await queue.step(session, case, "complete", actor, clocks_at=clocks_at)


async def find_problem(
    session: AsyncSession, case: Callback, actor: Actor, *, clocks_at: datetime | None = None
) -> Callback:
    """The call-back ends, and what was found wrong becomes a case of its own."""
    case.outcome = "problem"
    await open_problem(session, case, case.problems)
    return await queue.step(session, case, "find_problem", actor, clocks_at=clocks_at)


def note(case: Callback, result: str, answers: Mapping[str, str], actor: Actor, round: str, **more: str | None) -> None:
    """Write down an attempt, whether a call, a visit, a letter or the customer's own.

    An event has room for the newest fifty, and what the bounds of calls and visits allow are fewer.
    """
    answered = [{"question": code, "choice": answers[code]} for code in case.questions if code in answers]
    made = {"attempt": _next_number(case), "result": str(result), "at": clock.now().isoformat()}
    made |= {"answers": answered, "round": round, "owner": None if round == ELECTRONIC else side_of(actor), **more}
    case.attempts, case.handler = [*case.attempts, made][-MOST_ATTEMPTS:], actor.ref


def _call(told: AttemptIn) -> dict[str, str | None]:
    return {"field": told.field, "language": told.language, "recording": told.recording}


def check_answers(case: Callback, answers: Mapping[str, str]) -> None:
    for code, choice in answers.items():
        field = f"answers.{code}"
        if code not in case.questions:
            told = Text("该回访项目没有这个问题", "The project of this call does not ask this")
            raise RuleBroken(field, "question-of-project", told, questions=list(case.questions))
        offered = [each.code for each in QUESTIONS[code].choices]
        if choice not in offered:
            raise RuleBroken(field, "choice-offered", Text("没有这个选项", "There is no such choice"), offered=offered)


def _check_completed(case: Callback, answers: Mapping[str, str]) -> None:
    if missing := [code for code in case.questions if code not in answers]:
        told = Text("回访成功须逐项问完并记录回答", "In a completed call everything is asked and answered")
        raise RuleBroken("answers", "all-answered", told, missing=missing)
    for code in case.questions:
        if QUESTIONS[code].identity and answers[code] not in QUESTIONS[code].affirmative:
            told = Text(
                "受访人不是应受访人本人,不能记为成功", "Somebody else answered: record why it was not completed"
            )
            raise RuleBroken(f"answers.{code}", "speaks-in-person", told)


def _check_told(case: Callback, told: AttemptIn, made_at: datetime | None) -> None:
    """An appointment has its time, and nothing else has one; a dialect is named where the call failed for it."""
    if told.call_at is None and told.result is CallResult.APPOINTMENT:
        raise RuleBroken("call_at", "required", Text("预约须写明时间", "An appointment has a time"))
    if told.call_at is not None and told.result is not CallResult.APPOINTMENT:
        raise RuleBroken("call_at", "of-appointments", Text("只有预约才写时间", "Only an appointment has a time"))
    if told.call_at is not None:
        hours.check_appointment("call_at", told.call_at, case.org, _latest_appointment(case), after=made_at)
    if told.language in (None, MANDARIN) and told.result is CallResult.DIALECT:
        raise RuleBroken("language", "required", Text("请写明是哪种方言", "Name the dialect"))
    if told.language is not None and told.result is not CallResult.DIALECT:
        told_rule = Text("只有方言结果才写语言", "Only a call that fails for the dialect names one")
        raise RuleBroken("language", "of-dialects", told_rule)


def _latest_appointment(case: Callback) -> datetime:
    """As far ahead as desks are booked, but before somebody goes there instead."""
    ahead = clock.now() + LOOKED_AHEAD
    return min(ahead, calendar_for(case.org).end_of_day(case.calls_until) - SECOND) if case.calls_until else ahead
