"""What makes callback owe a call, as the other services announce it: one event a project, and what follows it."""

from typing import Any

from shared.contracts.base import CaseEvent
from shared.contracts.claims import ClaimEvent, ClaimPaid
from shared.contracts.policy_service import PolicyEvent, PolicyLapsed, PolicySurrendered
from shared.contracts.policy_service_renewals import RenewalEvent, RenewalGraceEntered
from shared.contracts.policy_service_requests import ServiceRequestConfirmed, ServiceRequestEvent
from shared.testing.alone import event_like
from tests.callback.conftest import MONDAY, POLICY_NO, opened, policy

CLAIM_NO, RENEWAL_NO, REQUEST_NO = "LP261012-00000001", "XQ261012-00000001", "BQ261012-00000001"


def _of(contract: type[CaseEvent], kind: str, case_no: str, version: int, facts: dict[str, Any]) -> Any:
    known = {"kind": kind, "case_no": case_no, "version": version, "action": "step", "status": "any", "org": "350322"}
    return event_like(contract, **known | {"policy_no": POLICY_NO, "at": MONDAY.isoformat()} | facts)


def of_renewal(contract: type[RenewalEvent], version: int = 4, **facts: Any) -> Any:
    return _of(contract, "renewal", RENEWAL_NO, version, {"grace_ends_on": "2026-12-10"} | facts)


def of_claim(contract: type[ClaimEvent], version: int = 9, **facts: Any) -> Any:
    return _of(contract, "claim", CLAIM_NO, version, {"line": "individual_long_term"} | facts)


def of_request(contract: type[ServiceRequestEvent], version: int = 5, **facts: Any) -> Any:
    return _of(contract, "service_request", REQUEST_NO, version, {"agent_acts": True} | facts)


def of_policy(contract: type[PolicyEvent], version: int, status: str, **facts: Any) -> Any:
    return policy(contract, "step", version, status=status, **facts)


KNOWN = opened(free_look_days=0, status="in_force")  # owed no call of its own
LAPSED = of_policy(PolicyLapsed, 5, "suspended")
SURRENDERED = of_policy(PolicySurrendered, 5, "terminated")
GRACE = of_renewal(RenewalGraceEntered)
PAID = of_claim(ClaimPaid, types=("illness-medical",))
BY_AGENT = of_request(ServiceRequestConfirmed)
CAUSES: dict[str, CaseEvent] = {
    "grace-period": GRACE,
    "policy-lapsed": LAPSED,
    "policy-surrendered": SURRENDERED,
    "claim-paid": PAID,
    "agent-service": BY_AGENT,
}
