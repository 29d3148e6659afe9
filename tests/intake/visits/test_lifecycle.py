"""The visit's table of steps, cell by cell, and its routes in a status that allows nothing."""

from datetime import date, datetime
from typing import Any

import pytest

from services.intake.visits.lifecycle import LIFECYCLE
from services.intake.visits.models import Visit
from shared.auth import Role
from shared.lifecycle import Step
from shared.testing.lifecycles import check_cell, check_roles, matrix, steps, unreachable
from tests.intake.counter import CHINA, ORG, refused
from tests.intake.visits.hall import Hall


def visit() -> Visit:
    """One that satisfies every guard."""
    facts: dict[str, Any] = {"case_no": "PH261012-00000001", "org": ORG, "outlet": "XY01", "number": 1, "calls": 3}
    facts |= {"calls_in_turn": 3}
    facts |= {"taken_on": date(2026, 10, 12), "business": "claim", "priority": False, "clocks": []}
    facts |= {"prompted_at": datetime(2026, 10, 12, 9, 0, tzinfo=CHINA), "window_no": "1"}
    return Visit(waiting_limit_minutes=15, handling_limit_minutes=10, **facts)


@pytest.mark.parametrize(("status", "action", "step"), matrix(LIFECYCLE))
async def test_status_times_action(hall: Hall, status: str | None, action: str, step: Step | None):
    async with hall.counter.app.state.sessions() as session:
        await check_cell(session, visit(), status, action, step)


@pytest.mark.parametrize("step", steps(LIFECYCLE))
async def test_only_the_roles_of_a_step_may_take_it(hall: Hall, step: Step):
    async with hall.counter.app.state.sessions() as session:
        await check_roles(session, visit(), step)


def test_every_status_is_reached_and_three_close_the_visit():
    assert unreachable(LIFECYCLE) == set()
    assert {str(status) for status in LIFECYCLE.closed} == {"finished", "abandoned", "left_open"}


# fmt: off
ROUTES = [
    #  route                 role             body
    ("call",               Role.TELLER,     {"window_no": "1"}),
    ("repeat-call",        Role.TELLER,     None),
    ("passing-over",       Role.TELLER,     None),
    ("handling",           Role.TELLER,     None),
    ("evaluation-request", Role.TELLER,     None),
    ("evaluation",         Role.INTEGRATOR, {"score": 5}),
    ("completion",         Role.TELLER,     None),
    ("abandonment",        Role.TELLER,     {"reason": "left"}),
]
# fmt: on


async def test_every_route_tells_a_wrong_status_before_anything_else(hall: Hall):
    case = await hall.step(await hall.take(), "abandonment", {"reason": "left"})
    async with hall.counter.nothing_written():
        for route, role, body in ROUTES:
            answer = await hall.post(f"/visits/{case['case_no']}/{route}", role, body)
            refused(answer, 409, "illegal-transition", allowed=[], status_of_case="abandoned")


@pytest.mark.parametrize(("route", "role", "body"), ROUTES)
async def test_a_route_is_open_to_its_role_only(hall: Hall, route: str, role: Role, body: Any):
    """Nobody evaluates their own work, and no kiosk calls."""
    case = await hall.take()
    async with hall.counter.nothing_written():
        for other in set(Role) - {role}:
            refused(await hall.post(f"/visits/{case['case_no']}/{route}", other, body), 403, "forbidden")
        elsewhere = await hall.post(f"/visits/{case['case_no']}/{route}", role, body, org="350302")
        refused(elsewhere, 403, "out-of-scope")
