"""claims alone, and a policy_service that knows the people of a policy."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.claims.app import create_app
from shared.contracts.policy_service import PolicyEvent, PolicyOpened
from shared.testing.alone import Alone, alone, answering, event_like
from tests.claims.hall import ClaimsHall

MONDAY = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)  # ten o'clock at the counter
POLICY_NO = "BD260301-00000001"
PARTIES = f"/v1/policies/{POLICY_NO}/parties"
HOLDER: dict[str, Any] = {
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
INSURED = HOLDER | {
    "party_ref": "0d3c9d0e-6b43-4a1e-8a55-5d1e4a7f2c11",
    "role": "insured",
    "name": "欧阳小妹",
    "id_number": "E11112222",
}


def policy(contract: type[PolicyEvent], action: str, version: int, **facts: Any) -> Any:
    """A step of the policy, announced at noon of `on`."""
    on = facts.pop("on", "2026-03-01")
    known = {"kind": "policy", "case_no": POLICY_NO, "version": version, "action": action, "org": "350322"}
    known |= {"status": "in_force", "effective_on": "2026-03-02", "paid_to_on": "2027-03-02", "at": f"{on}T04:00:00Z"}
    known |= {"premium_fen": 600_000, "payment_mode": "annual", "sum_assured_fen": 20_000_000, "product": "OLD01"}
    return event_like(contract, **known | {"term_years": 20, "reinstated_on": None, "additions": []} | facts)


def opened(**facts: Any) -> PolicyOpened:
    event: PolicyOpened = policy(PolicyOpened, "open", 1, **facts)
    return event


@pytest.fixture
def policy_service() -> dict[str, Any]:
    """What policy_service answers, by path."""
    return {PARTIES: {"masked": False, "items": [HOLDER, INSURED]}}


@pytest.fixture
def intake() -> dict[str, Any]:
    """What intake answers, by path."""
    return {}


@pytest.fixture
async def office(tmp_path: Path, policy_service: dict[str, Any], intake: dict[str, Any]) -> AsyncIterator[Alone]:
    sisters = {"policy_service": answering(policy_service), "intake": answering(intake)}
    async with alone("claims", create_app, tmp_path, MONDAY, sisters) as claims:
        await claims.feed(opened())
        yield claims


@pytest.fixture
def hall(office: Alone) -> ClaimsHall:
    return ClaimsHall(office)
