"""Claiming back what was paid too much: from each who got it, until it is collected or settled anew."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.cases.models import Claim
from services.claims.claim_backs.models import ClaimBack, ClaimBackEntry
from services.claims.claim_backs.schemas import ReceiptIn, SetOffIn
from services.claims.payments.models import ClaimPayment
from services.claims.settlements.models import ClaimSettlement
from services.claims.settlements.shares import spread
from services.claims.settlements.turns import turn_of
from shared import clock
from shared.auth import Actor
from shared.cases import get_case
from shared.db import take_turn, unless_taken
from shared.errors import Conflict, NotFound, RuleBroken, Text

TAKEN = Text("该凭证号已使用", "The voucher was used before")
SETTLED_ANEW = Text("已由新的核定重新结算", "A later decision settled it anew")


async def claim_back(session: AsyncSession, claim_no: str, no: int, owed: Mapping[str, int]) -> None:
    """Of each payee in proportion to what each person has: nobody owes back more than they got."""
    for payee, fen in owed.items():
        for person, part in spread(fen, await _held_by(session, claim_no, payee)).items():
            known = {"claim_no": claim_no, "settlement_no": no, "payee": payee, "person_hash": person}
            if part:
                session.add(ClaimBack(**known, amount_fen=part, made_at=clock.now()))


async def collected_of(session: AsyncSession, claim_no: str) -> dict[str, int]:
    """What came in by payee, of all that the claim ever claimed back."""
    total = func.sum(ClaimBackEntry.amount_fen)
    query = select(ClaimBack.payee, total).join(ClaimBackEntry, ClaimBackEntry.claim_back_id == ClaimBack.id)
    rows = await session.execute(query.where(ClaimBack.claim_no == claim_no).group_by(ClaimBack.payee))
    return {payee: int(fen) for payee, fen in rows if fen}


async def claim_backs_of(session: AsyncSession, claim_no: str) -> list[dict[str, Any]]:
    theirs = select(ClaimBack).where(ClaimBack.claim_no == claim_no).order_by(ClaimBack.id)
    return [await shown(session, each) for each in (await session.scalars(theirs)).all()]


async def shown(session: AsyncSession, back: ClaimBack) -> dict[str, Any]:
    names = ("id", "claim_no", "settlement_no", "payee", "amount_fen", "made_at")
    known: dict[str, Any] = {name: getattr(back, name) for name in names}
    is_open = await _is_newest(session, back)
    open_fen = await _open_fen(session, back) if is_open else 0
    return known | {"open_fen": open_fen, "is_superseded": not is_open, "entries": await _entries(session, back)}


async def find(session: AsyncSession, id: int, actor: Actor) -> ClaimBack:
    """Raises NotFound, OutOfScope."""
    back = await session.get(ClaimBack, id)
    if back is None:
        raise NotFound(Text("没有此追回款", "There is no such claim-back"), field="claim_back_id")
    await get_case(session, Claim, back.claim_no, actor)
    return back


async def receive(session: AsyncSession, back: ClaimBack, form: ReceiptIn, actor: Actor) -> ClaimBack:
    await take_turn(session, turn_of(back.claim_no))
    entry = await _entry(session, back, form.way, form.amount_fen, actor)
    entry.voucher = form.voucher
    with unless_taken("voucher", Conflict(TAKEN, field="voucher", rule="voucher-once")):
        await session.flush()
    return back


async def set_off(session: AsyncSession, back: ClaimBack, form: SetOffIn, payment_no: str, actor: Actor) -> None:
    entry = await _entry(session, back, "set-off", form.amount_fen, actor)
    entry.payment_no, entry.consent, entry.consented_on = payment_no, form.consent, form.consented_on
    await session.flush()


async def turns_of(session: AsyncSession, claim_no: str, payment_no: str) -> list[str]:
    """Its own claim's, and those of claims that had something kept from the payment."""
    query = select(ClaimBack.claim_no).join(ClaimBackEntry, ClaimBackEntry.claim_back_id == ClaimBack.id)
    others = await session.scalars(query.where(ClaimBackEntry.payment_no == payment_no))
    return [turn_of(number) for number in {claim_no, *others}]


async def reverse_set_offs(session: AsyncSession, payment_no: str, actor: Actor) -> None:
    """The payment isn't made, so nothing was kept from it; not where a later decision has counted it."""
    rows = await session.scalars(select(ClaimBackEntry).where(ClaimBackEntry.payment_no == payment_no))
    for each in rows.all():
        back = await session.get_one(ClaimBack, each.claim_back_id)
        await _check_newest(session, back)
        _put(session, back, "reversal", -each.amount_fen, actor).payment_no = payment_no


async def _entry(session: AsyncSession, back: ClaimBack, way: str, amount_fen: int, actor: Actor) -> ClaimBackEntry:
    await _check_newest(session, back)
    left = await _open_fen(session, back)
    if amount_fen > left:
        told = Text(f"尚欠{left}分", f"{left} fen are open")
        raise RuleBroken("amount_fen", "amount-open", told, open_fen=left)
    return _put(session, back, way, amount_fen, actor)


def _put(session: AsyncSession, back: ClaimBack, way: str, amount_fen: int, actor: Actor) -> ClaimBackEntry:
    entry = ClaimBackEntry(claim_back_id=back.id, way=way, amount_fen=amount_fen)
    entry.voucher = entry.payment_no = entry.consent = None
    entry.entered_by, entry.entered_at = actor.ref, clock.now()
    session.add(entry)
    return entry


async def _check_newest(session: AsyncSession, back: ClaimBack) -> None:
    if not await _is_newest(session, back):
        raise Conflict(SETTLED_ANEW, field="claim_back_id", rule="settled-anew")


async def _is_newest(session: AsyncSession, back: ClaimBack) -> bool:
    decided = (ClaimSettlement.case_no == back.claim_no, ClaimSettlement.kind == "payment")
    newest = select(func.max(ClaimSettlement.no)).where(*decided, ClaimSettlement.replaces.is_(None))
    return await session.scalar(newest) == back.settlement_no


async def _open_fen(session: AsyncSession, back: ClaimBack) -> int:
    came_in = select(func.coalesce(func.sum(ClaimBackEntry.amount_fen), 0))
    return back.amount_fen - int(await session.scalar(came_in.where(ClaimBackEntry.claim_back_id == back.id)) or 0)


async def _entries(session: AsyncSession, back: ClaimBack) -> Sequence[ClaimBackEntry]:
    theirs = select(ClaimBackEntry).where(ClaimBackEntry.claim_back_id == back.id)
    return (await session.scalars(theirs.order_by(ClaimBackEntry.id))).all()


async def _held_by(session: AsyncSession, claim_no: str, payee: str) -> dict[str, int]:
    """What each got, or is on its way to them, less what they gave back."""
    of_person = ClaimPayment.person_hash
    paid = select(of_person, func.sum(ClaimPayment.amount_fen)).where(
        ClaimPayment.claim_no == claim_no, ClaimPayment.payee == payee, ClaimPayment.voided.is_(None)
    )
    held = {person: int(fen) for person, fen in await session.execute(paid.group_by(of_person).order_by(of_person))}
    back = select(ClaimBack.person_hash, func.sum(ClaimBackEntry.amount_fen)).join(
        ClaimBackEntry, ClaimBackEntry.claim_back_id == ClaimBack.id
    )
    of_payee = (ClaimBack.claim_no == claim_no, ClaimBack.payee == payee)
    for person, fen in await session.execute(back.where(*of_payee).group_by(ClaimBack.person_hash)):
        held[person] -= int(fen)
    return held
