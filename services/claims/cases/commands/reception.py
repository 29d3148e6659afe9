"""受理与资料: the claim is made, and its papers come in: what is missing is told once, brought, and found unfit."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.cases.models import Claim
from services.claims.cases.schemas import AcceptanceIn
from services.claims.cases.tracks import track_of
from services.claims.papers.matrix import missing
from shared import clock
from shared.auth import Actor
from shared.cases import advance, permit
from shared.errors import RuleBroken, Text


async def accept(session: AsyncSession, case: Claim, form: AcceptanceIn, actor: Actor) -> Claim:
    """The clocks of the law begin; papers may still be missing."""
    permit(case, "accept", actor)
    case.claimed_fen, case.is_clear, case.handler = form.claimed_fen, form.is_clear, actor.ref
    _take(case, form.papers)
    case.missed_papers = case.missing_papers
    if case.missing_papers:
        return await advance(session, case, "accept", actor)
    return await _complete(session, case, "accept_complete", actor)


async def bring_papers(session: AsyncSession, case: Claim, papers: Sequence[str], actor: Actor) -> Claim:
    permit(case, "bring_papers", actor)
    lacked = bool(case.missing_papers)
    _take(case, papers)
    if case.status != "reported" and lacked and not case.missing_papers:
        return await _complete(session, case, "complete_papers", actor)
    return await advance(session, case, "bring_papers", actor)


async def tell_missing(session: AsyncSession, case: Claim, actor: Actor) -> Claim:
    """一次性告知 (LAW22): everything at once. Only types that are added later lead back to where it can be told."""
    case.told_papers = list(dict.fromkeys((*case.told_papers, *case.missing_papers)))
    return await advance(session, case, "tell_missing", actor)


async def reject_paper(session: AsyncSession, case: Claim, paper: str, cause: str, actor: Actor) -> Claim:
    """Unfit, it counts as not handed in."""
    permit(case, "reject_paper", actor)
    if paper not in case.papers:
        raise RuleBroken("paper", "handed-in", Text("该资料未提交", "That paper was not handed in"))
    case.papers = [each for each in case.papers if each != paper]
    case.unfit_papers = [*case.unfit_papers, {"paper": paper, "cause": cause}]
    _look(case)
    if case.missing_papers:
        case.completed_at = None
    is_waited_for = case.status == "accepted" and case.was_told and case.missing_papers
    return await advance(session, case, "return_paper" if is_waited_for else "reject_paper", actor)


async def _complete(session: AsyncSession, case: Claim, action: str, actor: Actor) -> Claim:
    """资料齐全: whether it is to be closed the same day is settled now."""
    case.completed_at = clock.now()
    is_clear = case.is_clear and not case.possible_duplicates and not case.surveyed
    case.track = track_of(case.types, case.claimed_fen, is_clear=is_clear)
    return await advance(session, case, action, actor)


def _take(case: Claim, papers: Sequence[str]) -> None:
    case.papers = list(dict.fromkeys((*case.papers, *papers)))
    _look(case)


def _look(case: Claim) -> None:
    case.missing_papers = missing(case.required_papers, case.papers, case.scheme)
