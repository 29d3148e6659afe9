"""Whom to call: kept by policy_service, fetched when a caller asks, never stored here."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.errors import NotFound, Text
from shared.sisters import Sisters

PURPOSE = "callback"


async def fetch_policyholder(sisters: Sisters, policy_no: str) -> Mapping[str, Any]:
    """The policyholder (投保人), who alone may answer the call; policy_service records the read."""
    path = f"/v1/policies/{policy_no}/parties"
    answer = await sisters.get("policy_service", path, role="policyholder", purpose=PURPOSE)
    people: Sequence[Mapping[str, Any]] = answer["items"]
    if not people:
        raise NotFound(Text("保单没有投保人资料", "The policy has no policyholder on record"))
    return people[0]
