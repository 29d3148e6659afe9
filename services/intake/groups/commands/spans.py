"""From when until when somebody is insured by a group policy (被保险人核对), as claims asks; nothing else of them."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.groups.models import GroupApplication, Insured
from services.intake.pro_rata import term_of
from shared.ages import age_on
from shared.auth import Actor, check_scope
from shared.errors import NotFound, Text
from shared.people_search import record_search


class Span(NamedTuple):
    """`until`: the first day without cover."""

    party_ref: str
    since: date
    until: date
    age: int | None = None


async def spans_of(session: AsyncSession, policy_no: str, id_hash: str, purpose: str, actor: Actor) -> list[Span]:
    """The earliest first: who left may have come again."""
    group = await _policy(session, policy_no, actor)
    theirs = select(Insured).where(Insured.id_hash == id_hash, Insured.case_no == group.case_no)
    found = sorted(_spans(group, (await session.scalars(theirs)).all()), key=lambda each: each.since)
    await record_search(session, id_hash, "id_number", len(found), purpose, actor)
    return found


async def span_of(session: AsyncSession, policy_no: str, party_ref: str, on: date | None, actor: Actor) -> Span:
    group = await _policy(session, policy_no, actor)
    theirs = select(Insured).where(Insured.party_ref == party_ref, Insured.case_no == group.case_no)
    people = (await session.scalars(theirs)).all()
    if found := _spans(group, people):
        return found[0]._replace(age=age_on(date.fromisoformat(people[0].born_on), on) if on else None)
    raise NotFound(Text("没有此被保险人", "There is no such insured person"), field="party_ref")


async def _policy(session: AsyncSession, policy_no: str, actor: Actor) -> GroupApplication:
    group = await session.scalar(select(GroupApplication).where(GroupApplication.policy_no == policy_no))
    if group is None:
        raise NotFound(Text("没有此团单", "There is no such group policy"), field="policy_no")
    check_scope(actor, group.org)
    return group


def _spans(group: GroupApplication, people: Sequence[Insured]) -> list[Span]:
    """Who was to join and left before that day never was insured."""
    assert group.effective_on is not None, "an issued policy has its first day"
    term = term_of(group.effective_on, group.term_months)
    spans = (Span(each.party_ref, each.since or term.starts_on, each.until or term.ends_on) for each in people)
    return [each for each in spans if each.since < each.until]
