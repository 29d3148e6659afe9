"""How people of a policy are changed: as they were is kept (变更前资料)."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.policies.models import FormerParty, Party
from services.policy_service.values.standing import Standing
from shared import clock
from shared.cloudevents import new_id
from shared.people import as_written, person_columns


async def whoever_was(session: AsyncSession, policy_no: str, ref: str) -> dict[str, str]:
    """Role and name of somebody who is on the policy or has left it."""
    party = await session.scalar(select(Party).where(Party.case_no == policy_no, Party.party_ref == ref))
    if party is not None:
        return {"role": party.role, "name": party.name}
    left = select(FormerParty).where(FormerParty.case_no == policy_no, FormerParty.party_ref == ref)
    former = (await session.scalars(left.order_by(FormerParty.id.desc()).limit(1))).one()
    return {"role": former.role, "name": orjson.loads(former.person)["name"]}


def rewrite(session: AsyncSession, party: Party, changes: Mapping[str, Any]) -> None:
    """The person as they are from now on; as they were is kept."""
    was = _keep(session, party)
    for name, value in person_columns(was | dict(changes)).items():
        setattr(party, name, value)
    party.since = clock.now()


async def put_in_place(
    session: AsyncSession, standing: Standing, role: str, people: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Those who have the role from now on, instead of those who had it; returns their references."""
    for party in standing.of_role(role):
        _keep(session, party)
        await session.delete(party)
    number, references = standing.policy.case_no, [new_id() for _ in people]
    for reference, person in zip(references, people, strict=True):
        columns = person_columns(person) | {"role": role, "party_ref": reference, "since": clock.now()}
        session.add(Party(case_no=number, **columns))
    return references


def _keep(session: AsyncSession, party: Party) -> dict[str, Any]:
    was = as_written(party)
    session.add(
        FormerParty(
            case_no=party.case_no,
            party_ref=party.party_ref,
            role=party.role,
            place=party.id,
            since=party.since,
            until=clock.now(),
            person=orjson.dumps(was).decode(),
        )
    )
    return was
