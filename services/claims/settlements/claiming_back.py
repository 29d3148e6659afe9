"""What a decision claims back (追回): from each who got it, until it is collected or settled anew."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.cases.models import Claim
from services.claims.claim_backs.lifecycle import ClaimBackStatus
from services.claims.claim_backs.models import ClaimBack
from services.claims.payments.models import ClaimPayment
from services.claims.settlements.shares import spread
from shared.auth import Actor
from shared.cases import advance, get_case, new_case_no


async def claim_back(session: AsyncSession, claim: Claim, no: int, owed: Mapping[str, int], actor: Actor) -> None:
    """Of each payee in proportion to what each person has: nobody owes back more than they got."""
    for payee, fen in owed.items():
        for person, part in spread(fen, await _held_by(session, claim.case_no, payee)).items():
            if part:
                known = {"settlement_no": no, "payee": payee, "person_hash": person, "amount_fen": part}
                await advance(session, _back_of(claim, **known), "open", actor)


async def settle_anew(session: AsyncSession, claim_no: str, actor: Actor) -> None:
    """What is open of it by now is for the new decision to say."""
    theirs = select(ClaimBack.case_no).where(ClaimBack.claim_no == claim_no)
    numbers = await session.scalars(theirs.where(ClaimBack.status == ClaimBackStatus.OUTSTANDING))
    for number in numbers.all():
        back = await get_case(session, ClaimBack, number, Actor.system())
        back.outcome = "settled-anew"
        await advance(session, back, "settle_anew", actor)


async def collected_of(session: AsyncSession, claim_no: str) -> dict[str, int]:
    """What came in by payee, of all that the claim ever claimed back."""
    total = func.sum(ClaimBack.recovered_fen)
    query = select(ClaimBack.payee, total).where(ClaimBack.claim_no == claim_no).group_by(ClaimBack.payee)
    return {payee: int(fen) for payee, fen in await session.execute(query) if fen}


def _back_of(claim: Claim, **known: object) -> ClaimBack:
    back = ClaimBack(case_no=new_case_no("ZH", claim.org), claim_no=claim.case_no, recovered_fen=0, **known)
    for name in ("org", "outlet", "channel", "line", "product", "salesperson", "handler"):
        setattr(back, name, getattr(claim, name))
    return back


async def _held_by(session: AsyncSession, claim_no: str, payee: str) -> dict[str, int]:
    """What each got, or is on its way to them, less what they gave back."""
    of_person = ClaimPayment.person_hash
    paid = select(of_person, func.sum(ClaimPayment.amount_fen)).where(
        ClaimPayment.claim_no == claim_no, ClaimPayment.payee == payee, ClaimPayment.voided.is_(None)
    )
    held = {person: int(fen) for person, fen in await session.execute(paid.group_by(of_person).order_by(of_person))}
    back = select(ClaimBack.person_hash, func.sum(ClaimBack.recovered_fen))
    of_payee = (ClaimBack.claim_no == claim_no, ClaimBack.payee == payee)
    for person, fen in await session.execute(back.where(*of_payee).group_by(ClaimBack.person_hash)):
        held[person] -= int(fen)
    return held
