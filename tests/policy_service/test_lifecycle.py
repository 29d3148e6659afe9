"""The policy's table of steps, cell by cell."""

from datetime import date
from typing import Any

import pytest

from services.policy_service.policies.lifecycle import LIFECYCLE
from services.policy_service.policies.models import Policy
from shared.lifecycle import Step
from shared.testing.alone import Alone
from shared.testing.lifecycles import check_cell, check_roles, matrix, steps, unreachable


def policy() -> Policy:
    facts: dict[str, Any] = {"application_no": "TB261012-00000001", "effective_on": date(2026, 10, 13), "pay_years": 10}
    facts |= {"payment_mode": "annual", "premium_fen": 600_000, "sum_assured_fen": 20_000_000, "org": "350322"}
    facts |= {"policyholder_ref": "5b0f8a52", "free_look_days": 15, "free_look_starts": "day_after"}
    return Policy(
        case_no="BD261012-00000001",
        free_look_ends_on=date(2026, 10, 28),
        cancelled="changed-mind",
        suspended_on=date(2027, 12, 12),
        item="contact-change",
        request_no="BQ261012-00000001",
        clocks=[],
        **facts,
    )


@pytest.mark.parametrize(("status", "action", "step"), matrix(LIFECYCLE))
async def test_status_times_action(office: Alone, status: str | None, action: str, step: Step | None):
    async with office.app.state.sessions.begin() as session:
        await check_cell(session, policy(), status, action, step)


@pytest.mark.parametrize("step", steps(LIFECYCLE))
async def test_only_the_roles_of_a_step_may_take_it(office: Alone, step: Step):
    async with office.app.state.sessions.begin() as session:
        await check_roles(session, policy(), step)


def test_every_status_is_reached():
    assert unreachable(LIFECYCLE) == set()
