"""Whom to call: kept by policy_service, fetched when a caller asks, never stored here."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.callback.callbacks.call_results import RESULTS
from services.callback.callbacks.models import Callback
from services.callback.callbacks.schemas import CallContactOut
from services.callback.phones.choosing import Tried, in_order
from services.callback.phones.schemas import NumberOut
from shared.contracts.words import in_words
from shared.errors import NotFound, Text
from shared.people import ContactOut
from shared.pii import mask_phone
from shared.sisters import Sisters

PURPOSE = "callback"


async def fetch_person(sisters: Sisters, policy_no: str, role: str) -> Mapping[str, Any]:
    """The first who stands so on the policy and so may answer the call; policy_service records the read.

    Where nobody is named the insured, the policyholder is it.
    """
    path = f"/v1/policies/{policy_no}/parties"
    for wanted in (role, *(["policyholder"] if role == "insured" else [])):
        answer = await sisters.get("policy_service", path, role=wanted, purpose=PURPOSE)
        people: Sequence[Mapping[str, Any]] = answer["items"]
        if people:
            return people[0]
    who = in_words(role)
    raise NotFound(Text(f"保单没有{who.zh}资料", f"The policy has no {who.en} on record"))


def with_numbers(contact: ContactOut, phones: Mapping[str, str], case: Callback) -> CallContactOut:
    """The contact as shown, and what to dial, the best first; masked where the contact is."""
    return CallContactOut(**dict(contact), numbers=numbers_for(phones, case, masked=contact.masked))


def numbers_for(phones: Mapping[str, str], case: Callback, *, masked: bool) -> list[NumberOut]:
    """What to dial for the case, the best first."""
    tried = [Tried(each["field"], RESULTS[each["result"]].wrong) for each in case.attempts if each.get("field")]
    shown = mask_phone if masked else str
    return [
        NumberOut(
            field=field,
            kind=phone.kind,
            dial_string=phone.dial_string and shown(phone.dial_string),
            extension=phone.extension,
            flags=list(phone.flags),
        )
        for field, phone in in_order(phones, case.org, tried)
    ]
