"""callback alone, and a policy_service that knows whom to call."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.callback.app import create_app
from shared.auth import Role
from shared.contracts.policy_service import (
    PolicyAcknowledged,
    PolicyCancelled,
    PolicyEndorsed,
    PolicyEvent,
    PolicyOpened,
    PolicyVoided,
)
from shared.testing.alone import Alone, alone, answering, event_like

MONDAY = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)  # ten o'clock at the counter
POLICY_NO = "BD261012-00000001"
PARTIES = f"/v1/policies/{POLICY_NO}/parties"
PERSON: dict[str, Any] = {
    "party_ref": "5b0f8a52-3c1d-4f7e-9a66-0c2d8e417b93",
    "role": "policyholder",
    "name": "欧阳建国",
    "sex": "male",
    "born_on": "1985-03-04",
    "id_type": "passport",
    "id_number": "E98765432",
    "phones": {"office_phone": "13959512345"},
    "address": "福建省莆田市仙游县鲤城街道东门路18号",
    "account_no": "6227001234567890123",
    "share_percent": None,
}


SEVEN = (
    *("is-policyholder", "bought-and-signed", "read-the-terms", "knows-the-cover"),
    *("knows-surrender-loss", "knows-free-look", "knows-the-premiums"),
)
COMPLETED: dict[str, Any] = {"result": "completed", "answers": dict.fromkeys(SEVEN, "yes")}


async def call(
    centre: Alone, case_no: str, body: Any, role: Role = Role.CALLER, org: str = "350322", **headers: str
) -> httpx.Response:
    """A caller takes the case, calls, and says what came of it."""
    await centre.post(f"/callbacks/{case_no}/hold", Role.CALLER, None, org="350322" if role != Role.CALLER else org)
    return await centre.post(f"/callbacks/{case_no}/attempts", role, body, org=org, **headers)


def policy(contract: type[PolicyEvent], action: str, version: int, **facts: Any) -> Any:
    known = {"kind": "policy", "case_no": POLICY_NO, "version": version, "action": action, "org": "350322"}
    known |= {"status": "in_force", "free_look_days": 15, "free_look_starts": "day_after", "at": MONDAY.isoformat()}
    return event_like(contract, **known | facts)


def opened(**facts: Any) -> PolicyOpened:
    event: PolicyOpened = policy(PolicyOpened, "open", 1, **facts)
    return event


def acknowledged(**facts: Any) -> PolicyAcknowledged:
    dates = {"signed_on": "2026-10-12", "free_look_ends_on": "2026-10-27"}
    event: PolicyAcknowledged = policy(PolicyAcknowledged, "acknowledge", 3, **dates | facts)
    return event


def cancelled(**facts: Any) -> PolicyCancelled:
    event: PolicyCancelled = policy(PolicyCancelled, "cancel_in_free_look", 4, **facts)
    return event


def transferred(**facts: Any) -> PolicyEndorsed:
    there = {"item": "policy-transfer", "org": "350400", "outlet": "35040001", "salesperson": "A9"}
    event: PolicyEndorsed = policy(PolicyEndorsed, "endorse", 4, **there | facts)
    return event


def voided(**facts: Any) -> PolicyVoided:
    event: PolicyVoided = policy(PolicyVoided, "void", 4, status="voided", **facts)
    return event


@pytest.fixture
def policy_service() -> dict[str, Any]:
    """What policy_service answers, by path."""
    return {PARTIES: {"masked": False, "items": [PERSON]}}


@pytest.fixture
async def centre(tmp_path: Path, policy_service: dict[str, Any]) -> AsyncIterator[Alone]:
    sisters = {"policy_service": answering(policy_service)}
    async with alone("callback", create_app, tmp_path, MONDAY, sisters) as opened:
        yield opened
