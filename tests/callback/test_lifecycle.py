"""The call-back's table of steps, cell by cell."""

import pytest

from services.callback.callbacks.lifecycle import LIFECYCLE
from services.callback.callbacks.models import Callback
from shared.lifecycle import Step
from shared.testing.alone import Alone
from shared.testing.lifecycles import check_cell, check_roles, matrix, steps, unreachable


def callback() -> Callback:
    facts = {"policy_no": "BD261012-00000001", "policyholder_ref": "5b0f8a52", "project": "new-policy", "org": "350322"}
    terms = {"free_look_days": 15, "free_look_starts": "day_after"}
    return Callback(case_no="HF261012-00000001", attempts=[], clocks=[], **facts, **terms)


@pytest.mark.parametrize(("status", "action", "step"), matrix(LIFECYCLE))
async def test_status_times_action(centre: Alone, status: str | None, action: str, step: Step | None):
    async with centre.app.state.sessions.begin() as session:
        await check_cell(session, callback(), status, action, step)


@pytest.mark.parametrize("step", steps(LIFECYCLE))
async def test_only_the_roles_of_a_step_may_take_it(centre: Alone, step: Step):
    async with centre.app.state.sessions.begin() as session:
        await check_roles(session, callback(), step)


def test_every_status_is_reached():
    assert unreachable(LIFECYCLE) == set()
