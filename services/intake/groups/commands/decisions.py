"""Underwriting of a group application (核保): by the city, above its authority by the province."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.groups.models import GroupApplication
from services.intake.groups.underwriting import AUTHORITY, is_within
from services.intake.ledger import collecting
from services.intake.schemas import ConclusionIn
from shared.auth import Actor
from shared.cases import advance, permit

CODES = {"approve": "standard", "decline": "declined"}


async def submit(session: AsyncSession, case: GroupApplication, actor: Actor) -> GroupApplication:
    """To the city (市公司核保); a sum above its authority goes on to the level that may decide it (超权限上报)."""
    case.underwriting_level, case.decision = AUTHORITY.above(None), None
    await advance(session, case, "submit", actor)
    while not is_within(case):
        case.underwriting_level = AUTHORITY.above(case.underwriting_level)
        await advance(session, case, "escalate", Actor.system())
    return case


async def escalate(session: AsyncSession, case: GroupApplication, actor: Actor) -> GroupApplication:
    """The level above shall decide, though the sum doesn't ask for it."""
    permit(case, "escalate", actor)
    AUTHORITY.check(case, actor)
    AUTHORITY.raise_level(case)
    return await advance(session, case, "escalate", actor)


async def reopen(session: AsyncSession, case: GroupApplication, reason: str, actor: Actor) -> GroupApplication:
    """Whoever changes the list after this changes what was underwritten: that begins anew."""
    case.reopened, case.underwriting_level, case.decision = reason, None, None
    return await advance(session, case, "reopen", actor)


async def decide(
    session: AsyncSession, case: GroupApplication, decision: ConclusionIn, actor: Actor
) -> GroupApplication:
    """The conclusion (核保结论), within the level's authority."""
    permit(case, decision.outcome, actor)
    AUTHORITY.check(case, actor)
    case.decision, case.handler = CODES[decision.outcome], actor.ref
    if decision.outcome == "decline":
        case.outcome = case.decision
    step = collecting.fall_due if decision.outcome == "approve" else collecting.end
    return await step(session, case, decision.outcome, actor)
