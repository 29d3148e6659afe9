"""The money book (收款台账): money comes in, is applied to a case's premium, released from it, or refunded.

At each moment collected = applied + suspended + refunded, of each receipt and so in total; the database holds it, too.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy import case as either
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from services.intake.ledger.models import CameBy, Place, PremiumMovement, PremiumReceipt, Why
from shared import clock, db
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.cases import new_case_no
from shared.db import unless_taken
from shared.errors import Conflict, RuleBroken, Text

FREE_FEN = func.sum(PremiumReceipt.suspended_fen - PremiumReceipt.held_fen)
TAKEN = Text("该流水号已入账", "Money with this reference is in the book already")
UNREFERENCED = Text("转账须注明银行流水号", "A transfer needs the bank's reference")

NOT_APPLIED = Text("该保单已核销保费不足以退还", "Not that much is applied to the policy's premium")
NOT_FREE = Text("挂账可用金额不足", "Not that much is suspended and free")


class Payable(Protocol):
    """A case that has a premium; what is applied to it stands in its own row, too."""

    case_no: str
    org: str
    premium_collected_fen: int
    premium_came_by: str | None

    @property
    def kind(self) -> str: ...

    @property
    def premium_fen(self) -> int: ...


class Money(NamedTuple):
    """What came in; `reference` is the bank's or the teller's, by which it can't be entered twice."""

    amount_fen: int
    came_by: str
    reference: str | None = None


class MeantFor(NamedTuple):
    """The case that money is for; without `kind` nobody knows a case of the number that was given."""

    kind: str | None = None
    case_no: str | None = None


async def receive(
    session: AsyncSession, org: str, money: Money, actor: Actor, why: Why | None, case: MeantFor = MeantFor()
) -> PremiumReceipt:
    """Money comes in, and lies suspended (挂账) until it is applied or refunded."""
    now = clock.now()
    if money.came_by == CameBy.TRANSFER and money.reference is None:
        raise RuleBroken("reference", "transfer-referenced", UNREFERENCED)
    receipt = PremiumReceipt(
        receipt_no=new_case_no("SK", org),
        org=org,
        **case._asdict(),
        **money._asdict(),
        reference_key=_key_of(org, money),
        received_at=now,
        received_on=calendar_for(org).date_of(now),
        received_by=actor.ref,
        suspended_fen=money.amount_fen,
        suspended_why=why,
        applied_fen=0,
        refunded_fen=0,
        held_fen=0,
    )
    session.add(receipt)
    with unless_taken("reference", Conflict(TAKEN, field="reference", rule="reference-once")):
        await session.flush()
    _write(session, receipt, "collect", money.amount_fen, (None, Place.SUSPENDED), actor, case, why)
    return receipt


async def collect(
    session: AsyncSession, case: Payable, amount_fen: int, came_by: str, actor: Actor, reference: str | None = None
) -> PremiumReceipt:
    """Money comes in for a case and is its premium at once."""
    money, of = Money(amount_fen, came_by, reference), MeantFor(case.kind, case.case_no)
    receipt = await receive(session, case.org, money, actor, None, of)
    apply(session, receipt, case, amount_fen, actor)
    return receipt


def apply(session: AsyncSession, receipt: PremiumReceipt, case: Payable, amount_fen: int, actor: Actor) -> None:
    """Free money of a receipt, which the caller has locked, becomes premium of a case (核销)."""
    _check_free(receipt, amount_fen)
    _move(session, receipt, "apply", amount_fen, (Place.SUSPENDED, Place.APPLIED), actor, _meant(case))
    case.premium_collected_fen += amount_fen
    case.premium_came_by = receipt.came_by


def assign(session: AsyncSession, receipt: PremiumReceipt, case: MeantFor, why: Why, actor: Actor) -> None:
    """All free money of a receipt, which the caller has locked, is for this case from now on."""
    if not receipt.free_fen:
        raise RuleBroken("receipt_no", "money-free", NOT_FREE, free_fen=0)
    receipt.kind, receipt.case_no, receipt.suspended_why = case.kind, case.case_no, why
    places = (Place.SUSPENDED, Place.SUSPENDED)
    _write(session, receipt, "assign", receipt.free_fen, places, actor, case, why)


async def release(session: AsyncSession, case: Payable, actor: Actor, why: Why = Why.REFUND_DUE) -> int:
    """The case ended without a policy: its premium, and what lies suspended for it, waits to be paid back.

    Returns how much that is, in fen. The case's row keeps what was collected.
    """
    await take_turns(session, [case.case_no])
    if not await is_known(session, case.case_no):
        return 0
    applied = await applied_to(session, case.case_no)
    receipts = await lock(session, PremiumReceipt.receipt_no.in_(applied) | lies_for(case.case_no))
    due_fen = sum(applied.values()) + sum(each.free_fen for each in receipts if each.case_no == case.case_no)
    for receipt in receipts:
        if amount_fen := applied.get(receipt.receipt_no):
            places = (Place.APPLIED, Place.SUSPENDED)
            _move(session, receipt, "release", amount_fen, places, actor, _meant(case), why)
        receipt.suspended_why = why
    return due_fen


async def give_back(session: AsyncSession, cases: Sequence[Payable], amount_fen: int, actor: Actor) -> None:
    """A part of the premium of a policy that goes on waits to be paid back: from these cases, in this order.

    Their turns are the caller's.
    """
    for case in cases:
        applied = await applied_to(session, case.case_no)
        for receipt in await lock(session, PremiumReceipt.receipt_no.in_(applied)):
            if part_fen := min(applied[receipt.receipt_no], amount_fen):
                places = (Place.APPLIED, Place.SUSPENDED)
                _move(session, receipt, "release", part_fen, places, actor, _meant(case), Why.REFUND_DUE)
                receipt.suspended_why = Why.REFUND_DUE
                amount_fen -= part_fen
    if amount_fen:
        raise RuleBroken("premium_fen", "premium-applied", NOT_APPLIED, missing_fen=amount_fen)


def refund(session: AsyncSession, receipt: PremiumReceipt, amount_fen: int, reason: str, actor: Actor) -> None:
    """Money that was held for a refund leaves the house (退费); the caller has locked the receipt."""
    receipt.held_fen -= amount_fen
    _move(session, receipt, "refund", amount_fen, (Place.SUSPENDED, Place.REFUNDED), actor, MeantFor(), reason)


def hold(receipt: PremiumReceipt, amount_fen: int) -> None:
    """Its refund is asked for: nobody else may apply or refund these fen meanwhile."""
    _check_free(receipt, amount_fen)
    receipt.held_fen += amount_fen


async def lock(session: AsyncSession, *which: ColumnElement[bool]) -> Sequence[PremiumReceipt]:
    """Receipts, the oldest first, as they are now; until the transaction ends nobody else moves their money."""
    query = select(PremiumReceipt).where(*which).order_by(PremiumReceipt.received_at, PremiumReceipt.receipt_no)
    return (await session.scalars(query.with_for_update().execution_options(populate_existing=True))).all()


def lies_for(*case_nos: str) -> ColumnElement[bool]:
    """Suspended for these cases. A number that nobody knew a case of says nothing until somebody assigns the money."""
    return PremiumReceipt.case_no.in_(case_nos) & _lies()


def _lies() -> ColumnElement[bool]:
    return (PremiumReceipt.suspended_fen > 0) & (PremiumReceipt.suspended_why != Why.CASE_UNKNOWN)


def counts() -> ColumnElement[bool]:
    """Of what lies for a case: what pays its premium. What is to be paid back goes to no other case by itself."""
    return PremiumReceipt.suspended_why != Why.REFUND_DUE


async def take_turns(session: AsyncSession, case_nos: Iterable[str]) -> None:
    """Whoever counts the money of cases is alone with it.

    Turns are taken before a row is locked or written: of two of whom each holds the one and wants the other, both
    would wait for ever.
    """
    await db.take_turns(session, (f"premium/{case_no}" for case_no in case_nos))


async def lying(session: AsyncSession) -> dict[str, int]:
    """What is free and counts for cases, by case."""
    query = select(PremiumReceipt.case_no, FREE_FEN).where(_lies(), counts())
    rows = await session.execute(query.group_by(PremiumReceipt.case_no))
    return {case_no: int(fen) for case_no, fen in rows if case_no is not None}


async def is_known(session: AsyncSession, case_no: str) -> bool:
    """Whether any money ever came for a case: most that end before their premium is due have none."""
    return bool(await session.scalar(select(exists().where(PremiumMovement.case_no == case_no))))


async def applied_to(session: AsyncSession, case_no: str) -> dict[str, int]:
    """What is applied to a case now, by receipt."""
    return await _applied(session, case_no, PremiumMovement.receipt_no)


async def applied_by_way(session: AsyncSession, case_no: str) -> dict[str, int]:
    """What is applied to a case now, by the way it came."""
    return await _applied(session, case_no, PremiumReceipt.came_by)


async def _applied(session: AsyncSession, case_no: str, by: InstrumentedAttribute[str]) -> dict[str, int]:
    signed = either((PremiumMovement.action == "apply", PremiumMovement.amount_fen), else_=-PremiumMovement.amount_fen)
    total = func.sum(signed)
    query = (
        select(by, total)
        .join(PremiumReceipt, PremiumReceipt.receipt_no == PremiumMovement.receipt_no)
        .where(PremiumMovement.case_no == case_no, PremiumMovement.action.in_(("apply", "release")))
        .group_by(by)
        .having(total > 0)
    )
    return {name: int(fen) for name, fen in await session.execute(query)}


def _check_free(receipt: PremiumReceipt, amount_fen: int) -> None:
    if amount_fen > receipt.free_fen:
        raise RuleBroken("amount_fen", "money-free", NOT_FREE, free_fen=receipt.free_fen)


def _key_of(org: str, money: Money) -> str | None:
    """By which a reference counts once, in whatever case it is written (migration 0013 keys what came before alike).

    A bank's is of the whole house: two branches can't both have received it. Cash has the number of the teller's own
    slips, which begin anew at each counter.
    """
    if money.reference is None:
        return None
    house_wide = money.came_by != CameBy.CASH
    return "/".join([money.came_by, *([] if house_wide else [org]), money.reference.upper()])


def _meant(case: Payable) -> MeantFor:
    return MeantFor(case.kind, case.case_no)


def _move(
    session: AsyncSession,
    receipt: PremiumReceipt,
    action: str,
    amount_fen: int,
    places: tuple[Place, Place],
    actor: Actor,
    case: MeantFor,
    reason: str | None = None,
) -> None:
    source, target = (f"{place}_fen" for place in places)
    setattr(receipt, source, getattr(receipt, source) - amount_fen)
    setattr(receipt, target, getattr(receipt, target) + amount_fen)
    if not receipt.suspended_fen:
        receipt.suspended_why = None
    _write(session, receipt, action, amount_fen, places, actor, case, reason)


def _write(
    session: AsyncSession,
    receipt: PremiumReceipt,
    action: str,
    amount_fen: int,
    places: tuple[Place | None, Place],
    actor: Actor,
    case: MeantFor,
    reason: str | None,
) -> None:
    now, (source, target) = clock.now(), places
    line = PremiumMovement(receipt_no=receipt.receipt_no, action=action, source=source, target=target, reason=reason)
    line.amount_fen, line.kind, line.case_no, line.org = amount_fen, case.kind, case.case_no, receipt.org
    line.at, line.on, line.by = now, calendar_for(receipt.org).date_of(now), actor.ref
    session.add(line)
