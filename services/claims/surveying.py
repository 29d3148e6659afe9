"""A claim and its surveys (理赔调查): the first to be opened puts the claim under survey, the last to end ends that.

The seam to the claim is here: `start_survey` and `end_survey` of its own commands, and nothing else.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.cases.commands import adjudicating, afterwards
from services.claims.cases.models import Claim
from services.claims.surveys import commands
from services.claims.surveys.models import Survey
from services.claims.surveys.schemas import SurveyIn
from shared.auth import Actor
from shared.cases import get_case, permit
from shared.db import take_turn

UNDER_SURVEY = "under_survey"


async def open_survey(session: AsyncSession, form: SurveyIn, actor: Actor) -> Survey:
    """A claim under survey takes further ones."""
    await take_turn(session, _key(form.claim_no))
    claim = await get_case(session, Claim, form.claim_no, actor)
    if claim.status != UNDER_SURVEY:
        await adjudicating.start_survey(session, claim, actor)
    return await commands.open_survey(session, form, claim.org, claim.outlet, actor)


async def accept(session: AsyncSession, case: Survey, actor: Actor) -> Survey:
    permit(case, "accept", actor)
    await take_turn(session, _key(case.claim_no))
    await commands.accept(session, case, actor)
    await _end_wait(session, case, actor)
    return case


async def cancel(session: AsyncSession, case: Survey, reason: str, actor: Actor) -> Survey:
    permit(case, "cancel", actor)
    await take_turn(session, _key(case.claim_no))
    await commands.cancel(session, case, reason, actor)
    await _end_wait(session, case, actor)
    return case


async def withdraw_claim(session: AsyncSession, claim: Claim, reason: str, actor: Actor) -> Claim:
    """撤案: whatever is being found out for it is cancelled."""
    permit(claim, "withdraw", actor)
    await take_turn(session, _key(claim.case_no))
    for case in await commands.unfinished_of(session, claim.case_no):
        await commands.cancel(session, case, "claim-withdrawn", Actor.system())
    return await afterwards.withdraw(session, claim, reason, actor)


async def _end_wait(session: AsyncSession, case: Survey, actor: Actor) -> None:
    if await commands.unfinished_of(session, case.claim_no):
        return
    claim = await get_case(session, Claim, case.claim_no, Actor.system())
    if claim.status == UNDER_SURVEY:
        await adjudicating.end_survey(session, claim, actor)


def _key(claim_no: str) -> str:
    return f"surveys/{claim_no}"
