"""The counter, grace, its end, and what follows."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.auth import Role
from shared.contracts.policy_service import PolicyEndedByClaim, PolicySurrendered
from shared.testing.alone import Alone, event_like
from tests.policy_service.renewals.collector import Collector

ENDED = {"case_no": "BD251012-00000000", "kind": "policy", "version": 9, "status": "terminated", "action": "surrender"}
LAST_DAY, DAY_61 = datetime(2026, 12, 12, 15, 59, tzinfo=UTC), datetime(2026, 12, 12, 16, tzinfo=UTC)


@pytest.fixture
async def late(collector: Collector, office: Alone) -> Collector:
    """One premium, due on 13 October, in grace since the 14th."""
    await collector.policies(1)
    await collector.run()
    office.time.set(datetime(2026, 10, 14, 2, tzinfo=UTC))
    await collector.run("2026-10-14")
    return collector


async def test_on_day_61_the_policy_is_suspended_and_its_holder_must_be_told(late: Collector, office: Alone):
    assert await office.pass_time(LAST_DAY) == 0
    assert await office.pass_time(DAY_61) == 1
    policy, renewal = await late.policy(), await late.renewal()
    assert (policy["status"], policy["suspended_on"]) == ("suspended", "2026-12-13")
    told = (renewal["status"], renewal["outcome"], renewal["loan_short_fen"])
    assert told == ("grace_over", "policy-lapsed", None)
    assert renewal["due_at"].startswith("2026-12-28")  # Sunday the 13th counts as Monday; ten working days more
    told = await late.post(f"/renewals/{renewal['case_no']}/lapse-notice", {"how": "letter"}, Role.CALLER)
    assert (told.json()["status"], told.json()["due_at"]) == ("lapse_notified", None)
    refused = await late.pay(renewal)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/illegal-transition")


async def test_on_the_last_day_of_grace_the_counter_takes_the_premium(late: Collector, office: Alone):
    office.time.set(LAST_DAY)
    renewal = await late.renewal()
    paid = (await late.pay(renewal)).json()
    assert (paid["status"], paid["paid_by"], paid["paid_on"]) == ("collected", "cash", "2026-12-12")
    assert await office.pass_time(DAY_61) == 0
    policy = await late.policy()
    assert (policy["status"], policy["paid_to_on"]) == ("in_force", "2027-10-13")


async def test_after_its_last_day_the_counter_takes_nothing_though_the_timer_is_late(late: Collector, office: Alone):
    office.time.set(DAY_61)
    refused = await late.pay(await late.renewal())
    assert (refused.status_code, refused.json()["rule"]) == (422, "within-grace")


async def test_the_counter_takes_the_whole_premium_once(late: Collector):
    renewal = await late.renewal()
    less = await late.pay(renewal, 359_999)
    assert (less.status_code, less.json()["rule"], less.json()["due_fen"]) == (422, "amount-due", 360_000)
    assert (await late.pay(renewal)).status_code == 200
    assert (await late.pay(renewal)).status_code == 409


async def test_one_receipt_pays_one_premium(collector: Collector):
    await collector.policies(2)
    await collector.run()
    first, second = await collector.renewals()
    assert (await collector.pay(first, reference="LS-9")).status_code == 200
    again = await collector.pay(second, reference="LS-9")
    assert (again.status_code, again.json()["rule"]) == (409, "reference-once")


async def test_a_debit_that_fails_in_grace_leaves_it_there_and_its_end_stands(late: Collector, office: Alone):
    await late.reconciled(await late.exported(), "可用余额不足")
    renewal = await late.renewal()
    assert (renewal["status"], renewal["reason"], renewal["attempt"]) == ("grace", "insufficient-funds", 1)
    assert await office.pass_time(DAY_61) == 1
    assert (await late.policy())["status"] == "suspended"


async def test_with_a_debit_at_the_bank_grace_ends_with_its_answer(late: Collector, office: Alone):
    office.time.set(LAST_DAY)
    batch = await late.exported()
    assert await office.pass_time(DAY_61) == 0
    await late.reconciled(batch, "成功")
    assert ((await late.policy())["status"], (await late.renewal())["status"]) == ("in_force", "collected")


async def test_reminders_are_counted_and_leave_grace_as_it_is(late: Collector):
    renewal = await late.renewal()
    for _ in range(2):
        answer = await late.post(f"/renewals/{renewal['case_no']}/reminders", {"how": "call"}, Role.CALLER)
    assert (answer.json()["reminders"], answer.json()["status"]) == (2, "grace")


@pytest.mark.parametrize("contract", [PolicySurrendered, PolicyEndedByClaim])
async def test_an_event_that_a_policy_ended_closes_its_renewal(late: Collector, office: Alone, contract: Any):
    await office.feed(event_like(contract, **ENDED))
    renewal = await late.renewal()
    assert (renewal["status"], renewal["outcome"]) == ("cancelled", "policy-not-in-force")
    assert await office.pass_time(DAY_61) == 0


async def test_two_years_after_its_suspension_a_policy_is_rescinded_by_two_persons(late: Collector, office: Alone):
    await office.pass_time(DAY_61)
    path = "/policies/BD251012-00000000/rescission"
    office.time.set(datetime(2028, 12, 13, 15, tzinfo=UTC))
    early = await late.post(f"{path}-proposal", None, Role.TELLER)
    assert (early.status_code, early.json()["rule"]) == (422, "suspended-two-years")
    assert await office.pass_time(datetime(2028, 12, 13, 16, tzinfo=UTC)) == 1
    policy = await late.policy()
    assert (policy["status"], policy["action"], policy["rescindable_on"]) == (
        "suspended", "end_reinstatement", "2028-12-14",
    )  # fmt: skip
    alone = await late.post(path, None, Role.REVIEWER, **{"If-Match": f'"{policy["version"]}"'})
    assert (alone.status_code, alone.json()["rule"]) == (422, "rescission-proposed")
    proposed = (await late.post(f"{path}-proposal", None, Role.TELLER)).json()
    done = await late.post(path, None, Role.REVIEWER, **{"If-Match": f'"{proposed["version"]}"'})
    assert (done.json()["status"], done.json()["outcome"]) == ("terminated", "rescinded")
