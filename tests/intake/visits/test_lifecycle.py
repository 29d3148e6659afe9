"""The routes of a visit: in a status that allows nothing, and for whom."""

from typing import Any

import pytest

from shared.auth import Role
from tests.intake.counter import refused
from tests.intake.visits.hall import Hall

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
