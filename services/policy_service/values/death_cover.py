"""What the policies kept here pay on the death of a minor (未成年人身故保额); groups' policies are kept by intake."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.policies.additions import death_sum_fen
from services.policy_service.policies.lifecycle import KEPT
from services.policy_service.policies.models import Party, Policy
from shared.ages import ADULT, age_on
from shared.db import take_turns


async def take_turns_of_lives(session: AsyncSession, policy_no: str) -> None:
    """Whoever raises what is paid on somebody's death."""
    lives = select(Party.id_hash).where(Party.case_no == policy_no, Party.role == "insured")
    await take_turns(session, [f"death-cover/{hashed}" for hashed in await session.scalars(lives)])


async def other_death_fen(session: AsyncSession, policy: Policy, people: Sequence[Party], day: date) -> int:
    """By policies other than this one; of several children the one who is insured for most."""
    insured = [each for each in people if each.role == "insured"]
    minors = {each.id_hash for each in insured if age_on(date.fromisoformat(each.born_on), day) < ADULT}
    if not minors:
        return 0
    theirs = select(Party.id_hash, Policy).join(Policy, Policy.case_no == Party.case_no)
    theirs = theirs.where(Party.role == "insured", Party.id_hash.in_(minors), Policy.status.in_(KEPT))
    sums: Counter[str] = Counter()
    for hashed, other in await session.execute(theirs.where(Policy.case_no != policy.case_no)):
        sums[hashed] += death_sum_fen(other, day)
    return max(sums.values(), default=0)
