"""The service request's table of steps, cell by cell."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.policy_service.policies.models import Policy
from services.policy_service.requests.lifecycle import LIFECYCLE
from services.policy_service.requests.models import ServiceRequest
from shared.auth import Actor
from shared.cases import advance
from shared.lifecycle import Step
from shared.testing.alone import Alone
from shared.testing.lifecycles import check_cell, check_roles, matrix, steps, unreachable
from tests.policy_service.test_lifecycle import policy


async def request_of(session: Any, action: str) -> ServiceRequest:
    """Papers are missing where the step is about them, and complete for all others."""
    held: Policy = policy()
    await advance(session, held, "open", Actor.system())
    missing = ["id_card"] if action == "tell_missing" else []
    facts: dict[str, Any] = {"item": "contact-change", "applicant_ref": "5b0f8a52", "agent_acts": False, "change": "{}"}
    facts |= {"papers": [], "missing_papers": missing, "told_papers": [], "money": [], "money_in_fen": 0}
    facts |= {"money_out_fen": 0, "made_by": "T0001", "rejected": "other", "endorsement_no": "PD261012-00000001"}
    facts |= {"confirmed_at": datetime(2026, 10, 12, 3, tzinfo=UTC), "org": held.org, "policy_no": held.case_no}
    return ServiceRequest(case_no="BQ261012-00000001", clocks=[], **facts)


@pytest.mark.parametrize(("status", "action", "step"), matrix(LIFECYCLE))
async def test_status_times_action(office: Alone, status: str | None, action: str, step: Step | None):
    async with office.app.state.sessions.begin() as session:
        await check_cell(session, await request_of(session, action), status, action, step)


@pytest.mark.parametrize("step", steps(LIFECYCLE))
async def test_only_the_roles_of_a_step_may_take_it(office: Alone, step: Step):
    async with office.app.state.sessions.begin() as session:
        await check_roles(session, await request_of(session, step.action), step)


def test_every_status_is_reached():
    assert unreachable(LIFECYCLE) == set()
