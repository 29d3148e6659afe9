"""Problem cases: opened, assigned to somebody who doesn't sell, settled, opened again, moved with their policy."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.policies.models import KnownPolicy
from services.callback.problems.models import OPEN, ProblemCase
from services.callback.problems.reasons import REASONS, gravest
from services.callback.problems.sla import REMINDED_EVERY
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.cases import advance, check_first, new_case_no, permit
from shared.contracts.policy_service import PolicyEvent
from shared.days import today_at
from shared.db import unless_taken
from shared.errors import Conflict, RuleBroken, Text

Points = Sequence[dict[str, Any]]
ANOTHER_OPEN = Conflict(
    Text("同一回访已有未办结的问题件", "Another problem case of this call-back is open"), rule="one-open-a-callback"
)


async def open_of(session: AsyncSession, callback_no: str) -> ProblemCase | None:
    query = select(ProblemCase).where(ProblemCase.callback_no == callback_no, OPEN)
    return (await session.scalars(query)).one_or_none()


async def open(session: AsyncSession, case: ProblemCase, points: Points) -> ProblemCase:
    case.case_no, case.points = new_case_no("WT", case.org), list(points)
    case.reason, case.remind_on = gravest(each["point"] for each in points), _remind_on(case.org, today_at(case.org))
    return await advance(session, case, "open", Actor.system())


async def add(session: AsyncSession, case: ProblemCase, points: Points) -> ProblemCase:
    """What is known of it already is no news."""
    if not (news := [each for each in points if each not in case.points]):
        return case
    case.points = [*case.points, *news]
    case.reason = gravest(each["point"] for each in case.points)
    return await advance(session, case, "add", Actor.system())


async def assign(session: AsyncSession, case: ProblemCase, handler: str, actor: Actor) -> ProblemCase:
    permit(case, "assign", actor)
    if handler == case.handler:
        raise RuleBroken("handler", "another-handler", Text("已由其处理", "It is theirs already"))
    await _check_does_not_sell(session, case, handler)
    case.handler = handler
    return await advance(session, case, "assign", actor)


async def _check_does_not_sell(session: AsyncSession, case: ProblemCase, handler: str) -> None:
    """Neither whose policy it was when it was found, nor anybody whose any policy is now."""
    if handler == case.salesperson:
        told = Text("问题件不得交由销售该保单的业务员处理", "Whose sale it was can't settle what is wrong with it")
        raise RuleBroken("handler", "not-the-salesperson", told)
    sold = select(KnownPolicy.policy_no).where(KnownPolicy.salesperson == handler).limit(1)
    if await session.scalar(sold) is not None:
        told = Text(
            "处理人为销售人员,问题件须由销售以外的人员处理", "They sell policies: it takes somebody who doesn't"
        )
        raise RuleBroken("handler", "not-of-sales", told)


async def settle(session: AsyncSession, case: ProblemCase, result: str, actor: Actor) -> ProblemCase:
    permit(case, "settle", actor)
    case.outcome, case.because = result, None
    return await advance(session, case, "settle", actor)


async def settle_instead(
    session: AsyncSession, case: ProblemCase, result: str, reason: str, actor: Actor
) -> ProblemCase:
    case.outcome, case.because = result, reason
    return await advance(session, case, "settle_instead", actor)


async def reopen(session: AsyncSession, case: ProblemCase, reason: str, actor: Actor) -> ProblemCase:
    """It has its whole time again, and whoever settled it before has it no longer."""
    permit(case, "reopen", actor)
    await check_first(session, ProblemCase, ANOTHER_OPEN, actor, ProblemCase.callback_no == case.callback_no, OPEN)
    case.outcome, case.handler, case.because, case.reopenings = None, None, reason, case.reopenings + 1
    case.remind_on = _remind_on(case.org, today_at(case.org))
    with unless_taken("callback_no", ANOTHER_OPEN):
        return await advance(session, case, "reopen", actor)


async def remind(session: AsyncSession, case: ProblemCase) -> None:
    """As a day is over, so the next is counted from that."""
    over = today_at(case.org) - timedelta(days=1)
    case.reminders, case.remind_on = case.reminders + 1, _remind_on(case.org, over)
    await advance(session, case, "remind", Actor.system())


def _remind_on(org: str, since: date) -> date:
    return calendar_for(org).nth_working_day(since, REMINDED_EVERY)


async def move(session: AsyncSession, policy: PolicyEvent) -> None:
    """保单迁移: who looks after the policy now settles it; whose sale it was stays on record."""
    for case in await _open_of_policies(session, [policy.case_no]):
        case.org, case.outlet, case.handler = policy.org, policy.outlet, None
        await advance(session, case, "move", Actor.system())


async def end_policies(session: AsyncSession, endings: Sequence[PolicyEvent]) -> None:
    """What was unclear about a policy ends with it; what is said of those who sold or served it does not."""
    ended = {policy.case_no: policy for policy in endings}
    for case in await _open_of_policies(session, ended) if ended else ():
        if not REASONS[case.reason].outlives:
            case.outcome = "policy-ended"
            await advance(session, case, "drop", Actor.system())
        elif case.policy_ended_on is None:
            case.policy_ended_on = calendar_for(case.org).date_of(ended[case.policy_no].at)
            await advance(session, case, "note_end", Actor.system())


async def _open_of_policies(session: AsyncSession, policy_nos: Collection[str]) -> Sequence[ProblemCase]:
    query = select(ProblemCase).where(ProblemCase.policy_no.in_(policy_nos), OPEN).order_by(ProblemCase.case_no)
    return (await session.scalars(query)).all()
