"""立案、调查与理算: from a complete claim to the amount, line by line."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.cases.commands.reporting import duplicates_of
from services.claims.cases.lifecycle import UNHEARD
from services.claims.cases.models import Claim, ClaimInvoice
from services.claims.cases.reasons import check_refusals
from services.claims.cases.schemas import InvoiceIn
from services.claims.risk.commands import assess
from services.claims.settlements.commands import check_nothing_under_way
from shared import clock
from shared.auth import Actor
from shared.cases import advance, permit
from shared.days import check_come
from shared.db import take_turn
from shared.errors import Conflict, NotFound, Text
from shared.pii import blind_index


async def register(session: AsyncSession, case: Claim, distinct_from: Sequence[str], actor: Actor) -> Claim:
    """立案: whatever looks like the same claim must have been looked at."""
    permit(case, "register", actor)
    await take_turn(session, f"claim-event/{case.insured_hash}/{case.event_on}")
    alike = [each.case_no for each in await duplicates_of(session, case)]
    if unseen := [number for number in alike if number not in distinct_from]:
        told = Text(f"疑似重复报案: {'、'.join(unseen)}", f"Possibly the same claim: {', '.join(unseen)}")
        raise Conflict(told, field="distinct_from", rule="possible-duplicates", possible_duplicates=unseen)
    case.handler, case.risk = actor.ref, await assess(session, case, case.claimed_fen)
    return await advance(session, case, "register", actor)


async def turn_away(session: AsyncSession, case: Claim, reason: str, told_by: str, actor: Actor) -> Claim:
    """不予立案: with a reason of the table, told at once."""
    permit(case, "turn_away", actor)
    await check_nothing_under_way(session, case.case_no, case.paid_fen)
    check_refusals([reason])
    case.reason, case.told_by, case.outcome = reason, told_by, "not-registered"
    return await advance(session, case, "turn_away", actor)


async def record_invoice(session: AsyncSession, case: Claim, form: InvoiceIn, actor: Actor) -> ClaimInvoice:
    """Another person's, or one that another claim has, is recorded too: the calculation says why it pays nothing."""
    permit(case, "record_invoice", actor)
    check_come("issued_on", form.issued_on, case.org)
    known = select(ClaimInvoice.number).where(ClaimInvoice.case_no == case.case_no, ~ClaimInvoice.struck)
    if number := await session.scalar(known.where(_same(form.number, form.sha256)).limit(1)):
        raise _recorded(number, is_file=number != form.number)
    invoice = ClaimInvoice(case_no=case.case_no, recorded_by=actor.ref, recorded_at=clock.now())
    invoice.struck = invoice.used = False
    for name, value in form.model_dump(exclude={"id_number"}).items():
        setattr(invoice, name, value)
    number = form.id_number
    invoice.person_hash = blind_index(number, "id_number") if number else case.insured_hash
    case.invoices += 1
    await advance(session, case, "record_invoice", actor)
    session.add(invoice)
    await session.flush()
    return invoice


async def strike_invoice(session: AsyncSession, case: Claim, id: int, actor: Actor) -> ClaimInvoice:
    permit(case, "record_invoice", actor)
    invoice = await session.get(ClaimInvoice, id)
    if invoice is None or invoice.case_no != case.case_no or invoice.struck:
        raise NotFound(Text("没有此发票", "There is no such invoice"))
    invoice.struck, invoice.used = True, False
    case.invoices -= 1
    await advance(session, case, "record_invoice", actor)
    return invoice


async def invoices_of(session: AsyncSession, case: Claim) -> list[dict[str, Any]]:
    """Each with the other claims that have it."""
    query = select(ClaimInvoice).where(ClaimInvoice.case_no == case.case_no, ~ClaimInvoice.struck)
    rows = (await session.scalars(query.order_by(ClaimInvoice.id))).all()
    return [await shown_invoice(session, case, each) for each in rows]


async def shown_invoice(session: AsyncSession, case: Claim, invoice: ClaimInvoice) -> dict[str, Any]:
    facts = {column.name: getattr(invoice, column.name) for column in ClaimInvoice.__table__.columns}
    is_theirs = invoice.person_hash == case.insured_hash
    return facts | {"used_in": await _used_in(session, invoice), "is_insureds": is_theirs}


async def start_survey(session: AsyncSession, case: Claim, actor: Actor) -> Claim:
    """It is complex from now on: no claim of the same day."""
    case.surveyed = True
    return await advance(session, case, "start_survey", actor)


async def end_survey(session: AsyncSession, case: Claim, actor: Actor) -> Claim:
    return await advance(session, case, "end_survey", actor)


async def _used_in(session: AsyncSession, invoice: ClaimInvoice) -> list[str]:
    """By its number, or by its file; claims that came to nothing have used none."""
    others = select(ClaimInvoice.case_no).join(Claim, Claim.case_no == ClaimInvoice.case_no)
    others = others.where(ClaimInvoice.case_no != invoice.case_no, ~ClaimInvoice.struck)
    others = others.where(_same(invoice.number, invoice.sha256), Claim.status.not_in(UNHEARD))
    return sorted(set((await session.scalars(others)).all()))


def _recorded(number: str, *, is_file: bool) -> Conflict:
    if is_file:
        told = Text(f"该影像已随发票 {number} 登记", f"This file is on record with invoice {number}")
        return Conflict(told, field="sha256", rule="invoice-recorded")
    return Conflict(
        Text(f"发票 {number} 已登记", f"Invoice {number} is on record"), field="number", rule="invoice-recorded"
    )


def _same(number: str, sha256: str | None) -> Any:
    same = ClaimInvoice.number == number
    return same if sha256 is None else or_(same, ClaimInvoice.sha256 == sha256)
