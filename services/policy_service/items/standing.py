"""A policy as it stands when something is asked of it, with its people, and how people of it are changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.policies.models import FormerParty, Party, Policy
from shared import clock
from shared.auth import Actor
from shared.cases import get_case
from shared.cloudevents import new_id
from shared.days import today_at
from shared.errors import RuleBroken, Text
from shared.people import as_written, person_columns


@dataclass(frozen=True, slots=True)
class Standing:
    """The policy and its people, today."""

    policy: Policy
    people: Sequence[Party]
    today: date

    def of_role(self, role: str) -> list[Party]:
        return [party for party in self.people if party.role == role]

    @property
    def holder(self) -> Party:
        return self.of_role("policyholder")[0]

    @property
    def insures_another(self) -> bool:
        """One person is often on the form twice, as policyholder and as insured."""
        return any(party.id_hash != self.holder.id_hash for party in self.of_role("insured"))

    def party(self, ref: str) -> Party:
        """One of its people; RuleBroken for somebody else."""
        for party in self.people:
            if party.party_ref == ref:
                return party
        raise RuleBroken("party_ref", "of-this-policy", Text("此人不在该保单上", "Nobody of this policy"))


async def standing_of(session: AsyncSession, policy_no: str, actor: Actor) -> Standing:
    policy = await get_case(session, Policy, policy_no, actor)
    people = (await session.scalars(select(Party).where(Party.case_no == policy_no).order_by(Party.id))).all()
    return Standing(policy, people, today_at(policy.org))


def rewrite(session: AsyncSession, party: Party, changes: Mapping[str, Any]) -> None:
    """The person as they are from now on; as they were is kept."""
    was = _keep(session, party)
    for name, value in person_columns(was | dict(changes)).items():
        setattr(party, name, value)
    party.since = clock.now()


async def put_in_place(
    session: AsyncSession, standing: Standing, role: str, people: Sequence[Mapping[str, Any]]
) -> None:
    """Those who have the role from now on, instead of those who had it."""
    for party in standing.of_role(role):
        _keep(session, party)
        await session.delete(party)
    number = standing.policy.case_no
    for person in people:
        columns = person_columns(person) | {"role": role, "party_ref": new_id(), "since": clock.now()}
        session.add(Party(case_no=number, **columns))


def _keep(session: AsyncSession, party: Party) -> dict[str, Any]:
    was = as_written(party)
    session.add(
        FormerParty(
            case_no=party.case_no,
            party_ref=party.party_ref,
            role=party.role,
            since=party.since,
            until=clock.now(),
            person=orjson.dumps(was).decode(),
        )
    )
    return was
