"""Items that change who is on a policy, and how they are reached."""

from datetime import date
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.collection.mandates import sign
from services.policy_service.items.parties import put_in_place, rewrite
from services.policy_service.items.schemas import AccountChange, BeneficiaryChange, ContactChange, CustomerDataChange
from services.policy_service.numbers.telling import retell
from services.policy_service.values.standing import Standing
from shared.auth import Actor
from shared.errors import RuleBroken
from shared.identifiers import resident_id_fault
from shared.people import as_written
from shared.phones.facts import changed_fields

IDENTITY = ("name", "sex", "born_on", "id_type", "id_number")


def check_party(standing: Standing, change: ContactChange) -> None:
    standing.party(change.party_ref)


async def change_contact(session: AsyncSession, standing: Standing, change: ContactChange) -> None:
    party = standing.party(change.party_ref)
    before = orjson.loads(party.phones)
    phones = before | dict(change.phones or {})
    rewrite(session, party, {"phones": phones} | ({"address": change.address} if change.address else {}))
    if change.phones and party is standing.holder:
        changed = changed_fields(before, phones, standing.policy.org)
        await retell(session, standing.policy, [as_written(each) for each in standing.people], changed)


async def change_account(session: AsyncSession, standing: Standing, change: AccountChange) -> None:
    """The mandate goes on for the new account: the request is signed by the policyholder."""
    rewrite(session, standing.holder, {"account_no": change.account_no})
    holder = standing.holder.name
    await sign(session, standing.policy, change.account_no, holder, Actor.system(), "account-change")


def check_identity(standing: Standing, change: CustomerDataChange) -> None:
    """What the document says now must fit together with what stays."""
    will_be = as_written(standing.party(change.party_ref)) | _given(change)
    if will_be["id_type"] != "resident_id":
        return
    if fault := resident_id_fault(will_be["id_number"], date.fromisoformat(will_be["born_on"]), will_be["sex"]):
        raise RuleBroken("id_number", fault.rule, fault.text)


async def change_identity(session: AsyncSession, standing: Standing, change: CustomerDataChange) -> None:
    """A person who is policyholder and insured at once is changed in both places."""
    whom = standing.party(change.party_ref)
    for party in [each for each in standing.people if each.id_hash == whom.id_hash]:
        rewrite(session, party, _given(change))
    if change.id_number:  # numbers are compared by whose they are
        await retell(session, standing.policy, [as_written(each) for each in standing.people], changed=())


async def change_beneficiaries(session: AsyncSession, standing: Standing, change: BeneficiaryChange) -> None:
    named = [person.model_dump(mode="json") for person in change.beneficiaries]
    await put_in_place(session, standing, "beneficiary", named)


def _given(change: CustomerDataChange) -> dict[str, Any]:
    given = change.model_dump(mode="json", include=set(IDENTITY), exclude_none=True)
    return given | ({"id_number": given["id_number"].upper()} if "id_number" in given else {})
