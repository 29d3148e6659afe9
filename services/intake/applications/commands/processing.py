"""Keying and review (录入, 复核)."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.applications.models import Application
from services.intake.applications.schemas import KeyingIn, ReviewIn
from services.intake.applications.underwriting import AUTHORITY, reasons_to_refer
from services.intake.authority import lowest_for
from services.intake.ledger import book, collecting
from shared.auth import Actor
from shared.cases import advance, permit
from shared.errors import RuleBroken, Text


async def key(session: AsyncSession, case: Application, keyed: KeyingIn, actor: Actor) -> Application:
    """The figures are keyed a second time, from the image: a difference is an error of one of the two."""
    permit(case, "key", actor)
    for field in ("premium_fen", "sum_assured_fen"):
        if getattr(keyed, field) != getattr(case, field):
            raise RuleBroken(field, "keyed-equals-form", Text("录入与投保单不符", "Keyed otherwise than on the form"))
    case.keyed_by, case.handler, case.keying_error = actor.ref, actor.ref, None
    case.disclosures = keyed.model_dump(exclude={"premium_fen", "sum_assured_fen"})
    return await advance(session, case, "key", actor)


async def review(session: AsyncSession, case: Application, verdict: ReviewIn, actor: Actor) -> Application:
    """A second person checks the keying; what passes goes through the underwriting rules at once."""
    if not verdict.passed:
        case.keying_error = verdict.reason
        return await advance(session, case, "reject_keying", actor)
    await book.take_turns(session, [case.case_no])
    await advance(session, case, "review", actor)
    case.referral_reasons = reasons_to_refer(case, case.disclosures)
    if case.referral_reasons:
        case.underwriting, case.underwriting_level = "manual", lowest_for(AUTHORITY, case.sum_assured_fen)
        return await advance(session, case, "refer", Actor.system())
    case.underwriting, case.underwriting_level, case.decision = "auto", None, "standard"
    await advance(session, case, "pass_automatically", Actor.system())
    return await collecting.settle(session, case, Actor.system())
