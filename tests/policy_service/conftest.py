"""policy_service alone, and an intake that knows the people of one application."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from services.policy_service.app import create_app
from shared.contracts.intake import ApplicationIssued
from shared.testing.alone import Alone, alone, answering, event_like

MONDAY = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)  # ten o'clock at the counter
PARTIES = "/v1/applications/TB261012-00000001/parties"
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
INSURED = PERSON | {"party_ref": "0d3c9d0e-6b43-4a1e-8a55-5d1e4a7f2c11", "role": "insured"}


def issued(**facts: Any) -> ApplicationIssued:
    """The application as intake announces its issue."""
    known = {"case_no": "TB261012-00000001", "policy_no": "BD261012-00000001", "version": 9, "org": "350322"}
    known |= {"kind": "application", "action": "issue", "status": "issued"}
    known |= {"free_look_days": 15, "free_look_starts": "day_after", "effective_on": "2026-10-13"}
    event: ApplicationIssued = event_like(ApplicationIssued, **known | facts)
    return event


async def open_branch(office: Alone, org: str = "350400") -> None:
    """A branch that looks after a policy, so that others may be moved to it."""
    numbers = {"case_no": "TB261012-00000099", "policy_no": "BD261012-00000099"}
    await office.feed(issued(**numbers, org=org))


@pytest.fixture
def intake() -> dict[str, Any]:
    """What intake answers, by path; a test takes an answer away to have it down."""
    others = [who | {"party_ref": str(UUID(int=90 + number))} for number, who in enumerate((PERSON, INSURED))]
    return {
        PARTIES: {"masked": False, "items": [PERSON, INSURED]},
        PARTIES.replace("00000001", "00000099"): {"masked": False, "items": others},
    }


@pytest.fixture
async def office(tmp_path: Path, intake: dict[str, Any]) -> AsyncIterator[Alone]:
    async with alone("policy_service", create_app, tmp_path, MONDAY, {"intake": answering(intake)}) as opened:
        yield opened
