"""Whom to call: kept by policy_service, fetched when a caller asks, never stored here."""

from collections.abc import Mapping
from typing import Any

from shared.sisters import Sisters

PURPOSE = "callback"


async def fetch_policyholder(sisters: Sisters, policy_no: str) -> Mapping[str, Any]:
    """The policyholder (投保人), who alone may answer the call; policy_service records the read."""
    path = f"/v1/policies/{policy_no}/parties"
    answer = await sisters.get("policy_service", path, role="policyholder", purpose=PURPOSE)
    policyholder: Mapping[str, Any] = answer["items"][0]
    return policyholder
