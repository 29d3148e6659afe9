"""What is paid on somebody's death by contracts of ours, open forms included, whichever way they came in (身故保额)."""

from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.applications.models import Application, Party
from services.intake.applications.products import PRODUCTS
from services.intake.bank.models import BankApplication, BankParty
from services.intake.bank.products import BANK_PRODUCTS
from shared.db import take_turn
from shared.pii import blind_index

PAY_ON_DEATH = {code for products in (PRODUCTS, BANK_PRODUCTS) for code, sold in products.items() if sold.pays_on_death}
KINDS: tuple[tuple[Any, Any], ...] = ((Application, Party), (BankApplication, BankParty))


async def death_cover(session: AsyncSession, id_number: str, besides: str = "") -> int:
    """In fen, without the case that asks; nobody adds to it until this transaction ends."""
    hashed = blind_index(id_number, "id_number")
    await take_turn(session, f"cover:{hashed}")
    return sum([await _of_kind(session, case, person, hashed, besides) for case, person in KINDS])


async def _of_kind(session: AsyncSession, case: Any, person: Any, hashed: str, besides: str) -> int:
    cover = (
        select(func.sum(case.sum_assured_fen))
        .join(person, person.case_no == case.case_no)
        .where(person.role == "insured", person.id_hash == hashed, case.case_no != besides)
        .where(or_(case.outcome.is_(None), case.outcome == "issued"), case.product.in_(PAY_ON_DEATH))
    )
    return int(await session.scalar(cover) or 0)
