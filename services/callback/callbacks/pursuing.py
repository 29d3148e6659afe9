"""Who can't be reached by telephone (上门、信函、电子回访): a visit, a letter, or the customer's own answer on-line.

CB-2009 (S20 V2): failing the telephone, by letter or visit with a receipt signed by the policyholder. CB-ELEC (S21 V):
on-line on the insurer's own platform, identity verified, nobody in between.
"""

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks import calling, queue
from services.callback.callbacks.call_results import RESULTS, Follows
from services.callback.callbacks.lifecycle import CallbackStatus as S
from services.callback.callbacks.models import Callback
from services.callback.callbacks.rounds import ELECTRONIC
from services.callback.callbacks.schemas import ElectronicIn, LetterAnswerIn, LetterIn, VisitIn, VisitResult
from services.callback.projects.projects import PROJECTS
from shared import clock
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.cases import permit
from shared.days import check_come
from shared.errors import RuleBroken, Text

MOST_VISITS = 3  # that came to nothing: our design


async def order_visit(session: AsyncSession, case: Callback, actor: Actor) -> Callback:
    """转上门回访: by the branch, which need not wait until its calls are used up."""
    permit(case, "order_visit", actor)
    if not PROJECTS[case.project].pursued:
        told = Text("该项目不要求上门或信函回访", "Nobody is visited for this project")
        raise RuleBroken("project", "visits-of-project", told)
    return await calling.go_on(session, case, "order_visit", actor)


async def visit(session: AsyncSession, case: Callback, told: VisitIn, actor: Actor) -> Callback:
    permit(case, "visit", actor)
    _check_day("visited_on", told.visited_on, case)
    day = told.visited_on.isoformat()
    if told.result is VisitResult.COMPLETED:
        return await calling.end(session, case, told.answers, actor, "visit", happened_on=day)
    row = RESULTS.get(told.result)
    finds_something = row is not None and row.follows is Follows.PROBLEM
    if not finds_something and sum(each["round"] == "visit" for each in _attempts(case)) >= MOST_VISITS:
        told_rule = Text("上门次数已满,请改发信函", "There were visits enough: send the letter")
        raise RuleBroken("result", "visits-bounded", told_rule, most=MOST_VISITS)
    calling.check_answers(case, told.answers)
    calling.note(case, told.result, told.answers, actor, "visit", happened_on=day)
    if finds_something:
        return await calling.find_problem(session, case, actor)
    return await queue.step(session, case, "visit", actor)


async def send_letter(session: AsyncSession, case: Callback, told: LetterIn, actor: Actor) -> Callback:
    """信函回访: after a visit that came to nothing; to whoever doesn't want to be rung, at once (our design)."""
    permit(case, "send_letter", actor)
    _check_day("sent_on", told.sent_on, case)
    if not case.is_spared and not any(each["round"] == "visit" for each in _attempts(case)):
        raise RuleBroken(
            "status", "visited-first", Text("上门未果后方可发信函", "A letter follows a visit that failed")
        )
    case.letter_sent_on = told.sent_on
    return await queue.step(session, case, "send_letter", actor)


async def answer_letter(session: AsyncSession, case: Callback, told: LetterAnswerIn, actor: Actor) -> Callback:
    """The letter came back, answered and signed by the policyholder."""
    permit(case, "complete", actor)
    if case.status != S.LETTER_SENT:
        raise case.lifecycle.refuse("complete", case.status, case.allowed)
    check_come("signed_on", told.signed_on, case.org)
    if case.letter_sent_on and told.signed_on < case.letter_sent_on:
        told_rule = Text("签收日期早于寄出日期", "It was signed before it was sent")
        raise RuleBroken("signed_on", "after-sent", told_rule, sent_on=case.letter_sent_on)
    return await calling.end(session, case, told.answers, actor, "letter", happened_on=told.signed_on.isoformat())


async def answer_online(session: AsyncSession, case: Callback, told: ElectronicIn, actor: Actor) -> Callback:
    """电子回访: inside the free-look period or the project's own limit; afterwards somebody calls."""
    permit(case, "complete", actor)
    calendar = calendar_for(case.org)
    if case.call_by and calendar.date_of(clock.now()) > case.call_by:
        late = Text("期限已过,不能电子回访", "The limit is over: no answer on-line counts")
        raise RuleBroken("answers", "in-time", late, call_by=case.call_by)
    return await calling.end(session, case, told.answers, actor, ELECTRONIC, verified_by=told.verified_by)


def _check_day(field: str, day: date, case: Callback) -> None:
    """What is pursued has happened since the call-back was owed."""
    check_come(field, day, case.org)
    opened_on = calendar_for(case.org).date_of(case.opened_at)
    if day < opened_on:
        told = Text(f"不早于回访任务建立之日{opened_on}", f"Not before {opened_on}, when the call-back was opened")
        raise RuleBroken(field, "after-opening", told, opened_on=opened_on)


def _attempts(case: Callback) -> list[dict[str, object]]:
    return [{"round": None} | each for each in case.attempts]
