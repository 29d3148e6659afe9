"""自动垫交: a premium that nobody paid in its grace is lent, where the holder chose it and the policy is worth it."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.clauses.products import options_of
from services.policy_service.clauses.renewal_terms import TERMS
from services.policy_service.loans.models import PolicyLoan
from services.policy_service.open_claims.commands import open_of
from services.policy_service.open_claims.freezing import awaiting
from services.policy_service.policies.models import Policy
from services.policy_service.renewals.models import Renewal
from services.policy_service.values.cash_value import cash_value
from services.policy_service.values.lending import lend_premium
from services.policy_service.values.standing import Standing, standing_of
from shared.auth import Actor


async def lend_due(session: AsyncSession, renewal: Renewal, policy: Policy) -> PolicyLoan | None:
    """None: it wasn't chosen, or it falls short, and the renewal says by how much."""
    if not _is_chosen(policy):
        return None
    standing = await standing_of(session, policy.case_no, Actor.system())
    if short_fen := shortfall_fen(standing):
        renewal.loan_short_fen = short_fen
        return None
    return await lend_premium(session, policy, renewal.case_no, standing.today)


async def waits_for_claim(session: AsyncSession, renewal: Renewal, policy: Policy) -> bool:
    """A claim decides first: it may end the policy on a day before the premium was due, or waive it, and then nothing
    is lent of what the claim pays out."""
    claims = await open_of(session, policy.case_no) if _is_chosen(policy) else ()
    return bool(awaiting(claims, renewal.due_on))


async def may_be_kept(session: AsyncSession, renewal: Renewal) -> bool:
    """A claim of an event in the grace may keep the premium of what it pays: until then the policy doesn't lapse."""
    claims = await open_of(session, renewal.policy_no)
    return any(renewal.due_on <= claim.event_on <= renewal.grace_ends_on for claim in claims)


def _is_chosen(policy: Policy) -> bool:
    return bool(policy.premium_loan) and options_of(policy.product).lends_premium


def shortfall_fen(standing: Standing) -> int:
    """What the cash value, net of loans and their interest, lacks to pay the whole premium that is due."""
    policy = standing.policy
    if policy.is_in_free_look_on(standing.today):  # it may be given back for all premiums, and nothing is set off
        return policy.premium_fen
    net_fen = cash_value(policy, standing.today).amount_fen - standing.loan_fen
    return max(policy.premium_fen - net_fen * TERMS["premium-loan-percent"].value // 100, 0)
