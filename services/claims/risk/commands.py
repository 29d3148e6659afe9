"""What the risk rules look at, and what they find: kept with the claim at its registration and each calculation."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.adjudication.invoices import NOT_DESIGNATED
from services.claims.adjudication.rules import rules_of
from services.claims.cases.authority import LEVELS, LIMITS
from services.claims.cases.lifecycle import UNHEARD
from services.claims.cases.models import Claim, ClaimInvoice
from services.claims.cases.tracks import TRACKS
from services.claims.covers.commands import covers_of, get_cover, standing_of
from services.claims.covers.day_status import Standing
from services.claims.covers.models import Cover
from services.claims.hospitals.register import standings_of
from services.claims.papers.matrix import TYPES
from services.claims.risk.rules import LOOKED_BACK_DAYS, Limit, RiskFacts, flags_of
from shared import clock
from shared.auth import Actor
from shared.errors import Text


async def assess(session: AsyncSession, case: Claim, amount_fen: int | None) -> list[dict[str, Any]]:
    """Found anew each time: what was found before stands in the events."""
    cover = await get_cover(session, case.policy_no, Actor.system())
    standing = await standing_of(session, cover, case.event_on)
    covers = await covers_of(session, case.insured_hash, Actor.system())
    facts = RiskFacts(
        event_on=case.event_on,
        begins_on=cover.effective_on,
        reinstated_on=standing.reinstated_on,
        policies=len({cover.policy_no, *(each.policy_no for each in covers)}),
        amount_fen=amount_fen,
        limits=tuple(_limits(case, standing.sum_assured_fen)),
        alike=1 + await _alike(session, case),
        undesignated=await _undesignated(session, case, cover, standing),
    )
    return [flag.kept() for flag in flags_of(facts)]


def _limits(case: Claim, sum_assured_fen: int) -> list[Limit]:
    """A sum assured that is paid in whole is what the policy is for: it counts for medical costs only."""
    groups = {TYPES[code].group for code in case.types}
    found = [Limit(Text("小额快赔限额", "the limit of small claims"), row.up_to_fen) for row in TRACKS]
    for group in sorted(groups):
        found += [
            Limit(Text(f"{level.text.zh}权限", f"the limit of {level.text.en}"), fen)
            for level, fen in zip(LEVELS, LIMITS[group], strict=False)
        ]
    if groups == {"medical"} and sum_assured_fen:
        found.append(Limit(Text("保险金额", "the sum assured"), sum_assured_fen))
    return found


async def _undesignated(session: AsyncSession, case: Claim, cover: Cover, standing: Standing) -> tuple[str, ...]:
    """Of the kinds of invoices that a rule of the policy's covers has flagged."""
    covers = [(cover.product or "", cover.effective_on), *((it.product, it.begins_on) for it in standing.additions)]
    rules = [rule for each in covers for rule in rules_of(*each) if case.cause in rule.causes]
    kinds = {kind for rule in rules if rule.hospitals.undesignated == "flag" for kind in rule.invoice_kinds}
    query = select(ClaimInvoice).where(ClaimInvoice.case_no == case.case_no, ~ClaimInvoice.struck)
    invoices = (await session.scalars(query.where(ClaimInvoice.kind.in_(kinds)).order_by(ClaimInvoice.id))).all()
    standings = await standings_of(session, case.org, invoices)
    return tuple(each.hospital for each in invoices if standings.get(each.id) in NOT_DESIGNATED)


async def _alike(session: AsyncSession, case: Claim) -> int:
    if case.salesperson is None:
        return 0
    own = select(ClaimInvoice.hospital).where(ClaimInvoice.case_no == case.case_no, ~ClaimInvoice.struck)
    query = select(func.count(ClaimInvoice.case_no.distinct())).join(Claim, Claim.case_no == ClaimInvoice.case_no)
    query = query.where(ClaimInvoice.hospital.in_(own), ~ClaimInvoice.struck, Claim.case_no != case.case_no)
    query = query.where(Claim.salesperson == case.salesperson, Claim.status.not_in(UNHEARD))
    query = query.where(Claim.opened_at >= clock.now() - timedelta(days=LOOKED_BACK_DAYS))
    return int(await session.scalar(query) or 0)
