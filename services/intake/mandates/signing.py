"""Mandates signed, refused, revoked, and given for another account (签署, 拒签, 撤销, 换账号)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.mandates.models import DebitItem, Mandate, MandateStatus
from services.intake.mandates.schemas import MandateOut, MandatesOut
from shared import clock
from shared.auth import Actor
from shared.cases import CaseMixin, new_case_no
from shared.db import take_turn
from shared.errors import IllegalTransition, RuleBroken, Text
from shared.identifiers import may_be_miskeyed
from shared.pii import ACCOUNT, account_of, blind_index, record_pii_read


async def sign(session: AsyncSession, case: CaseMixin, account_no: str, holder: str, actor: Actor) -> Mandate:
    """For this account from now on; what was signed for another one before is replaced."""
    await _end(session, case, MandateStatus.REPLACED, actor)
    mandate = _new(case, MandateStatus.SIGNED, actor)
    mandate.account_no, mandate.holder = account_no, holder
    mandate.account_hash, mandate.suspect = blind_index(account_no, "account_no"), may_be_miskeyed(account_no)
    session.add(mandate)
    return mandate


async def refuse(session: AsyncSession, case: CaseMixin, reason: str, actor: Actor) -> Mandate:
    """The payer won't sign; the premium must come in another way."""
    if await signed_for(session, case.case_no):
        told = Text("授权已签署,应予撤销", "The mandate is signed: revoke it")
        raise RuleBroken("status", "mandate-unsigned", told)
    mandate = _new(case, MandateStatus.REFUSED, actor)
    mandate.reason = reason
    session.add(mandate)
    return mandate


async def revoke(session: AsyncSession, case: CaseMixin, reason: str, actor: Actor) -> Mandate:
    mandate = await _end(session, case, MandateStatus.REVOKED, actor, reason)
    if mandate is None:
        raise RuleBroken("status", "mandate-signed", Text("没有已签署的授权", "There is no signed mandate"))
    return mandate


async def signed_for(session: AsyncSession, case_no: str) -> Mandate | None:
    query = select(Mandate).where(Mandate.case_no == case_no, Mandate.status == MandateStatus.SIGNED)
    return (await session.scalars(query)).one_or_none()


async def batch_in_flight(session: AsyncSession, case_no: str) -> str | None:
    """The batch that holds a debit of the case which the bank has yet to answer."""
    query = select(DebitItem.batch_no).where(DebitItem.case_no == case_no, DebitItem.settled_at.is_(None))
    return (await session.scalars(query)).one_or_none()


async def mandates_of(session: AsyncSession, case_no: str, actor: Actor, purpose: str) -> MandatesOut:
    """The oldest first; masked, or unmasked with the read recorded."""
    by_age = (Mandate.at, Mandate.ended_at.is_(None), Mandate.ended_at, Mandate.mandate_no)
    query = select(Mandate).where(Mandate.case_no == case_no).order_by(*by_age)
    mandates = (await session.scalars(query)).all()
    if actor.pii:
        await record_pii_read(session, actor, subject=case_no, purpose=purpose, fields=ACCOUNT)
    return MandatesOut(masked=not actor.pii, items=[shown(each, masked=not actor.pii) for each in mandates])


def shown(mandate: Mandate, *, masked: bool = True) -> MandateOut:
    return MandateOut.model_validate(mandate).model_copy(update=account_of(mandate, masked=masked))


def check_open(case: CaseMixin) -> None:
    """Who has paid, or has no case any more, needs no mandate for it."""
    if case.closed_at is not None:
        ended = Text("该件已办结", "The case is closed")
        raise IllegalTransition(ended, status_of_case=case.status, action="sign_mandate", allowed=case.allowed)


async def _end(
    session: AsyncSession, case: CaseMixin, status: MandateStatus, actor: Actor, reason: str | None = None
) -> Mandate | None:
    await take_turn(session, f"mandate/{case.case_no}")
    mandate = await signed_for(session, case.case_no)
    if mandate is not None:
        mandate.status, mandate.ended_at, mandate.ended_by = status, clock.now(), actor.ref
        mandate.reason = reason
        await session.flush()  # before another is signed: only one of a case may be
    return mandate


def _new(case: CaseMixin, status: MandateStatus, actor: Actor) -> Mandate:
    return Mandate(
        mandate_no=new_case_no("SQ", case.org),
        kind=case.kind,
        case_no=case.case_no,
        org=case.org,
        status=status,
        account_no=None,
        account_hash=None,
        holder=None,
        suspect=False,
        at=clock.now(),
        by=actor.ref,
        ended_at=None,
        ended_by=None,
        reason=None,
    )
