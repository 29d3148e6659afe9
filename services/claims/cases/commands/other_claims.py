"""What other claims took before (已占用): of limits and invoices, on the death of the same insured, and of
the premiums that go back."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.adjudication.claim_facts import Premium, Used
from services.claims.adjudication.minors import counted_fen
from services.claims.adjudication.unowed import CODE
from services.claims.cases.findings import recalled_use
from services.claims.cases.lifecycle import TAKEN_IN, TURNED_DOWN, UNHEARD, ClaimStatus
from services.claims.cases.models import Claim, ClaimCalculation, ClaimInvoice
from services.claims.covers.commands import premiums_after
from services.claims.covers.models import Cover
from services.claims.papers.matrix import claims_death

NEWEST = and_(ClaimCalculation.case_no == Claim.case_no, ClaimCalculation.no == Claim.calculations)


def turns_of(case: Claim, invoices: Iterable[ClaimInvoice]) -> list[str]:
    """Whoever calculates with the same limits, the same death or the same invoices takes turns."""
    numbers = {f"invoice/{each.number}" for each in invoices}
    files = {f"invoice-file/{each.sha256}" for each in invoices if each.sha256}
    limits = {f"claim-limits/{case.policy_no}/{case.insured_hash}", f"death-limit/{case.insured_hash}"}
    return [*limits, *numbers, *files]


async def death_paid_fen(session: AsyncSession, case: Claim) -> int:
    """On this insured's death, under whatever policy, as far as a child's limit counts it."""
    kept = select(ClaimCalculation.lines, Claim.types).join(Claim, NEWEST)
    rows = await session.execute(kept.where(Claim.insured_hash == case.insured_hash, *_counted(case)))
    return sum(counted_fen(lines, claims_death(types)) for lines, types in rows)


async def deaths_among(session: AsyncSession, hashes: Collection[str]) -> set[str]:
    """Whose death is claimed, and the claim registered and not turned down."""
    doubted = {ClaimStatus.REPORTED, *TAKEN_IN, *UNHEARD, *TURNED_DOWN}
    query = select(Claim.insured_hash, Claim.types).where(Claim.insured_hash.in_(hashes))
    rows = await session.execute(query.where(or_(Claim.status.not_in(doubted), Claim.paid_fen > 0)))
    return {insured for insured, types in rows if claims_death(types)}


async def premiums_to_return(session: AsyncSession, case: Claim, cover: Cover) -> tuple[Premium, ...]:
    """Paid, and due after the day of the event; none where another claim that ends the policy gives them back."""
    kept = select(ClaimCalculation.lines).join(Claim, NEWEST).where(Claim.policy_no == case.policy_no, *_counted(case))
    if any(line["code"] == CODE for lines in await session.scalars(kept) for line in lines):
        return ()
    return await premiums_after(session, cover, case.event_on)


async def used_before(session: AsyncSession, case: Claim, invoices: Sequence[ClaimInvoice]) -> Used:
    """By this policy's other claims of this person, and invoices in whatever claim."""
    kept = select(Claim.case_no, ClaimCalculation.used).join(ClaimCalculation, NEWEST)
    of_policy = (Claim.policy_no == case.policy_no, Claim.insured_hash == case.insured_hash)
    rows = (await session.execute(kept.where(*of_policy, *_counted(case)))).all()
    numbers, files = [each.number for each in invoices], [each.sha256 for each in invoices if each.sha256]
    same = or_(ClaimInvoice.number.in_(numbers), ClaimInvoice.sha256.in_(files))
    others = select(ClaimInvoice).join(Claim, Claim.case_no == ClaimInvoice.case_no)
    used = await session.scalars(others.where(ClaimInvoice.used, same, *_counted(case)))
    return recalled_use([(number, taken) for number, taken in rows], used.all())


def _counted(case: Claim) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Claims that came to nothing take nothing."""
    return Claim.case_no != case.case_no, or_(Claim.status.not_in(UNHEARD | TURNED_DOWN), Claim.paid_fen > 0)
