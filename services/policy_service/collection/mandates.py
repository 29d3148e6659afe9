"""Mandates to debit a policy's renewals: signed, refused, revoked, and given for another account (换账号)."""

from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from services.policy_service.collection.models import MandateStatus, RenewalMandate
from services.policy_service.collection.schemas import MandateOut, MandatesOut
from services.policy_service.policies.lifecycle import ENDED
from services.policy_service.policies.models import Party, Policy
from shared import clock
from shared.auth import Actor
from shared.cases import new_case_no
from shared.db import take_turn
from shared.errors import IllegalTransition, RuleBroken, Text
from shared.identifiers import may_be_miskeyed
from shared.pii import ACCOUNT, account_of, record_pii_read

T = TypeVar("T")

NAMED = exists().where(RenewalMandate.policy_no == Party.case_no)


async def sign(
    session: AsyncSession, policy: Policy, account_no: str, holder: str, actor: Actor, source: str = "counter"
) -> RenewalMandate:
    """For this account from now on; what was signed for another one before is replaced."""
    _check_open(policy)
    await _end(session, policy.case_no, MandateStatus.REPLACED, actor)
    mandate = RenewalMandate(**_new(policy.case_no, policy.org, MandateStatus.SIGNED, actor, source))
    mandate.account_no, mandate.holder, mandate.suspect = account_no, holder, may_be_miskeyed(account_no)
    session.add(mandate)
    return mandate


async def refuse(session: AsyncSession, policy: Policy, reason: str, actor: Actor) -> RenewalMandate:
    """The policyholder won't sign; premiums come to the counter."""
    _check_open(policy)
    if await signed_for(session, policy.case_no):
        raise RuleBroken("status", "mandate-unsigned", Text("授权已签署,应予撤销", "The mandate is signed: revoke it"))
    mandate = RenewalMandate(**_new(policy.case_no, policy.org, MandateStatus.REFUSED, actor, "counter"))
    mandate.reason = reason
    session.add(mandate)
    return mandate


async def revoke(session: AsyncSession, policy: Policy, reason: str, actor: Actor) -> RenewalMandate:
    mandate = await _end(session, policy.case_no, MandateStatus.REVOKED, actor, reason)
    if mandate is None:
        raise RuleBroken("status", "mandate-signed", Text("没有已签署的授权", "There is no signed mandate"))
    return mandate


async def sign_from_forms(session: AsyncSession, policies: Collection[tuple[str, str]]) -> set[str]:
    """投保单账号: the account on a policy's form is the mandate of those that never had one; returns which have it.

    `policies`: number and organisation of each. An account in the archive is no mandate: nobody signed for it, and
    until somebody does premiums of a legacy policy come to the counter.
    """
    orgs, actor = dict(policies), Actor.system()
    on_the_form = (Party.role == "policyholder", Party.account_no.is_not(None), Policy.legacy.is_(False))
    query = (
        select(Party.case_no, Party.account_no, Party.name)
        .join(Policy, Policy.case_no == Party.case_no)
        .where(Party.case_no.in_(orgs), *on_the_form, ~NAMED)
    )
    rows = [
        _new(policy_no, orgs[policy_no], MandateStatus.SIGNED, actor, "form")
        | {"account_no": account_no, "holder": name, "suspect": may_be_miskeyed(account_no or "")}
        for policy_no, account_no, name in (await session.execute(query)).all()
    ]
    if rows:
        await session.execute(insert(RenewalMandate.__table__), rows)
    return {row["policy_no"] for row in rows}


async def signed_for(session: AsyncSession, policy_no: str) -> RenewalMandate | None:
    return (await session.scalars(select(RenewalMandate).where(_is_signed_for(policy_no)))).one_or_none()


def of_signed(column: InstrumentedAttribute[T], policy_no: InstrumentedAttribute[str]) -> ScalarSelect[T]:
    """A column of the mandate signed for a policy. Joined, PostgreSQL would go through all that were just signed."""
    return select(column).where(_is_signed_for(policy_no)).scalar_subquery()


def _is_signed_for(policy_no: str | InstrumentedAttribute[str]) -> ColumnElement[bool]:
    return and_(RenewalMandate.policy_no == policy_no, RenewalMandate.status == MandateStatus.SIGNED)


async def mandates_of(session: AsyncSession, policy_no: str, actor: Actor, purpose: str) -> MandatesOut:
    """The oldest first; masked, or unmasked with the read recorded."""
    query = select(RenewalMandate).where(RenewalMandate.policy_no == policy_no)
    by_age = (RenewalMandate.at, RenewalMandate.ended_at.is_(None), RenewalMandate.ended_at, RenewalMandate.mandate_no)
    mandates: Sequence[RenewalMandate] = (await session.scalars(query.order_by(*by_age))).all()
    if actor.pii:
        await record_pii_read(session, actor, subject=policy_no, purpose=purpose, fields=ACCOUNT)
    return MandatesOut(masked=not actor.pii, items=[shown(each, masked=not actor.pii) for each in mandates])


def shown(mandate: RenewalMandate, *, masked: bool = True) -> MandateOut:
    return MandateOut.model_validate(mandate).model_copy(update=account_of(mandate, masked=masked))


def _check_open(policy: Policy) -> None:
    """A suspended policy may be reinstated, so only an ended one needs no mandate."""
    if policy.status in ENDED:
        told = Text("保单已终止", "The policy has ended")
        raise IllegalTransition(told, status_of_case=policy.status, action="sign_mandate", allowed=policy.allowed)


async def _end(
    session: AsyncSession, policy_no: str, status: MandateStatus, actor: Actor, reason: str | None = None
) -> RenewalMandate | None:
    await take_turn(session, f"renewal-mandate/{policy_no}")
    mandate = await signed_for(session, policy_no)
    if mandate is not None:
        mandate.status, mandate.ended_at, mandate.ended_by = status, clock.now(), actor.ref
        mandate.reason = reason
        await session.flush()  # before another is signed: only one of a policy may be
    return mandate


def _new(policy_no: str, org: str, status: MandateStatus, actor: Actor, source: str) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(("account_no", "holder", "ended_at", "ended_by", "reason"))
    known = {"mandate_no": new_case_no("SQ", org), "policy_no": policy_no, "status": status, "source": source}
    return empty | known | {"suspect": False, "at": clock.now(), "by": actor.ref}
