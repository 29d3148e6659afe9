"""Delivery and receipt over HTTP, what is refused, and the free-look period that ends by itself."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.auth import Role
from shared.tables import case_events
from shared.testing.alone import Alone
from tests.policy_service.conftest import MONDAY, PARTIES, PERSON, issued
from tests.policy_service.requests.desk import GIVEN_BACK, ServiceDesk, policy_given_back

POLICY = "/policies/BD261012-00000001"


@pytest.fixture
async def opened(office: Alone) -> Alone:
    await office.feed(issued())
    return office


async def step(office: Alone, what: str, body: dict[str, Any], role: Role = Role.TELLER) -> dict[str, Any]:
    answer = await office.post(f"{POLICY}/{what}", role, body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def announced(office: Alone) -> list[str]:
    return [row.type for row in await office.rows(case_events)]


async def test_from_delivery_to_the_signed_receipt(opened: Alone):
    delivered = await step(opened, "delivery", {"delivered_on": "2026-10-12"})
    assert (delivered["status"], delivered["due_at"], delivered["allowed"]) == (
        "awaiting_receipt",
        None,
        ["acknowledge"],
    )
    signed = await step(opened, "receipt", {"signed_on": "2026-10-12"})
    assert (signed["status"], signed["free_look_ends_on"]) == ("in_force", "2026-10-27")
    assert (delivered["closed_at"], signed["closed_at"], signed["allowed"]) == (None, signed["at"], [])
    history = (await opened.get(f"{POLICY}/history")).json()
    assert [each["type"].split(".")[2] for each in history] == ["opened", "delivered", "acknowledged"]


@pytest.mark.parametrize(("product", "design"), [("L1001", "participating"), ("L1002", "ordinary"), (None, "ordinary")])
async def test_a_new_policy_tells_of_which_type_its_product_is(office: Alone, product: str | None, design: str):
    await office.feed(issued(product=product))
    (row,) = await office.rows(case_events)
    assert json.loads(row.data)["product_design"] == design


async def test_the_delivery_clock_stops_on_the_day_of_delivery_not_of_its_report(opened: Alone):
    opened.time.set(MONDAY + timedelta(days=30))
    await step(opened, "delivery", {"delivered_on": "2026-10-13"})
    clock = (await opened.get(f"{POLICY}/sla")).json()["clocks"][0]["explanation"]
    assert clock["stopped_at"].startswith("2026-10-13")


@pytest.mark.parametrize(
    ("what", "body", "rule"),
    [
        ("delivery", {"delivered_on": "2026-10-13"}, "not-in-the-future"),
        ("delivery", {"delivered_on": "2026-10-11"}, "not-before"),
    ],
)
async def test_a_day_of_delivery_lies_between_issue_and_today(opened: Alone, what: str, body: Any, rule: str):
    answer = await opened.post(f"{POLICY}/{what}", Role.TELLER, body)
    assert (answer.status_code, answer.json()["rule"], answer.json()["field"]) == (422, rule, "delivered_on")
    assert await announced(opened) == ["policy_service.policy.opened.v1"]


async def test_nobody_signs_before_the_delivery(opened: Alone):
    opened.time.set(MONDAY + timedelta(days=3))
    await step(opened, "delivery", {"delivered_on": "2026-10-14"})
    answer = await opened.post(f"{POLICY}/receipt", Role.TELLER, {"signed_on": "2026-10-13"})
    assert (answer.status_code, answer.json()["rule"]) == (422, "not-before")


async def test_what_the_status_does_not_allow_is_told_with_what_it_does(opened: Alone):
    answer = await opened.post(f"{POLICY}/receipt", Role.TELLER, {"signed_on": "2026-10-12"})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/illegal-transition")
    assert answer.json()["allowed"] == ["deliver"]


@pytest.mark.parametrize(
    ("role", "org", "headers", "body", "status"),
    [
        (Role.CALLER, "350322", {}, {"delivered_on": "2026-10-12"}, 403),
        (Role.TELLER, "350323", {}, {"delivered_on": "2026-10-12"}, 403),
        (Role.TELLER, "350322", {"If-Match": '"7"'}, {"delivered_on": "2026-10-12"}, 412),
        (Role.TELLER, "350322", {}, {"delivered_on": "2026-10-12", "by": "me"}, 422),
        (Role.TELLER, "350322", {}, {"delivered_on": "yesterday"}, 422),
        (Role.TELLER, "350322", {}, {}, 422),
    ],
    ids=["wrong role", "another branch", "stale", "unknown field", "no date", "nothing"],
)
async def test_refused_deliveries_change_nothing(
    opened: Alone, role: Role, org: str, headers: dict[str, str], body: Any, status: int
):
    answer = await opened.post(f"{POLICY}/delivery", role, body, org=org, **headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert await announced(opened) == ["policy_service.policy.opened.v1"]


async def test_the_free_look_period_ends_with_its_last_day_once(opened: Alone):
    await step(opened, "delivery", {"delivered_on": "2026-10-12"})
    signed = await step(opened, "receipt", {"signed_on": "2026-10-12"})
    assert await opened.pass_time(datetime(2026, 10, 27, 15, 59, tzinfo=UTC)) == 0
    assert await opened.pass_time(datetime(2026, 10, 27, 16, 0, tzinfo=UTC)) == 1
    assert (await announced(opened))[-1] == "policy_service.policy.free-look-ended.v1"
    policy = (await opened.get(POLICY)).json()
    assert (policy["status"], policy["by"], policy["closed_at"]) == ("in_force", "system", signed["at"])
    assert await opened.pass_time(datetime(2027, 10, 27, tzinfo=UTC)) == 0


async def test_a_receipt_that_comes_after_its_free_look_period_ends_it_at_once(opened: Alone):
    await step(opened, "delivery", {"delivered_on": "2026-10-12"})
    opened.time.set(MONDAY + timedelta(days=40))
    await step(opened, "receipt", {"signed_on": "2026-10-12"})
    assert await opened.pass_time(opened.time.now()) == 1


async def test_policies_are_listed_by_organisation_status_and_application(opened: Alone, intake: dict[str, Any]):
    other = {"case_no": "TB261012-00000002", "policy_no": "BD261012-00000002", "org": "350400"}
    people = [PERSON | {"party_ref": "another"}]
    intake[PARTIES.replace("00000001", "00000002")] = {"masked": False, "items": people}
    opened.time.advance(timedelta(minutes=1))
    await opened.feed(issued(**other))

    async def listed(org: str = "35", **asked: str) -> list[str]:
        found = (await opened.get("/policies", org=org, **asked)).json()["items"]
        return [each["case_no"][-1] for each in found]

    assert await listed() == ["1", "2"]
    assert await listed("3503") == ["1"]
    assert await listed(application_no="TB261012-00000002") == ["2"]
    await step(opened, "delivery", {"delivered_on": "2026-10-12"})
    assert await listed(status="awaiting_receipt") == ["1"]
    assert await listed(status="awaiting_delivery") == ["2"]
    assert await listed(due_before="2026-10-28T00:01:00+08:00") == ["2"]
    assert await listed(due_before="2026-10-27T00:00:00+08:00") == []


@pytest.mark.parametrize("stands", ["awaiting_delivery", "awaiting_receipt", "in_force"])
async def test_a_policy_is_given_back_in_its_free_look_period_for_the_whole_premium(opened: Alone, stands: str):
    if stands != "awaiting_delivery":
        await step(opened, "delivery", {"delivered_on": "2026-10-12"})
    if stands == "in_force":
        await step(opened, "receipt", {"signed_on": "2026-10-12"})
        opened.time.set(datetime(2026, 10, 27, 15, 59, tzinfo=UTC))  # the last minute of its last day
    given_back = await policy_given_back(opened)
    told = {name: given_back[name] for name in ("status", "outcome", "cancelled", "allowed", "due_at")}
    assert told == {
        "status": "free_look_cancelled",
        "outcome": "free-look-cancelled",
        "cancelled": "changed-mind",
        "allowed": [],
        "due_at": None,
    }
    assert given_back["refund_due_fen"] == given_back["premium_fen"] > 0
    assert (await announced(opened))[-1] == "policy_service.policy.cancelled.v1"


async def test_the_day_after_its_free_look_period_a_policy_stays(opened: Alone):
    await step(opened, "delivery", {"delivered_on": "2026-10-12"})
    await step(opened, "receipt", {"signed_on": "2026-10-12"})
    opened.time.set(datetime(2026, 10, 27, 16, 0, tzinfo=UTC))
    late = await ServiceDesk(opened).refused("free-look-cancellation", change=GIVEN_BACK)
    assert late == (422, "free_look_ends_on", "within-free-look")
    assert (await announced(opened))[-1] == "policy_service.policy.acknowledged.v1"


async def test_a_policy_without_a_free_look_period_is_not_given_back(office: Alone):
    await office.feed(issued(free_look_days=0))
    refused = await ServiceDesk(office).refused("free-look-cancellation", change=GIVEN_BACK)
    assert refused == (422, "free_look_days", "free-look-given")


async def test_a_receipt_that_is_not_awaited_is_refused_as_that_whatever_its_day(office: Alone):
    await office.feed(issued(free_look_days=0, free_look_starts="signature"))
    answer = await office.post(f"{POLICY}/receipt", Role.TELLER, {"signed_on": "0001-01-01"})
    assert (answer.status_code, answer.json().get("action")) == (409, "acknowledge")
