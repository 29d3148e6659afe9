"""Whom to call: kept by policy_service, fetched when a caller asks, never stored here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx

from services.callback.callbacks import queue
from services.callback.callbacks.call_results import RESULTS
from services.callback.callbacks.lifecycle import CALLABLE, PURSUED
from services.callback.callbacks.models import Callback
from services.callback.callbacks.schemas import CallContactOut
from services.callback.phones.choosing import Tried, in_order
from services.callback.phones.schemas import NumberOut
from services.callback.policies.commands import changed_at, doubted_fields
from services.callback.policies.models import KnownPolicy
from shared.auth import Actor
from shared.contracts.words import in_words
from shared.errors import NotFound, Text
from shared.people import ContactOut
from shared.pii import mask_phone
from shared.sisters import Sisters

PURPOSE = "callback"


async def fetch_person(sisters: Sisters, policy_no: str, role: str) -> Mapping[str, Any]:
    """The first who stands so on the policy and so may answer the call; policy_service records the read.

    Where nobody is named the insured, the policyholder is it. Raises NotFound, of a policy that isn't kept there, too.
    """
    for wanted in (role, *(["policyholder"] if role == "insured" else [])):
        if people := await _people(sisters, policy_no, wanted):
            return people[0]
    who = in_words(role)
    raise NotFound(Text(f"保单没有{who.zh}资料", f"The policy has no {who.en} on record"))


async def _people(sisters: Sisters, policy_no: str, role: str) -> Sequence[Mapping[str, Any]]:
    try:
        answer = await sisters.get("policy_service", f"/v1/policies/{policy_no}/parties", role=role, purpose=PURPOSE)
    except httpx.HTTPStatusError as refused:
        if refused.response.status_code == httpx.codes.NOT_FOUND:
            return []
        raise
    people: Sequence[Mapping[str, Any]] = answer["items"]
    return people


def check_may_see(case: Callback, actor: Actor) -> None:
    """Raises IllegalTransition where nobody is to be reached, Conflict for whoever doesn't hold a call to be made."""
    if case.status in CALLABLE:
        queue.check_held(case, actor)
    elif case.status not in PURSUED:
        raise case.lifecycle.refuse("attempt", case.status, case.allowed)


def with_numbers(
    contact: ContactOut, phones: Mapping[str, str], case: Callback, policy: KnownPolicy | None
) -> CallContactOut:
    """The contact as shown, and what to dial, the best first; masked where the contact is."""
    return CallContactOut(**dict(contact), numbers=numbers_for(phones, case, policy, masked=contact.masked))


def numbers_for(
    phones: Mapping[str, str], case: Callback, policy: KnownPolicy | None, *, masked: bool
) -> list[NumberOut]:
    """What to dial for the case, the best first."""
    doubted = doubted_fields(policy) if policy and case.called == "policyholder" else ()
    tried = _tried(case, policy)
    shown = mask_phone if masked else str
    return [
        NumberOut(
            field=field,
            kind=phone.kind,
            dial_string=phone.dial_string and shown(phone.dial_string),
            extension=phone.extension and shown(phone.extension),
            flags=list(phone.flags),
        )
        for field, phone in in_order(phones, case.org, tried, doubted)
    ]


def _tried(case: Callback, policy: KnownPolicy | None) -> list[Tried]:
    """What came of a call is told of the number that was dialled: of one since changed it tells nothing."""
    made = [each for each in case.attempts if each.get("field")]
    changed = {each["field"]: changed_at(policy, each["field"]) if policy else None for each in made}
    return [
        Tried(each["field"], RESULTS[each["result"]].wrong)
        for each in made
        if (since := changed[each["field"]]) is None or datetime.fromisoformat(each["at"]) >= since
    ]
