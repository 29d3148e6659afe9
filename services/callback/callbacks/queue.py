"""The queue of calls (待呼队列): which case a caller gets next, and that no two get the same.

A case is in it from its `ready_at` on. Whoever takes it holds it (`held_by`) until `held_until`: a lease (租约), after
which it is as it was before, in the queue or resting, so that a caller who vanishes keeps nobody from being called.
A lease is no step of the case.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, false, func, or_, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from services.callback import hours
from services.callback.callbacks.lifecycle import CALLABLE
from services.callback.callbacks.models import HELD, IN_QUEUE, LEVELS, RESTING, Callback
from services.callback.callbacks.rounds import BRANCH, PROVINCE, side_of
from services.callback.callbacks.schemas import NextIn
from services.callback.desks import booking
from services.callback.languages import LANGUAGES, MANDARIN
from services.callback.policies.commands import has_number, lock_policies, lock_policy
from services.callback.policies.models import KnownPolicy
from services.callback.wishes import commands as wishes
from shared import case_rows, clock
from shared.auth import Actor, at_or_below
from shared.case_bulk import advance_all
from shared.cases import advance, get_case, permit, shown_to
from shared.errors import Conflict, Forbidden, Text

WOKEN = 50
RINGS = "rings"
LEASE = timedelta(minutes=20)  # our design: the longest call, and writing down what came of it
STANDING = (Callback.ready_at, Callback.resting, Callback.held_by, Callback.held_until)  # written beside the steps, too


async def step(
    session: AsyncSession,
    case: Callback,
    action: str,
    actor: Actor,
    *,
    ready_at: datetime | None = None,
    clocks_at: datetime | None = None,
    booked: bool = False,
    takes_away: bool = False,
) -> Callback:
    """Advance the case and put it into the queue, or take it out.

    `ready_at`: when somebody may call next, which ends the lease; without it, a rest, an appointment and a lease hold,
    the last unless the step `takes_away` the case from who holds it. A slot at a dialect desk is given back as soon as
    anything else comes of the case, unless it is `booked`.
    """
    rings = await _look_again(session, case)
    if takes_away:
        case.held_by, case.held_until = None, None
    if case.desk_no and not booked:
        await booking.release(session, [case.case_no])
        case.desk_no = None
    found = case.lifecycle.find(action, case.status)
    status = found.target or case.status if found else case.status
    if status not in CALLABLE or not rings:
        case.ready_at, case.resting, case.held_by, case.held_until = None, False, None, None
    elif ready_at is not None or case.ready_at is None:
        put_in(case, ready_at or clock.now())
    return await advance(session, case, action, actor, clocks_at=clocks_at)


async def step_out(session: AsyncSession, cases: Sequence[Callback], action: str, actor: Actor) -> None:
    """A step that ends these, as `load_all` gave them, the policies locked before: nobody calls any more."""
    await booking.release(session, [case.case_no for case in cases if case.desk_no])
    for case in cases:
        case.desk_no, case.ready_at, case.resting, case.held_by, case.held_until = None, None, False, None, None
    await advance_all(session, cases, action, actor)


def put_in(case: Callback, ready_at: datetime) -> None:
    case.ready_at, case.held_by, case.held_until = hours.next_hours(ready_at, case.org), None, None
    case.resting = case.ready_at > clock.now()


async def _look_again(session: AsyncSession, case: Callback) -> bool:
    """How the case stands in the queue now, nobody else taking it meanwhile; returns whether it can be rung.

    A lease or a fresh number changes no version, and so would be written over. The policy is locked before its cases,
    by everybody: whose policyholder has no number stays out of the queue; of others on it nobody told which they have.
    Both rows are held until the transaction ends, so what was seen once is kept beside the case.
    """
    if (known := vars(case).get(RINGS)) is not None:
        return bool(known)
    is_new = case.version is None  # and whoever opens it has locked the policy
    policy = await (session.get(KnownPolicy, case.policy_no) if is_new else lock_policy(session, case.policy_no))
    if case.status in CALLABLE:
        query = select(*STANDING).where(Callback.case_no == case.case_no).with_for_update()
        for column, value in zip(STANDING, (await session.execute(query)).one(), strict=True):
            set_committed_value(case, column.key, value)
    return _seen(case, policy)


async def keep_all_from_others(session: AsyncSession, numbers: Collection[str], actor: Actor) -> dict[str, Callback]:
    """Those of these cases that lie in the actor's organisation, as they stand now, locked with their policies."""
    theirs = and_(Callback.case_no.in_(numbers), at_or_below(Callback.org, actor.org))
    policies = await lock_policies(session, set(await session.scalars(select(Callback.policy_no).where(theirs))))
    names, columns = case_rows.columns_of(Callback)
    rows = await session.execute(select(*columns).where(theirs).order_by(Callback.case_no).with_for_update())
    cases = [case_rows.as_loaded(Callback, zip(names, row, strict=True)) for row in rows]
    for case in cases:
        _seen(shown_to(actor, case), policies.get(case.policy_no))
    return {case.case_no: case for case in cases}


def can_be_rung(case: Callback, policy: KnownPolicy | None) -> bool:
    """Only the policyholders' numbers are told; others on a policy may have any."""
    return policy is None or case.called != "policyholder" or has_number(policy)


def _seen(case: Callback, policy: KnownPolicy | None) -> bool:
    vars(case)[RINGS] = rings = can_be_rung(case, policy)
    return rings


async def put_back(session: AsyncSession, policy_nos: Collection[str]) -> None:
    """The policyholders have a number now (补录号码): what waited for one is ready."""
    waiting = (Callback.policy_no.in_(policy_nos), Callback.status.in_(sorted(CALLABLE)), Callback.ready_at.is_(None))
    back = update(Callback).where(*waiting).values({Callback.ready_at: clock.now(), Callback.resting: False})
    await session.execute(back.execution_options(synchronize_session=False))


async def take_out(session: AsyncSession, policy_nos: Collection[str]) -> None:
    """The policyholders have no number any more: nobody gets the call, and whoever is calling calls on."""
    queued = (Callback.policy_no.in_(policy_nos), Callback.called == "policyholder", Callback.ready_at.is_not(None))
    out = update(Callback).where(*queued).values({Callback.ready_at: None, Callback.resting: False})
    await session.execute(out.execution_options(synchronize_session=False))


async def waiting_of(session: AsyncSession, policy_nos: Collection[str]) -> Sequence[Callback]:
    """Calls to be made that nobody can make, for want of a number."""
    waiting = (Callback.policy_no.in_(policy_nos), Callback.status.in_(sorted(CALLABLE)), Callback.ready_at.is_(None))
    return (await session.scalars(select(Callback).where(*waiting))).all()


def is_held(case: Callback) -> bool:
    return case.held_until is not None and case.held_until > clock.now()


async def next_for(session: AsyncSession, actor: Actor, asked: NextIn) -> str | None:
    """The number of the case with the least time left that is ready, now held by the actor; None: there is none.

    Who holds as many as they may gets the one that they have held longest.
    """
    hours.check_now(actor.org)
    now, owner = clock.now(), asked.owner or side_of(actor)
    languages = asked.languages or (list(LANGUAGES) if side_of(actor) == owner == BRANCH else [MANDARIN])
    await _check_skills(session, actor, languages)
    mine = select(Callback.case_no).where(held_by(actor, now))
    held = (await session.scalars(mine.order_by(Callback.held_until).limit(asked.load))).all()
    if len(held) >= asked.load:
        return held[0]
    await _wake(session, now)
    first = (
        select(Callback.case_no)
        .where(IN_QUEUE, Callback.owner == owner, Callback.language.in_(languages))
        .where(below(actor.org))
        .order_by(Callback.due_at, Callback.case_no)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taken = update(Callback).where(Callback.case_no == first.scalar_subquery()).values(lease(actor, now + LEASE))
    return await session.scalar(taken.returning(Callback.case_no).execution_options(synchronize_session=False))


async def take(session: AsyncSession, case: Callback, actor: Actor) -> Callback:
    """That case in particular (领取), resting or not, unless somebody else is calling.

    Who holds it already holds it as long as before: nobody keeps a case by taking it again and again.
    """
    permit(case, "attempt", actor)
    hours.check_now(case.org)
    await _check_wish(session, case)
    if case.owner == PROVINCE:
        await _check_skills(session, actor, [case.language])
    now = clock.now()
    free = or_(~HELD, Callback.held_until <= now)
    which = (Callback.case_no == case.case_no, Callback.status == case.status, free)
    taken = update(Callback).where(*which).values(lease(actor, now + LEASE))
    done: Any = await session.execute(taken.execution_options(synchronize_session=False))
    held = await get_case(session, Callback, case.case_no, actor)
    if not done.rowcount and held.held_by != actor.ref:
        raise Conflict(Text("他人正在呼叫该件", "Somebody else is calling on this case"), rule="held-by-another")
    return held


async def keep_hold(session: AsyncSession, case: Callback, actor: Actor) -> None:
    """Nobody else takes the case until the transaction ends; raises Conflict when the actor doesn't hold it."""
    await _look_again(session, case)
    check_held(case, actor)


async def keep_from_others(session: AsyncSession, case: Callback, actor: Actor) -> None:
    """Nobody takes the case until the transaction ends; raises Conflict when somebody else holds it."""
    await _look_again(session, case)
    _check_not_anothers(case, actor)


def _check_not_anothers(case: Callback, actor: Actor) -> None:
    if is_held(case) and case.held_by != actor.ref:
        raise Conflict(Text("该件由他人领取", "Somebody else holds this case"), rule="held-by-another")


def check_held(case: Callback, actor: Actor) -> None:
    """Raises Conflict when the actor doesn't hold the case, or no longer."""
    _check_not_anothers(case, actor)
    if is_held(case):
        return
    if case.held_by == actor.ref:
        told = Text("领取已过期,请重新领取", "It was held too long, and is no longer: take the case again")
        raise Conflict(told, rule="lease-ended")
    raise Conflict(
        Text("请先领取该件再记录结果", "Take the case first, then record what came of the call"), rule="not-held"
    )


async def _check_wish(session: AsyncSession, case: Callback) -> None:
    if case.called == "policyholder" and (wish := await wishes.wish_of(session, case.policyholder_ref)):
        raise wishes.refuse_to_ring(wish)


async def _check_skills(session: AsyncSession, actor: Actor, languages: Sequence[str]) -> None:
    """The branch's own people speak as their customers do; whoever else does sits at a desk."""
    if side_of(actor) == BRANCH:
        return
    for language in languages:
        if language != MANDARIN and not await booking.speaks(session, actor.ref, language):
            spoken = LANGUAGES[language]
            told = Text(f"您不在{spoken.zh}坐席", f"You don't sit at a desk for {spoken.en}")
            raise Forbidden(told, rule="skill", language=language)


def lease(actor: Actor, until: datetime) -> dict[Any, Any]:
    """What taking writes."""
    return {Callback.held_by: actor.ref, Callback.held_until: until}


def held_by(actor: Actor, now: datetime) -> ColumnElement[bool]:
    return and_(Callback.held_by == actor.ref, Callback.held_until > now)


async def _wake(session: AsyncSession, now: datetime) -> None:
    """Put back what has rested, and what was held too long as it was: a few for each case taken, which is held then."""
    over = (_some(RESTING, Callback.ready_at, now), _some(HELD, Callback.held_until, now))
    numbers = union_all(*(select(each.c.case_no) for each in over))
    as_before = {Callback.held_until: None, Callback.resting: func.coalesce(Callback.ready_at > now, false())}
    woken = update(Callback).where(Callback.case_no.in_(numbers)).values(as_before)
    await session.execute(woken.execution_options(synchronize_session=False))


def _some(which: ColumnElement[bool], until: Any, now: datetime) -> Subquery:
    query = select(Callback.case_no).where(which, until <= now).order_by(until)
    return query.limit(WOKEN).with_for_update(skip_locked=True).subquery()


def below(org: str) -> ColumnElement[bool]:
    """Of a province, a city or a county, each by its index; of head office whatever is found."""
    return LEVELS[len(org)] == org if len(org) in LEVELS else at_or_below(Callback.org, org)
