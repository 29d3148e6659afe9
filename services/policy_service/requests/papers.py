"""The papers of a service request: what is missing is told once, brought, and found unfit."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.items.catalogue import ITEMS
from services.policy_service.requests.agents import verify_agent
from services.policy_service.requests.lifecycle import RequestStatus
from services.policy_service.requests.models import ServiceRequest
from services.policy_service.requests.reckoning import answer_due_on, change_of, standing_for
from shared.auth import Actor
from shared.cases import advance, permit
from shared.days import today_at
from shared.errors import RuleBroken, Text


async def tell_missing(session: AsyncSession, request: ServiceRequest, actor: Actor) -> ServiceRequest:
    """一次性告知: everything that is missing, at once; it can't be told in slices."""
    permit(request, "tell_missing", actor)
    if request.was_told:
        raise RuleBroken("papers", "told-once", Text("补正须一次性告知,已告知过", "All that is missing is told once"))
    request.told_papers = request.missing_papers
    return await advance(session, request, "tell_missing", actor)


async def bring_papers(
    session: AsyncSession, request: ServiceRequest, papers: Sequence[str], actor: Actor
) -> ServiceRequest:
    permit(request, "bring_papers", actor)
    request.papers = [*request.papers, *(paper for paper in papers if paper not in request.papers)]
    request.missing_papers = [paper for paper in request.missing_papers if paper not in papers]
    verify_agent(request, actor)
    is_waited_for = request.status == RequestStatus.AWAITING_PAPERS and not request.missing_papers
    if is_waited_for:  # what was incomplete is asked for only now
        request.answer_due_on = answer_due_on(ITEMS[request.item], today_at(request.org))
    return await advance(session, request, "complete_papers" if is_waited_for else "bring_papers", actor)


async def reject_paper(
    session: AsyncSession, request: ServiceRequest, paper: str, cause: str, actor: Actor
) -> ServiceRequest:
    """Unfit, it counts as not handed in; one that the item doesn't ask for isn't missed."""
    permit(request, "reject_paper", actor)
    if paper not in request.papers:
        raise RuleBroken("paper", "handed-in", Text("该资料未提交", "That paper was not handed in"))
    standing = await standing_for(session, request, actor)
    item, change = ITEMS[request.item], change_of(request)
    lines = item.money(standing, change)
    required = item.required_papers(standing, change, agent_acts=request.agent_acts, lines=lines)
    request.papers = [each for each in request.papers if each != paper]
    request.missing_papers = [each for each in required if each not in request.papers]
    request.rejected_papers = [*request.rejected_papers, {"paper": paper, "cause": cause}]
    verify_agent(request, actor)
    is_waited_for = request.status == RequestStatus.ACCEPTED and request.was_told and request.missing_papers
    return await advance(session, request, "return_paper" if is_waited_for else "reject_paper", actor)
