"""未成年人身故限额 where no benefit rule cuts: what is reckoned by hand, or agreed on, is refused above it."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.adjudication.minors import LAW, counted_fen
from services.claims.cases.commands.other_claims import death_paid_fen, turns_of
from services.claims.cases.findings import UNKNOWN_AGE
from services.claims.cases.models import Claim
from services.claims.covers.commands import get_cover
from services.claims.papers.matrix import claims_death
from shared.amounts import yuan
from shared.auth import Actor
from shared.db import take_turns
from shared.errors import RuleBroken, Text
from shared.minor_caps import cap_at


async def check_child_limit(
    session: AsyncSession, case: Claim, lines: Iterable[Mapping[str, Any]], age: int | None, field: str
) -> None:
    """Of all policies together; who died at an unknown age isn't taken for grown-up. `field`: that says the amount."""
    fen = counted_fen(lines, claims_death(case.types))
    concluded_on = (await get_cover(session, case.policy_no, Actor.system())).effective_on
    if fen <= 0 or not cap_at(0, concluded_on):
        return
    if age is None:
        raise RuleBroken("age_at_death", "age-known", UNKNOWN_AGE)
    cap = cap_at(age, concluded_on)
    if cap is None:
        return
    await take_turns(session, turns_of(case, ()))
    paid = await death_paid_fen(session, case)
    if fen > max(0, cap.fen - paid):
        told = Text(
            f"被保险人身故时{age}周岁,各保单合计限额{yuan(cap.fen)}元,其他赔案已给付{yuan(paid)}元",
            f"The insured died at {age}: all policies together pay {yuan(cap.fen)} yuan, others {yuan(paid)} of it",
        )
        basis = {"basis": LAW + cap.basis, "mark": cap.mark}
        raise RuleBroken(field, "minor-cap", told, cap_fen=cap.fen, paid_fen=paid, counted_fen=fen, **basis)
