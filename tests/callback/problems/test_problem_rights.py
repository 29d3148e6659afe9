"""Who may do what with a problem case: never whose sale it was."""

import pytest

from shared.auth import Role
from shared.testing.alone import Alone
from tests.callback.conftest import opened
from tests.callback.problems.finding import HANDLER, MANAGER, assign, assigned, find, post, settle

NO = {"knows-surrender-loss": "no"}
BODIES = {
    "assignment": {"handler": "T3"},
    "settlement": {"result": "explained"},
    "manager-settlement": {"result": "explained", "reason": "handler-on-leave"},
    "reopening": {"reason": "customer-called-again"},
}
ABOVE, STAFF = frozenset({MANAGER, Role.PROVINCE}), frozenset({HANDLER, Role.REVIEWER, Role.CALLER})
ROLES = dict.fromkeys(BODIES, ABOVE) | {"settlement": STAFF}


async def test_whose_sale_it_was_is_no_handler(centre: Alone):
    case = await find(centre, **NO)
    refused = await post(centre, case, "assignment", {"handler": "A1024"})
    told = refused.json()
    assert (refused.status_code, told["field"], told["rule"]) == (422, "handler", "not-the-salesperson")


async def test_nor_is_anybody_who_sells(centre: Alone):
    case = await find(centre, **NO)
    await centre.feed(opened(case_no="BD261012-00000002", salesperson="A7", org="350400"))
    refused = await post(centre, case, "assignment", {"handler": "A7"})
    assert (refused.status_code, refused.json()["rule"]) == (422, "not-of-sales")


async def test_given_to_whom_it_is_given_already_is_told(centre: Alone):
    refused = await post(centre, await assigned(centre), "assignment", {"handler": "T2"})
    assert (refused.status_code, refused.json()["rule"]) == (422, "another-handler")


@pytest.mark.parametrize("step", ["assignment", "manager-settlement"])
async def test_a_manager_who_sold_it_leaves_it_to_the_province(centre: Alone, step: str):
    case = await assigned(centre)
    refused = await post(centre, case, step, BODIES[step], ref="A1024")
    assert (refused.status_code, refused.json()["rule"]) == (403, "not-the-salesperson")
    assert (await post(centre, case, step, BODIES[step], Role.PROVINCE, ref="P1", org="35")).status_code == 200


async def test_what_is_settled_is_not_opened_again_by_whose_sale_it_was(centre: Alone):
    case = await settle(centre, await assigned(centre))
    refused = await post(centre, case, "reopening", BODIES["reopening"], ref="A1024")
    assert (refused.status_code, refused.json()["rule"]) == (403, "not-the-salesperson")


@pytest.mark.parametrize("step", BODIES)
async def test_a_step_is_open_to_its_roles_and_organisation_only(centre: Alone, step: str):
    case = await assigned(centre)
    for role in set(Role) - ROLES[step]:
        assert (await post(centre, case, step, BODIES[step], role, ref="T2")).status_code == 403, role
    for role in ROLES[step]:
        assert (await post(centre, case, step, BODIES[step], role, ref="T2", org="350302")).status_code == 403, role


async def test_what_would_be_refused_is_not_offered(centre: Alone):
    case = await find(centre, **NO)
    assert (await assign(centre, case, ref="M2"))["allowed"] == ["assign", "settle_instead"]
    told = await centre.get(f"/problem-cases/{case['case_no']}", HANDLER)
    assert "settle" not in told.json()["allowed"], "S-teller isn't its handler"
