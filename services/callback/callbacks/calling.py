"""One call (一次呼叫): what came of it, and what was answered."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks.models import Callback
from services.callback.callbacks.schemas import AttemptIn, CallResult
from services.callback.problem_finding import open_problem
from services.callback.projects.questions import QUESTIONS
from shared import clock
from shared.auth import Actor
from shared.cases import advance, permit
from shared.errors import RuleBroken, Text

MOST_ATTEMPTS = 50


async def attempt(session: AsyncSession, case: Callback, told: AttemptIn, actor: Actor) -> Callback:
    """A completed call ends the case: a success if all is answered in the affirmative, else a problem (CB-SUCCESS)."""
    permit(case, "attempt", actor)
    completed = told.result is CallResult.COMPLETED
    # The last place is kept for the call that succeeds, or the case could never end.
    if len(case.attempts) >= MOST_ATTEMPTS - (not completed):
        raise RuleBroken("result", "attempts-bounded", Text("呼叫次数已达上限", "Too many attempts on this case"))
    _check_answers(case, told.answers)
    if completed:
        _check_completed(case, told.answers)
    case.attempts, case.handler = [*case.attempts, _made(case, told)], actor.ref
    if not completed:
        return await advance(session, case, "attempt", actor)
    case.outcome = "problem" if case.problems else str(told.result)
    if case.problems:
        await open_problem(session, case, case.problems)
    return await advance(session, case, "find_problem" if case.problems else "complete", actor)


def _made(case: Callback, told: AttemptIn) -> dict[str, Any]:
    answers = [{"question": code, "choice": told.answers[code]} for code in case.questions if code in told.answers]
    number, at = len(case.attempts) + 1, clock.now().isoformat()
    return {"attempt": number, "result": str(told.result), "at": at, "answers": answers}


def _check_answers(case: Callback, answers: Mapping[str, str]) -> None:
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
