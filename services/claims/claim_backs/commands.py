"""Collecting what is claimed back: by receipts, or kept from another payment, until nothing is open."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.claim_backs.models import ClaimBack, ClaimBackEntry
from services.claims.claim_backs.schemas import ReceiptIn
from services.claims.settlements.models import ClaimSettlement
from services.claims.settlements.turns import turn_of
from shared import clock
from shared.auth import Actor
from shared.cases import advance, get_case
from shared.db import take_turn, unless_taken
from shared.errors import Conflict, RuleBroken, Text

TAKEN = Text("该凭证号已使用", "The voucher was used before")
SETTLED_ANEW = Text("已由新的核定重新结算", "A later decision settled it anew")
PART_AND_REST = {"receipt": ("receive_part", "receive_rest"), "set-off": ("set_off_part", "set_off_rest")}


class Agreed(NamedTuple):
    """From which payment it is kept, and the paper that says that they agree."""

    payment_no: str
    consent: str
    consented_on: date


async def receive(session: AsyncSession, back: ClaimBack, form: ReceiptIn, actor: Actor) -> ClaimBack:
    await take_turn(session, turn_of(back.claim_no))
    await _check_open(session, back, form.amount_fen)
    _put(session, back, form.way, form.amount_fen, actor).voucher = form.voucher
    with unless_taken("voucher", Conflict(TAKEN, field="voucher", rule="voucher-once")):
        await session.flush()
    return await _recover(session, back, form.amount_fen, "receipt", actor)


async def set_off(session: AsyncSession, back: ClaimBack, amount_fen: int, agreed: Agreed, actor: Actor) -> None:
    await _check_open(session, back, amount_fen)
    entry = _put(session, back, "set-off", amount_fen, actor)
    entry.payment_no, entry.consent, entry.consented_on = agreed
    await _recover(session, back, amount_fen, "set-off", actor)


async def turns_of(session: AsyncSession, claim_no: str, payment_no: str) -> list[str]:
    """Its own claim's, and those of claims that had something kept from the payment."""
    query = select(ClaimBack.claim_no).join(ClaimBackEntry, ClaimBackEntry.case_no == ClaimBack.case_no)
    others = await session.scalars(query.where(ClaimBackEntry.payment_no == payment_no))
    return [turn_of(number) for number in {claim_no, *others}]


async def reverse_set_offs(session: AsyncSession, payment_no: str, actor: Actor) -> None:
    """The payment isn't made, so nothing was kept from it; not where a later decision has counted it."""
    rows = await session.scalars(select(ClaimBackEntry).where(ClaimBackEntry.payment_no == payment_no))
    for each in rows.all():
        back = await get_case(session, ClaimBack, each.case_no, Actor.system())
        await _check_newest(session, back)
        _put(session, back, "reversal", -each.amount_fen, actor).payment_no = payment_no
        back.recovered_fen -= each.amount_fen
        back.outcome = None
        await advance(session, back, "reverse", Actor.system())


async def entries_of(session: AsyncSession, case_no: str) -> Sequence[ClaimBackEntry]:
    theirs = select(ClaimBackEntry).where(ClaimBackEntry.case_no == case_no)
    return (await session.scalars(theirs.order_by(ClaimBackEntry.id))).all()


async def _recover(session: AsyncSession, back: ClaimBack, amount_fen: int, way: str, actor: Actor) -> ClaimBack:
    part, rest = PART_AND_REST[way]
    back.recovered_fen += amount_fen
    if back.open_fen:
        return await advance(session, back, part, actor)
    back.outcome = "recovered"
    return await advance(session, back, rest, actor)


async def _check_open(session: AsyncSession, back: ClaimBack, amount_fen: int) -> None:
    await _check_newest(session, back)
    if amount_fen > back.open_fen:
        told = Text(f"尚欠{back.open_fen}分", f"{back.open_fen} fen are open")
        raise RuleBroken("amount_fen", "amount-open", told, open_fen=back.open_fen)


def _put(session: AsyncSession, back: ClaimBack, way: str, amount_fen: int, actor: Actor) -> ClaimBackEntry:
    entry = ClaimBackEntry(case_no=back.case_no, way=way, amount_fen=amount_fen)
    entry.voucher = entry.payment_no = entry.consent = None
    entry.entered_by, entry.entered_at = actor.ref, clock.now()
    session.add(entry)
    return entry


async def _check_newest(session: AsyncSession, back: ClaimBack) -> None:
    """A later decision has counted what came in, also where nothing was open any more."""
    decided = (ClaimSettlement.case_no == back.claim_no, ClaimSettlement.kind == "payment")
    newest = select(func.max(ClaimSettlement.no)).where(*decided, ClaimSettlement.replaces.is_(None))
    if await session.scalar(newest) != back.settlement_no:
        raise Conflict(SETTLED_ANEW, field="claim_back_no", rule="settled-anew")
