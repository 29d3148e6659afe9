"""投保人变更: another policyholder takes the policy over."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.collection.mandates import sign
from services.policy_service.items.parties import put_in_place
from services.policy_service.items.plain_schemas import HolderChange, NewHolder
from services.policy_service.numbers.telling import retell
from services.policy_service.policies.models import Party
from services.policy_service.values.standing import Standing
from shared.ages import ADULT, age_on
from shared.auth import Actor
from shared.errors import RuleBroken, Text
from shared.people import as_written
from shared.pii import blind_index


def check_holder(standing: Standing, change: HolderChange) -> None:
    """RuleBroken for who can't be the policyholder: a minor, who is it already, or not who the policy knows."""
    person = change.policyholder
    known = blind_index(person.id_number, "id_number")
    if known == standing.holder.id_hash:
        told = Text("新投保人与原投保人为同一人", "The new policyholder is the present one")
        raise RuleBroken("policyholder.id_number", "another-person", told)
    if age_on(person.born_on, standing.today) < ADULT:
        told = Text("投保人须年满18周岁", "The policyholder must be of age")
        raise RuleBroken("policyholder.born_on", "policyholder-adult", told)
    for party in (each for each in standing.people if each.id_hash == known):
        _check_same(party, person)
    _check_relation(standing, change, known)


async def change_holder(session: AsyncSession, standing: Standing, change: HolderChange) -> None:
    """Nothing more is debited from who leaves: the mandate is the new policyholder's."""
    person = change.policyholder.model_dump(mode="json")
    (reference,) = await put_in_place(session, standing, "policyholder", [person])
    standing.policy.policyholder_ref = reference
    others = [as_written(each) for each in standing.people if each.role != "policyholder"]
    await retell(session, standing.policy, [person | {"role": "policyholder"}, *others])
    account_no, name = change.policyholder.account_no, change.policyholder.name
    await sign(session, standing.policy, account_no, name, Actor.system(), "holder-change")


def _check_same(party: Party, person: NewHolder) -> None:
    written = (person.name, person.sex, person.born_on.isoformat(), person.id_type)
    if written != (party.name, party.sex, party.born_on, party.id_type):
        told = Text("证件号码与保单上的人相同而姓名等不同", "One ID number, but two different people")
        raise RuleBroken("policyholder.id_number", "one-number-one-person", told)


def _check_relation(standing: Standing, change: HolderChange, known: str) -> None:
    insures_self = all(party.id_hash == known for party in standing.of_role("insured"))
    if insures_self != (change.relation == "self"):
        told = Text("与被保险人关系与证件号码不符", "The relation to the insured doesn't fit the ID numbers")
        raise RuleBroken("relation", "relation-fits", told)
