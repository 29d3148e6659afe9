"""Whose a kind of case is, and what its service's tables say of it: its clocks' names, whose turn it is in a status."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from shared.errors import Text

FOREIGN = "foreign"
# Made by `make docs` from the services' own tables, which metrics doesn't import.
TABLES = Path(__file__).parent / "kinds.json"

# Where a kind of case lives: its service, and the route that explains its clocks.
OWNERS = {
    "application": ("intake", "/v1/applications"),
    "bank_application": ("intake", "/v1/bank-applications"),
    "card_activation": ("intake", "/v1/card-activations"),
    "debit_batch": ("intake", "/v1/debit-batches"),
    "group_application": ("intake", "/v1/group-applications"),
    "group_change": ("intake", "/v1/group-changes"),
    "visit": ("intake", "/v1/visits"),
    "counter_day": ("intake", "/v1/counter-days"),
    "inspection": ("intake", "/v1/inspections"),
    "finding": ("intake", "/v1/findings"),
    "training": ("intake", "/v1/trainings"),
    "large_cash_report": ("intake", "/v1/large-cash-reports"),
    "suspicion": ("intake", "/v1/suspicions"),
    "policy": ("policy_service", "/v1/policies"),
    "service_request": ("policy_service", "/v1/service-requests"),
    "policy_loan": ("policy_service", "/v1/policy-loans"),
    "archive_lookup": ("policy_service", "/v1/archive-lookups"),
    "campaign": ("policy_service", "/v1/campaigns"),
    "sales_pattern": ("policy_service", "/v1/sales-patterns"),
    "benefit": ("policy_service", "/v1/benefits"),
    "transfer_batch": ("policy_service", "/v1/transfer-batches"),
    "renewal": ("policy_service", "/v1/renewals"),
    "renewal_batch": ("policy_service", "/v1/renewal-batches"),
    "claim": ("claims", "/v1/claims"),
    "claim_payment": ("claims", "/v1/claim-payments"),
    "claim_back": ("claims", "/v1/claim-backs"),
    "survey": ("claims", "/v1/surveys"),
    "survey_day": ("claims", "/v1/survey-allocations"),
    "callback": ("callback", "/v1/callbacks"),
    "contact_collection": ("callback", "/v1/contact-collections"),
    "problem_case": ("callback", "/v1/problem-cases"),
    "complaint": ("callback", "/v1/complaints"),
}


def kinds_of(service: str) -> frozenset[str] | None:
    """None: those of other systems, which are all that no service of ours has."""
    return None if service == FOREIGN else frozenset(kind for kind, (owner, _) in OWNERS.items() if owner == service)


def clock_name(kind: str, clock: str) -> Text:
    """A foreign system's clock is called by its id."""
    return Text(*_tables().get(kind, {}).get("clocks", {}).get(clock, (clock, clock)))


def roles_of(kind: str, status: str) -> list[str]:
    """Who may take the next step from there; none of a foreign case, or where only the system does."""
    return list(_tables().get(kind, {}).get("roles", {}).get(status, ()))


@cache
def _tables() -> dict[str, Any]:
    return dict(json.loads(TABLES.read_text())) if TABLES.exists() else {}
