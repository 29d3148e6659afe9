"""What a rescission (解除) has to do with the policy's requests and its value."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.open_claims.commands import open_of
from services.policy_service.open_claims.freezing import TAKES_VALUE, check_none_open
from services.policy_service.policies import commands
from services.policy_service.policies.models import Policy
from services.policy_service.requests.models import ServiceRequest
from services.policy_service.values.lines import cash_value_line, dividend_lines, rider_lines
from services.policy_service.values.settling import empty_dividends, set_off_loans
from services.policy_service.values.standing import standing_of
from shared.auth import Actor
from shared.cases import naming, permit
from shared.db import take_turn
from shared.errors import Conflict, Text

ASKED = Conflict(Text("复效申请尚未办结", "Its reinstatement is asked for and open"), rule="no-open-reinstatement")


async def propose(session: AsyncSession, policy: Policy, actor: Actor) -> Policy:
    permit(policy, "propose_rescission", actor)
    await _check_nothing_open(session, policy)
    return await commands.propose_rescission(session, policy, actor)


async def rescind(session: AsyncSession, policy: Policy, actor: Actor) -> Policy:
    """The cash value and the dividends are due to the policyholder (《保险法》第三十七条), less loans and interest."""
    permit(policy, "rescind", actor)
    await _check_nothing_open(session, policy)
    standing = await standing_of(session, policy.case_no, actor)
    lines = [cash_value_line(standing), *rider_lines(standing), *dividend_lines(standing)]
    worth = sum(line.amount_fen for line in lines)
    kept = await set_off_loans(session, standing, worth, standing.today, policy.case_no, "rescission")
    empty_dividends(session, standing, policy.case_no)
    policy.surrender_value_fen = worth + sum(line.amount_fen for line in kept)
    return await commands.rescind(session, policy, actor)


async def _check_nothing_open(session: AsyncSession, policy: Policy) -> None:
    """只有双方未达成协议方可解除: who asked in time is answered first, and may pay what was agreed on; what befell the
    insured while it was in force is decided before it ends otherwise."""
    await take_turn(session, policy.case_no)
    of_policy = (ServiceRequest.policy_no == policy.case_no, ServiceRequest.item == "reinstatement")
    asked = select(ServiceRequest.case_no).where(*of_policy, ServiceRequest.closed_at.is_(None))
    if number := await session.scalar(asked):
        raise naming(ASKED, open_case_no=number)
    check_none_open(await open_of(session, policy.case_no), Text("解除", "Rescission"), TAKES_VALUE)
