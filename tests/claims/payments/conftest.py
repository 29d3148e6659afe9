"""A policy that names two beneficiaries, of whom one is a minor."""

from typing import Any

import pytest

from tests.claims.conftest import HOLDER, INSURED, PARTIES
from tests.claims.payments.people import CHILD_REF, WIFE_REF

WIFE = HOLDER | {
    "party_ref": WIFE_REF,
    "role": "beneficiary",
    "name": "林秀英",
    "id_number": "E33330001",
    "share_percent": 67,
}
CHILD = HOLDER | {
    "party_ref": CHILD_REF,
    "role": "beneficiary",
    "name": "欧阳小宝",
    "id_number": "E33330002",
    "share_percent": 33,
}


@pytest.fixture
def policy_service() -> dict[str, Any]:
    return {PARTIES: {"masked": False, "items": [HOLDER, INSURED, WIFE, CHILD]}}
