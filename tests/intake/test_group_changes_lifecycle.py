"""Every status × action of the group change, its roles, its routes' roles, and the ways that end it."""

from datetime import date, datetime

import pytest

from shared.auth import Role
from tests.intake.changes_desk import CHANGES, ChangesDesk
from tests.intake.counter import CHINA, Counter, refused
from tests.intake.ledger.till import Till

T, U, V, MONEY = Role.TELLER, Role.UNDERWRITER, Role.REVIEWER, {Role.CASHIER, Role.INTEGRATOR}
REASON = {"reason": "customer-request"}
APPROVE = {"outcome": "approve"}


@pytest.fixture
def changes(counter: Counter) -> ChangesDesk:
    return ChangesDesk(counter)


# fmt: off
ROUTES = [
    # route         roles  body
    ("submission",  {T},   None),
    ("decision",    {U},   APPROVE),
    ("review",      {V},   APPROVE),
    ("receipts",    MONEY, {"amount_fen": 1, "method": "cash"}),
    ("endorsement", {T},   None),
    ("withdrawal",  {T},   REASON),
]
# fmt: on


async def test_a_route_is_for_its_roles_and_tells_a_wrong_status_first(changes: ChangesDesk):
    case = await changes.opened(await changes.issued(3), [100])
    async with changes.counter.nothing_written():
        for route, roles, body in ROUTES:
            for role in set(Role) - roles:
                refused(await changes.ask(case, route, role, body), 403, "forbidden", needs=sorted(roles))
    case = await changes.done(case, "withdrawal", T, REASON)
    async with changes.counter.nothing_written():
        for route, roles, body in ROUTES[:-1]:
            answer = await changes.ask(case, route, next(iter(roles)), body)
            refused(answer, 409, "illegal-transition", allowed=[], status_of_case="withdrawn")


async def test_a_group_that_outgrows_the_citys_authority_goes_to_the_province(changes: ChangesDesk):
    """G2003: 50,000 yuan a head, the city's limit is a thousand heads; to the thousandth the city need not be asked."""
    group = await changes.issued(heads=999, product="G2003")
    case = await changes.done(await changes.opened(group, [2000]), "submission")
    assert (case["status"], case["underwriting_level"]) == ("in_review", None)
    await changes.done(case, "withdrawal", T, REASON)
    case = await changes.done(await changes.opened(group, [2000, 2001]), "submission")
    assert (case["status"], case["underwriting_level"]) == ("in_underwriting", "province")
    answer = await changes.ask(case, "decision", U, APPROVE, org="3503")
    refused(answer, 403, "forbidden", rule="authority-limit", level="province")
    headers = changes.counter.token(U, "35") | {"If-Match": f'"{case["version"]}"'}
    path = f"{CHANGES}/{case['case_no']}/decision"
    approved = await changes.counter.http.post(path, json=APPROVE, headers=headers)
    assert (approved.json()["status"], approved.json()["decision"]) == ("in_review", "standard")


async def test_a_premium_that_does_not_come_in_five_working_days_withdraws_the_change(changes: ChangesDesk):
    group = await changes.issued(heads=3)
    case = await changes.reviewed(group, add=[100])
    assert (case["waiting"], case["due_at"]) == ("premium", None)
    await changes.counter.until(datetime(2026, 10, 18, 9, tzinfo=CHINA))
    assert (await changes.now(case))["status"] == "awaiting_premium"
    await changes.counter.until(datetime(2026, 10, 20, 9, tzinfo=CHINA))
    case = await changes.now(case)
    assert (case["status"], case["withdrawn"]) == ("withdrawn", "premium-unpaid")
    assert len(await changes.refs(group)) == 3


async def test_a_paid_change_that_is_withdrawn_leaves_its_premium_to_be_paid_back(changes: ChangesDesk):
    paid = await changes.paid(await changes.reviewed(await changes.issued(3), add=[100]))
    case = await changes.done(paid, "withdrawal", T, REASON)
    till = Till(changes.counter)
    (receipt,) = (await till.get("/receipts", case_no=case["case_no"]))["items"]
    assert (receipt["suspended_fen"], receipt["suspended_why"]) == (7_808, "refund-due")
    await till.check_book()


async def test_without_premium_it_is_due_in_five_working_days(changes: ChangesDesk):
    case = await changes.opened(await changes.issued(3), [100])
    assert datetime.fromisoformat(case["due_at"]).astimezone(CHINA).date() == date(2026, 10, 19)
