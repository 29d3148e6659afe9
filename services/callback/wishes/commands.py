"""Wishes: recorded, replaced, withdrawn; and whether one is in force.

TSR-HOURS (S25 V) has whoever sells by telephone keep to such wishes for six months at least; that call-backs keep to
them, for as long as the customer says, is our design. The duty to call back stays: see `services.callback.sparing`.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.policies.commands import lock_policies_of, no_policy
from services.callback.policies.models import KnownPolicy
from services.callback.wishes.models import STANDING, CallWish
from services.callback.wishes.schemas import WishIn
from shared import clock
from shared.auth import Actor, check_scope
from shared.calendar_data import calendar_for
from shared.cases import get_record, naming, new_case_no
from shared.days import today_at
from shared.db import take_turn
from shared.errors import Conflict, RuleBroken, Text

LONGEST = timedelta(days=3653)  # our design: what is wished for longer is wished for ever


def is_in_force(wish: CallWish) -> bool:
    return wish.withdrawn_at is None and (wish.until is None or today_at(wish.org) <= wish.until)


def end_of(wish: CallWish, org: str) -> datetime | None:
    """When they may be rung again; None: never."""
    return calendar_for(org).end_of_day(wish.until) if wish.until else None


async def wishes_of(session: AsyncSession, policyholder_refs: Collection[str]) -> list[CallWish]:
    """Those in force: of each policyholder one at most."""
    query = select(CallWish).where(CallWish.policyholder_ref.in_(policyholder_refs), STANDING)
    return [wish for wish in await session.scalars(query.order_by(CallWish.wish_no)) if is_in_force(wish)]


async def wish_of(session: AsyncSession, policyholder_ref: str) -> CallWish | None:
    return next(iter(await wishes_of(session, [policyholder_ref])), None)


def turn_of(policyholder_ref: str) -> str:
    """To be taken, before any policy is locked, by whoever may come to know of a policy of theirs."""
    return f"call-wish {policyholder_ref}"


async def record(session: AsyncSession, told: WishIn, actor: Actor) -> CallWish:
    """It takes the place of another that is in force."""
    policy = await _policy_of(session, told.policy_no, actor)
    _check_until(told, policy)
    if before := await wish_of(session, policy.policyholder_ref):
        if before.until == told.until:
            refusal = Conflict(Text("该谢绝来电已登记", "The wish is on record already"), rule="wish-known")
            raise naming(refusal, wish_no=before.wish_no)
        _withdraw(before, actor)
    wish = CallWish(
        wish_no=new_case_no("XJ", policy.org), policyholder_ref=policy.policyholder_ref, org=policy.org,
        until=told.until, source=told.source, recorded_at=clock.now(), recorded_by=actor.ref,
    )  # fmt: skip
    session.add(wish)
    await session.flush()
    return wish


async def withdraw(session: AsyncSession, wish_no: str, actor: Actor) -> CallWish:
    """The customer may be rung again."""
    wish = await get_record(session, CallWish, wish_no, actor)
    await _keep_calls_out(session, wish.policyholder_ref)
    await session.refresh(wish)
    if not is_in_force(wish):
        raise Conflict(Text("该谢绝来电已不再生效", "The wish is not in force any more"), rule="wish-over")
    _withdraw(wish, actor)
    await session.flush()
    return wish


def refuse_to_ring(wish: CallWish) -> Conflict:
    until = wish.until
    told = (
        Text(f"客户谢绝来电,至{until}止", f"The customer doesn't want to be rung until {until}")
        if until
        else Text("客户谢绝来电", "The customer doesn't want to be rung")
    )
    return Conflict(told, rule="do-not-call", until=until)


def _check_until(told: WishIn, policy: KnownPolicy) -> None:
    today = today_at(policy.org)
    if told.until and told.until < today:
        raise RuleBroken("until", "not-over", Text("日期已过", "The day is past"))
    if told.until and told.until > (latest := today + LONGEST):
        words = Text(f"不晚于{latest},更久请留空", f"Not after {latest}: leave it out for longer")
        raise RuleBroken("until", "within-ten-years", words, latest=latest)


def _withdraw(wish: CallWish, actor: Actor) -> None:
    wish.withdrawn_at, wish.withdrawn_by = clock.now(), actor.ref


async def _policy_of(session: AsyncSession, policy_no: str, actor: Actor) -> KnownPolicy:
    """Locked, with all others of its policyholder."""
    policy = await session.get(KnownPolicy, policy_no, populate_existing=True)
    if policy is None:
        raise no_policy()
    held = await _keep_calls_out(session, policy.policyholder_ref)
    if policy_no not in held:  # it became another's meanwhile
        return await _policy_of(session, policy_no, actor)
    check_scope(actor, policy.org)
    return policy


async def _keep_calls_out(session: AsyncSession, policyholder_ref: str) -> dict[str, KnownPolicy]:
    """Whoever opens a call of theirs now, on whichever policy, knows of what becomes of the wish, or we of the call."""
    await take_turn(session, turn_of(policyholder_ref))
    return await lock_policies_of(session, policyholder_ref)
