"""Who acts for the applicant (代办人): their identity verified, and the principal told what they were paid."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.requests.models import ServiceRequest
from shared import clock
from shared.auth import Actor
from shared.cases import advance, permit

NOTICE_ABOVE_FEN = 1_000 * 100  # BSR-POS5: of what an agent is paid, more than 1,000 yuan (S10 V2)


def verify_agent(request: ServiceRequest, actor: Actor) -> None:
    """《反洗钱法》第三十一条: who took in the agent's original document verified it; an unfit one verifies nobody."""
    if not request.agent_acts or "agent_id" not in request.papers:
        request.agent_verified_by, request.agent_verified_at = None, None
    elif request.agent_verified_by is None:
        request.agent_verified_by, request.agent_verified_at = actor.ref, clock.now()


def owes_notice(request: ServiceRequest) -> bool:
    return request.agent_acts and request.money_out_fen > NOTICE_ABOVE_FEN


async def tell_principal(session: AsyncSession, request: ServiceRequest, means: str, actor: Actor) -> ServiceRequest:
    permit(request, "tell_principal", actor)
    request.notice_means, request.principal_told_at = means, clock.now()
    return await advance(session, request, "tell_principal", actor)
