"""What has fallen due becomes a case: each instalment once, whoever looks and how often."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from services.policy_service.benefits import finding
from services.policy_service.benefits.finding import Finder
from services.policy_service.policies.models import Policy
from shared.auth import Actor, Role
from shared.cases import advance, get_case
from tests.policy_service.benefits.paying import Paying, refused
from tests.policy_service.conftest import MONDAY, PERSON


async def test_an_instalment_is_due_on_its_day_and_found_once(paying: Paying):
    policy_no = await paying.sold(effective_on="2023-10-13")
    assert await paying.opened() == 0
    await paying.office.pass_time(MONDAY + timedelta(days=1))
    assert await paying.opened("2026-10-13") == 1
    assert await paying.opened("2026-10-13") == 0
    (case,) = await paying.benefits()
    assert case["case_no"].startswith("SC261013-")
    assert (case["policy_no"], case["benefit"], case["due_on"]) == (policy_no, "survival", "2026-10-13")
    assert (case["amount_fen"], case["status"], case["product"], case["org"]) == (500_000, "due", "L1001", "350322")


async def test_two_runs_at_once_find_it_once(paying: Paying):
    for _ in range(3):
        await paying.sold(effective_on="2020-10-12")
    answers = [answer.json() for answer in await asyncio.gather(*(paying.run() for _ in range(3)))]
    assert sum(answer["opened"] for answer in answers) == 6
    assert [answer["failed"] for answer in answers] == [0, 0, 0]
    cases = await paying.benefits()
    assert len({(case["policy_no"], case["due_on"]) for case in cases}) == len(cases) == 6


async def test_a_run_that_was_broken_off_goes_on(paying: Paying, monkeypatch: pytest.MonkeyPatch):
    for _ in range(3):
        await paying.sold()
    open_one, calls = Finder._open, []

    async def breaks(finder: Finder, policy_no: str, run: Any) -> None:
        calls.append(policy_no)
        if len(calls) == 2:
            raise KeyboardInterrupt
        await open_one(finder, policy_no, run)

    with monkeypatch.context() as broken:
        broken.setattr(Finder, "_open", breaks)
        with pytest.raises(KeyboardInterrupt):
            await paying.office.app.state.benefits.find(MONDAY.date())
    assert len(await paying.benefits()) == 1
    assert await paying.opened() == 2


async def test_a_policy_at_fault_holds_up_no_other(paying: Paying, monkeypatch: pytest.MonkeyPatch):
    bad, good = await paying.sold(), await paying.sold()
    fall_due = finding._fall_due

    async def stumbles(session: Any, standing: Any, due: Any) -> None:
        await fall_due(session, standing, due)
        if standing.policy.case_no == bad:
            raise ValueError("a calendar that lacks the year, say")

    with monkeypatch.context() as broken:
        broken.setattr(finding, "_fall_due", stumbles)
        told = (await paying.run()).json()
    assert (told["opened"], told["failed"], told["is_finished"]) == (1, 1, True)
    assert [case["policy_no"] for case in await paying.benefits()] == [good]
    assert await paying.opened() == 1


async def test_what_was_missed_is_found_later_and_its_clock_ran_from_its_day(paying: Paying):
    await paying.sold(effective_on="2020-09-01")
    assert await paying.opened() == 2
    early, late = sorted(await paying.benefits(), key=lambda case: str(case["due_on"]))
    assert [early["due_on"], late["due_on"]] == ["2023-09-01", "2026-09-01"]
    sla = (await paying.office.get(f"/benefits/{late['case_no']}/sla")).json()["clocks"][0]["explanation"]
    assert (sla["id"], sla["breached"]) == ("benefit-payment", True)


async def test_the_term_is_over_and_the_policy_matures_with_all_that_was_due(paying: Paying):
    policy_no = await paying.sold(effective_on="2022-10-12", term_years=4)
    assert await paying.opened() == 2
    kinds = [(case["benefit"], case["due_on"]) for case in await paying.benefits()]
    assert sorted(kinds) == [("maturity", "2026-10-12"), ("survival", "2025-10-12")]
    policy = await paying.policy(policy_no)
    assert (policy["status"], policy["action"], policy["outcome"]) == ("terminated", "mature", "matured")
    assert await paying.opened() == 0


async def move_policy(paying: Paying, policy_no: str, action: str) -> None:
    async with paying.office.app.state.sessions.begin() as session:
        policy = await get_case(session, Policy, policy_no, Actor.system())
        policy.suspended_on = date(2026, 10, 1)
        await advance(session, policy, action, Actor.system())


async def test_a_suspended_policy_owes_nothing_until_it_is_reinstated(paying: Paying):
    policy_no = await paying.sold()
    await move_policy(paying, policy_no, "lapse")
    assert await paying.opened() == 0
    await move_policy(paying, policy_no, "reinstate")
    assert await paying.opened() == 1


async def test_what_was_due_by_a_surrender_is_owed_and_nothing_later(paying: Paying):
    today, tomorrow = await paying.sold(), await paying.sold(effective_on="2023-10-13")
    for policy_no in (today, tomorrow):
        await move_policy(paying, policy_no, "surrender")
    await paying.office.pass_time(MONDAY + timedelta(days=2))
    assert await paying.opened("2026-10-14") == 1
    (case,) = await paying.benefits()
    assert (case["policy_no"], case["due_on"]) == (today, "2026-10-12")


async def test_a_day_to_come_is_refused_and_so_is_another_branch(paying: Paying):
    refused(await paying.run("2026-10-13"), 422, "not-in-the-future", field="day")
    assert (await paying.run(org="350323")).status_code == 403
    await paying.sold()
    assert (await paying.run(org="35032201")).json()["opened"] == 0


OLD = {"born_on": "1960-10-12", "id_type": "passport", "id_number": PERSON["id_number"]}


async def test_the_year_of_an_annuity_ends_as_it_began_though_it_is_drawn_otherwise_now(paying: Paying):
    facts = {"product": "L1004", "effective_on": "2022-08-31", "pay_years": 3, "term_years": None}
    await paying.sold(OLD, **facts, sum_assured_fen=12_000_000)
    await paying.draw("monthly")
    assert await paying.opened("2025-09-30") == 2
    due = {case["due_on"]: case["amount_fen"] for case in await paying.benefits()}
    assert due == {"2025-08-31": 100_000, "2025-09-30": 100_000}
    await paying.draw("yearly")
    assert await paying.opened("2026-09-01") == 11
    amounts = [case["amount_fen"] for case in await paying.benefits()]
    assert sorted(amounts) == [100_000] * 12 + [1_200_000]
    await paying.draw("monthly")
    assert await paying.opened() == 0, "the year that was drawn at once is not drawn again by months"


async def test_the_plans_are_told_with_their_basis(paying: Paying):
    plans = (await paying.office.get("/benefit-plans", Role.TELLER)).json()
    assert {plan["product"] for plan in plans} == {"L1001", "L1004", "Y3001", "Y3002"}
    assert all(plan["basis"] and plan["mark"] and plan["zh"] for plan in plans)
