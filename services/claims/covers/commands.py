"""Keeping covers by the events of those who keep the policies, and finding them by number or identity."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.adjudication.claim_facts import Premium
from services.claims.covers.day_status import Standing, ends_on, paid_after, standing_on
from services.claims.covers.models import Cover, CoveredPerson, CoverStep
from shared.auth import Actor, at_or_below, check_scope
from shared.calendar_data import calendar_for
from shared.contracts.intake_groups import GroupApplicationIssued
from shared.contracts.policy_service import PolicyEvent
from shared.errors import NotFound, Text
from shared.pii import blind_index

People = Sequence[Mapping[str, Any]]
STATUSES = {"suspended": "suspended", "terminated": "ended", "free_look_cancelled": "ended", "voided": "never"}


async def keep_policy(session: AsyncSession, event: PolicyEvent) -> None:
    """A step of a policy, in whichever order steps come."""
    if await session.get(CoverStep, (event.case_no, event.version)):
        return
    told_on = calendar_for(event.org).date_of(event.at)
    status = STATUSES.get(event.status, "in-force")
    step = CoverStep(policy_no=event.case_no, version=event.version, action=event.action, status=status)
    step.from_on, step.told_on = _from_on(event, told_on), told_on
    for name in ("paid_to_on", "premium_fen", "sum_assured_fen", "reinstated_on", "claim_no"):
        setattr(step, name, getattr(event, name))
    step.additions = [each.model_dump(mode="json") for each in event.additions]
    session.add(step)
    cover = await session.get(Cover, event.case_no)
    if cover is None:
        cover = Cover(policy_no=event.case_no, version=0, is_group=False)
        session.add(cover)
    if cover.version < event.version:
        for name in ("version", "org", "outlet", "line", "product", "salesperson", "effective_on", "payment_mode"):
            setattr(cover, name, getattr(event, name))
        cover.reinstated_on = event.reinstated_on
        cover.ends_on = ends_on(event.effective_on, event.term_years and event.term_years * 12)


async def keep_group(session: AsyncSession, event: GroupApplicationIssued) -> None:
    """A group's policy; the sum is that of one head."""
    if await session.get(Cover, event.policy_no):
        return
    cover = Cover(policy_no=event.policy_no, version=event.version, is_group=True, payment_mode="single")
    for name in ("org", "outlet", "line", "product", "salesperson", "effective_on"):
        setattr(cover, name, getattr(event, name))
    cover.ends_on = ends_on(event.effective_on, event.term_months)
    step = CoverStep(policy_no=event.policy_no, version=event.version, action=event.action, status="in-force")
    step.from_on, step.told_on = event.effective_on, calendar_for(event.org).date_of(event.at)
    step.premium_fen, step.sum_assured_fen = event.premium_per_head_fen, event.sum_assured_fen // event.heads
    session.add_all([cover, step])


async def keep_people(session: AsyncSession, policy_no: str, people: People) -> None:
    """As they stand on the policy now; of each only the reference and a hash."""
    await session.execute(delete(CoveredPerson).where(CoveredPerson.policy_no == policy_no))
    for each in people:
        hashed = blind_index(each["id_number"], "id_number")
        known = {"party_ref": each["party_ref"], "role": each["role"], "id_hash": hashed}
        known["share_percent"] = each.get("share_percent")
        session.add(CoveredPerson(policy_no=policy_no, **known))


async def get_cover(session: AsyncSession, policy_no: str, actor: Actor) -> Cover:
    """Raises NotFound, OutOfScope."""
    cover = await session.get(Cover, policy_no)
    if cover is None:
        told = Text(f"没有保单 {policy_no}", f"There is no policy {policy_no}")
        raise NotFound(told, field="policy_no", policy_no=policy_no)
    check_scope(actor, cover.org)
    return cover


async def steps_of(session: AsyncSession, policy_no: str) -> Sequence[CoverStep]:
    theirs = select(CoverStep).where(CoverStep.policy_no == policy_no).order_by(CoverStep.version)
    return (await session.scalars(theirs)).all()


async def standing_of(session: AsyncSession, cover: Cover, day: date, claim_no: str = "") -> Standing:
    """`claim_no`: who asks, so that premiums which this claim paid are in arrears for it."""
    return standing_on(day, await steps_of(session, cover.policy_no), cover.payment_mode, cover.ends_on, claim_no)


async def premiums_after(session: AsyncSession, cover: Cover, day: date) -> tuple[Premium, ...]:
    """Paid by now, and due after the day."""
    return tuple(paid_after(day, await steps_of(session, cover.policy_no), cover.effective_on, cover.payment_mode))


async def people_on(session: AsyncSession, policy_no: str) -> Sequence[CoveredPerson]:
    query = select(CoveredPerson).where(CoveredPerson.policy_no == policy_no).order_by(CoveredPerson.id)
    return (await session.scalars(query)).all()


async def insured_of(session: AsyncSession, policy_no: str) -> Sequence[CoveredPerson]:
    """Those insured; where none is named the policyholder is it."""
    return _insured(await people_on(session, policy_no))


async def covers_of(session: AsyncSession, id_hash: str, actor: Actor) -> Sequence[Cover]:
    """The policies that somebody is insured by, in the actor's organisation."""
    named = select(CoveredPerson.policy_no).where(CoveredPerson.id_hash == id_hash)
    found = await session.scalars(select(CoveredPerson).where(CoveredPerson.policy_no.in_(named)))
    people: dict[str, list[CoveredPerson]] = defaultdict(list)
    for each in found:
        people[each.policy_no].append(each)
    theirs = [number for number, those in people.items() if id_hash in {each.id_hash for each in _insured(those)}]
    query = select(Cover).where(Cover.policy_no.in_(theirs), at_or_below(Cover.org, actor.org))
    return (await session.scalars(query.order_by(Cover.effective_on, Cover.policy_no))).all()


def _insured(people: Sequence[CoveredPerson]) -> Sequence[CoveredPerson]:
    insured = [each for each in people if each.role == "insured"]
    return insured or [each for each in people if each.role == "policyholder"]


def _from_on(event: PolicyEvent, told_on: date) -> date:
    """The first day for which the step speaks."""
    days = {
        "open": event.effective_on,
        "open_in_force": event.effective_on,
        "register": event.effective_on,
        "void": date.min,
        "lapse": event.suspended_on,
        "reinstate": event.reinstated_on,
    }
    return days.get(event.action) or told_on
