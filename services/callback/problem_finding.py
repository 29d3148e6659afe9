"""What a call found wrong becomes a problem case (问题件): the seam between the call-back and the problem."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks.models import Callback
from services.callback.problems import commands
from services.callback.problems.models import ProblemCase

OF_THE_CALLBACK = ("org", "outlet", "channel", "line", "product", "salesperson", "policy_no", "policyholder_ref")


async def open_problem(session: AsyncSession, case: Callback, reasons: Sequence[str]) -> ProblemCase:
    """In the caller's transaction, of the newest attempt, whose caller is the case's handler.

    `reasons`: questions that were not answered in the affirmative, or codes of `problems.reasons` where not everything
    was asked. While a problem of the same call-back is open they are added to it.
    """
    points = _points(case, reasons)
    if (known := await commands.open_of(session, case.case_no)) is not None:
        return await commands.add(session, known, points)
    problem = ProblemCase(callback_no=case.case_no, project=case.project, found_by=case.handler)
    for name in OF_THE_CALLBACK:
        setattr(problem, name, getattr(case, name))
    return await commands.open(session, problem, points)


def _points(case: Callback, reasons: Sequence[str]) -> list[dict[str, Any]]:
    answers = {each["question"]: each["choice"] for attempt in case.attempts[-1:] for each in attempt["answers"]}
    if not reasons:
        raise ValueError("a problem has a reason")
    return [{"point": code, "choice": answers.get(code)} for code in dict.fromkeys(reasons)]
