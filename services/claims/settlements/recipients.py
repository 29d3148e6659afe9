"""Who is paid what a decision owes, and by which share (领款人与份额), as its letter tells."""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.adjudication.liabilities import Payee
from services.claims.covers.commands import people_on
from services.claims.covers.models import CoveredPerson
from services.claims.payments.models import ClaimPayment
from services.claims.settlements.shares import as_named


class Recipient(NamedTuple):
    """`name` None: the heirs, where the policy names nobody; or one of a group's list, whose people claims doesn't
    know."""

    payee: Payee
    name: str | None
    share: Fraction


async def recipients_of(
    session: AsyncSession, claim_no: str, decided: int, dues: Collection[Payee], by_policy: Sequence[Recipient]
) -> list[Recipient]:
    """Those whom the payments since settlement no. `decided` name; of whom none is open, as the policy has them."""
    query = select(ClaimPayment).where(ClaimPayment.claim_no == claim_no, ClaimPayment.voided.is_(None))
    of_it = query.where(ClaimPayment.settlement_kind == "payment", ClaimPayment.settlement_no >= decided)
    told = [
        Recipient(Payee(each.payee), str(orjson.loads(each.person)["name"]), Fraction(each.share))
        for each in await session.scalars(of_it)
    ]
    found = told + [each for each in by_policy if each.payee not in {paid.payee for paid in told}]
    theirs = [each for each in found if each.payee in dues]
    return sorted(theirs, key=lambda each: (list(Payee).index(each.payee), -each.share, each.name or ""))


async def on_policy(
    session: AsyncSession, policy_no: str, insured_ref: str | None, names: Mapping[str, str]
) -> list[Recipient]:
    """`names`: by party, as the policy's keeper says."""
    people = await people_on(session, policy_no)
    return [each for payee in Payee for each in _theirs(payee, insured_ref, people, names)]


def _theirs(
    payee: Payee, insured_ref: str | None, people: Sequence[CoveredPerson], names: Mapping[str, str]
) -> list[Recipient]:
    if payee is Payee.INSURED:
        return [Recipient(payee, names.get(insured_ref or ""), Fraction(1))]
    shares = as_named({each.party_ref: each.share_percent for each in people if each.role == payee})
    return [Recipient(payee, names.get(ref), share) for ref, share in shares.items()] or [
        Recipient(payee, None, Fraction(1))
    ]
