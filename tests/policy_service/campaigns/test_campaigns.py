"""A campaign from its list of targets over the contacts to its last day."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.tables import case_events
from tests.policy_service.campaigns.desk import FORM, TELLER, CampaignDesk
from tests.policy_service.conftest import MONDAY


def refused(answer: httpx.Response, status: int, rule: str) -> dict[str, Any]:
    told = dict(answer.json())
    found = told.get("rule") or next((error["rule"] for error in told.get("errors", [])), None)
    assert (answer.status_code, found) == (status, rule), told
    return told


async def test_the_data_tell_the_targets_as_they_are_at_the_start(desk: CampaignDesk):
    monthly = [await desk.sell(1), await desk.sell(2)]
    await desk.sell(3, payment_mode="annual")
    await desk.sell(4, payment_mode="single")
    await desk.sell(6, pay_years=0)  # monthly, and all of it is paid
    number = await desk.started("payment-mode-change")
    await desk.sell(5)  # after the start
    assert set(await desk.targets(number)) == set(monthly)
    campaign = await desk.campaign(number)
    assert (campaign["status"], campaign["targets"]) == ("running", 2)


async def test_policies_without_an_account_are_the_targets_of_mandates(desk: CampaignDesk):
    await desk.sell(1)
    bare = await desk.sell(2, account=None)
    await desk.sell(3, account=None, payment_mode="single")  # nothing is due of it
    number = await desk.started("debit-mandate")
    assert set(await desk.targets(number)) == {bare}
    request = await desk.change_account(bare)
    target = (await desk.targets(number))[bare]
    assert (target["outcome"], target["signed_by"], target["contacts"]) == ("signed", request, 0)


async def test_a_request_confirmed_before_the_start_signs_nothing(desk: CampaignDesk):
    policy = await desk.sell(1)
    number = await desk.opened("account-refresh")
    await desk.give_list(number, f"policy_no\n{policy}\n")
    early = await desk.change_account(policy, told=False)
    desk.office.time.set(MONDAY + timedelta(hours=1))
    assert (await desk.post(f"/{number}/start")).status_code == 200
    await desk.office.feed(await desk.confirmed(early))
    assert (await desk.targets(number))[policy]["outcome"] == "open"


async def test_progress_has_numerator_and_denominator_by_salesperson_and_outlet(desk: CampaignDesk):
    policies = [await desk.sell(n, outlet=f"XY0{n % 3}") for n in range(1, 6)]
    number = await desk.opened("card-password")
    assert (await desk.give_list(number, "保单号*\n" + "\n".join(policies) + "\n")).status_code == 200
    assert (await desk.progress(number))["whole"]["signed_rate"] == 0
    assert (await desk.post(f"/{number}/start")).status_code == 200
    await desk.contact(number, policies[0], "later")
    await desk.contact(number, policies[0], "signed", reference="HK-0001")  # 1, 3 and 5 are A2's
    await desk.contact(number, policies[1], "unreachable")
    await desk.contact(number, policies[2], "refused", contacted_by="A2")
    told = await desk.progress(number)
    assert told["goal_percent"] == 50
    names = ("targets", "contacted", "signed", "refused", "unreachable", "later", "signed_rate")
    assert [told["whole"][name] for name in names] == [5, 3, 1, 1, 1, 0, 0.2]
    rows = {row["key"]: [row[name] for name in names] for row in told["items"]}
    assert rows == {"A2": [3, 2, 1, 1, 0, 0, 0.333333], "A1": [2, 1, 0, 0, 1, 0, 0.0]}
    outlets = {row["key"]: row["targets"] for row in (await desk.progress(number, "outlet"))["items"]}
    assert outlets == {"XY01": 2, "XY02": 2, "XY00": 1}
    assert set(await desk.targets(number, outcome="signed")) == {policies[0]}
    contacts = (await desk.office.get(f"/campaigns/{number}/targets/{policies[0]}/contacts")).json()
    assert [(each["outcome"], each["recorded_by"]) for each in contacts] == [
        ("later", "S-teller"),
        ("signed", "S-teller"),
    ]


async def test_each_day_is_tallied_and_the_last_one_ends_it(desk: CampaignDesk):
    policies = [await desk.sell(1, account=None), await desk.sell(2, account=None)]
    number = await desk.started("debit-mandate")
    await desk.change_account(policies[0])
    await desk.office.pass_time(MONDAY + timedelta(hours=15))  # one in the morning of the 13th
    await desk.office.pass_time(MONDAY + timedelta(days=5))
    campaign = await desk.campaign(number)
    assert (campaign["status"], campaign["outcome"], campaign["signed"]) == ("ended", "goal-reached", 1)
    types = [row.type.split(".")[2] for row in await desk.office.rows(case_events) if row.case_no == number]
    assert types[:3] == ["opened", "started", "tallied"]
    assert types[-1] == "ended"
    refused(await desk.contact(number, policies[1], "later"), 409, "campaign-running")


async def test_what_never_starts_is_cancelled_and_what_is_ended_by_hand_may_miss_its_goal(desk: CampaignDesk):
    await desk.sell(1)
    never, early = await desk.opened("payment-mode-change"), await desk.started("payment-mode-change")
    assert (await desk.post(f"/{early}/end")).json()["outcome"] == "goal-missed"
    await desk.office.pass_time(MONDAY + timedelta(days=5))
    assert (await desk.campaign(never))["status"] == "cancelled"


@pytest.mark.parametrize(
    ("content", "rule", "faults"),
    [
        ("policy_no\nBD261012-00000001\nBD261012-00000001\n", None, [(3, "policy-twice")]),
        ("policy_no\nBD261012-00000009\nno number\n", None, [(2, "policy-unknown"), (3, "policy-malformed")]),
        ("policy_no\nBD261012-00000009\nBD261012-00000001\n", None, [(2, "policy-unknown")]),
        ("name\nx\n", "heading-first", []),
        ("policy_no\n\n", "file-filled", []),
        (b"\xff\xfe\x00", "encoding-known", []),
        ("policy_no\n" + "\n".join(f"P{n}" for n in range(50_001)), "rows-bounded", []),
    ],
)
async def test_a_faulty_list_is_refused_whole(
    desk: CampaignDesk, content: str | bytes, rule: str | None, faults: list[tuple[int, str]]
):
    await desk.sell(1)
    number = await desk.opened("card-password")
    told = (await desk.give_list(number, content)).json()
    assert (told["status"], told.get("rule")) == (422, rule)
    assert [(fault["row"], fault["code"]) for fault in told.get("faults", [])] == faults
    refused(await desk.post(f"/{number}/start"), 422, "targets-found")


async def test_a_list_may_be_given_again_but_not_where_the_data_tell(desk: CampaignDesk):
    policies = [await desk.sell(1), await desk.sell(2)]
    number = await desk.opened("card-password")
    await desk.give_list(number, f"policy_no\n{policies[0]}\n{policies[1]}\n")
    again = (await desk.give_list(number, f"policy_no\n{policies[1]}\n".encode("gb18030"))).json()
    assert (again["targets"], set(await desk.targets(number))) == (1, {policies[1]})
    ruled = await desk.opened("payment-mode-change")
    refused(await desk.give_list(ruled, f"policy_no\n{policies[0]}\n"), 422, "type-is-listed")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"campaign_type": "raffle"}, "campaign-type"),
        ({"ends_on": "2026-10-11", "starts_on": "2026-10-11"}, "not-over"),
        ({"ends_on": "2026-10-11"}, "period-in-order"),
        ({"ends_on": "2027-12-31"}, "period-in-order"),
    ],
)
async def test_what_does_not_fit_is_refused(desk: CampaignDesk, changes: dict[str, Any], rule: str):
    refused(await desk.post("", FORM | {"campaign_type": "card-password"} | changes), 422, rule)


async def test_who_may_do_what(desk: CampaignDesk):
    await desk.sell(1)
    assert (await desk.post("", FORM | {"campaign_type": "card-password"}, TELLER)).status_code == 403
    assert (await desk.post("", FORM | {"campaign_type": "card-password", "org": "350100"})).status_code == 403
    later = await desk.opened("payment-mode-change", starts_on="2026-10-13")
    refused(await desk.post(f"/{later}/start"), 422, "begun")


async def test_signed_needs_what_its_type_is_signed_by(desk: CampaignDesk):
    policy, other = await desk.sell(1, account=None), await desk.sell(2, account=None)
    number = await desk.started("debit-mandate")
    refused(await desk.contact(number, policy, "signed"), 422, "signed-by")
    refused(await desk.contact(number, policy, "later", reference="X1"), 422, "signed-by")
    refused(await desk.contact(number, policy, "signed", reference="X1"), 422, "request-confirmed")
    elsewhere = await desk.change_account(other, told=False)
    refused(await desk.contact(number, policy, "signed", request_no=elsewhere), 422, "request-confirmed")
    mine = await desk.change_account(policy, told=False)
    assert (await desk.contact(number, policy, "signed", request_no=mine)).json()["signed_by"] == mine
    assert refused(await desk.contact(number, policy, "later"), 409, "not-signed")["signed_by"] == mine
    assert (await desk.contact(number, "BD261012-00000099", "later")).status_code == 404


async def test_of_two_starts_at_once_one_freezes_the_list(desk: CampaignDesk):
    await desk.sell(1)
    number = await desk.opened("payment-mode-change")
    answers = await asyncio.gather(*(desk.post(f"/{number}/start") for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert (await desk.campaign(number))["targets"] == 1


async def test_the_types_are_told(desk: CampaignDesk):
    types = (await desk.office.get("/campaign-types")).json()
    assert {row["code"]: row["listed"] for row in types}["drawing-mode-change"] is True
    assert all(row["zh"] and row["en"] and row["basis"] for row in types)
