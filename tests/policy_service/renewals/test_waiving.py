"""A waiver that a claim granted: from its day on no premium is due, and the policy stays in force."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.contracts.claims import ClaimApproved
from shared.testing.alone import Alone, event_like
from tests.policy_service.renewals.collector import DUE_ON, Collector

POLICY_NO = "BD251012-00000000"


def granted(from_on: str, **facts: Any) -> Any:
    known = {"kind": "claim", "case_no": "LP261012-7CW4H9XD", "version": 9, "org": "350322", "status": "paid"}
    known |= {"action": "confirm", "at": "2026-10-12T02:00:00Z", "policy_no": POLICY_NO, "event_on": "2026-10-08"}
    return event_like(ClaimApproved, **known | {"ends_contract": False, "waives_from_on": from_on} | facts)


async def test_the_open_renewal_is_closed_and_each_premium_counts_as_paid_on_its_day(
    collector: Collector, office: Alone
):
    await collector.policies(1)
    await collector.run()  # due tomorrow, and opened
    await office.feed(granted(DUE_ON), granted("2026-01-01", version=10))
    renewal, policy = await collector.renewal(), await collector.policy()
    assert (renewal["status"], renewal["outcome"]) == ("cancelled", "waived")
    assert (policy["waived_from_on"], policy["paid_to_on"]) == (DUE_ON, DUE_ON)
    assert (await collector.run())["waived"] == 0
    assert (await collector.renewal())["status"] == "cancelled"  # and no other was opened
    for day, paid_to_on in (("2026-10-13", "2027-10-13"), ("2026-12-31", "2027-10-13")):
        office.time.set(datetime.fromisoformat(f"{day}T02:00:00Z"))
        run = await collector.run(day)
        assert (run["waived"], run["opened"]) == (int(day == DUE_ON), 0)
        policy = await collector.policy()
        assert (policy["status"], policy["paid_to_on"]) == ("in_force", paid_to_on)
    steps = (await office.get(f"/policies/{POLICY_NO}/history")).json()
    assert [each["type"].split(".")[2] for each in steps][-2:] == ["waived", "premium-waived"]


@pytest.mark.parametrize("facts", [{"status": "approved", "action": "approve"}, {"waives_from_on": None}])
async def test_not_before_it_is_granted(collector: Collector, office: Alone, facts: dict[str, Any]):
    await collector.policies(1)
    await office.feed(granted(DUE_ON, **facts))
    assert (await collector.policy())["waived_from_on"] is None


async def test_what_was_due_before_stays_due(collector: Collector, office: Alone):
    await collector.policies(1)
    await collector.run()
    await office.feed(granted("2026-10-14"))
    assert (await collector.renewal())["status"] != "cancelled"
    office.time.set(datetime(2026, 10, 14, 2, tzinfo=UTC))
    assert (await collector.run("2026-10-14"))["waived"] == 0
    assert (await collector.renewal())["status"] == "grace"
