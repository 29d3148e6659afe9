"""Runs: which premiums they find, once, wherever they are broken off."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.policy_service.clauses.renewal_terms import TERMS, grace_ends_on, rescindable_on
from services.policy_service.collection import finding
from services.policy_service.collection.payment import close_for_policy
from shared.auth import Role
from shared.testing.alone import Alone
from tests.policy_service.renewals.collector import DUE_ON, Collector, Killed, killed_at_commit
from tests.policy_service.requests.desk import policy_given_back


async def test_a_premium_that_falls_due_is_opened_once_and_told_of(collector: Collector):
    [policy_no] = await collector.policies(1)
    run = await collector.run()
    assert {name: run[name] for name in ("opened", "noticed", "in_grace", "cancelled")} == {
        "opened": 1, "noticed": 1, "in_grace": 0, "cancelled": 0,
    }  # fmt: skip
    again = await collector.run()
    assert (again["opened"], again["noticed"]) == (1, 1)
    renewal = await collector.renewal()
    told = ("policy_no", "due_on", "grace_ends_on", "premium_fen", "premium_year", "status", "mandated")
    assert [renewal[name] for name in told] == [policy_no, DUE_ON, "2026-12-12", 360_000, 2, "noticed", True]


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"effective_on": "2025-11-11"}, "due"),  # due in 30 days, told of in 15
        ({"effective_on": "2025-11-12"}, None),
        ({"effective_on": "2025-10-27"}, "noticed"),
        ({"effective_on": "2025-10-28"}, "due"),
        ({"payment_mode": "single"}, None),
        ({"pay_years": 1}, None),
        ({"effective_on": "2026-09-30", "payment_mode": "monthly", "pay_years": 1}, "due"),
    ],
)
async def test_premiums_are_opened_thirty_days_ahead_as_long_as_any_is_due(
    collector: Collector, facts: dict[str, Any], status: str | None
):
    await collector.policies(1, **facts)
    await collector.run()
    assert [each["status"] for each in await collector.renewals()] == ([status] if status else [])


async def test_a_run_lies_not_in_the_future_and_is_the_operators(collector: Collector):
    early = await collector.ask("2026-10-13")
    assert (early.status_code, early.json()["rule"]) == (422, "not-in-the-future")
    assert (await collector.post("/renewal-runs", {"day": "2026-10-12"}, Role.TELLER)).status_code == 403


async def test_the_scheduler_asks_for_todays_run_once(collector: Collector, office: Alone):
    await collector.policies(1)
    done = [await office.app.state.renewals.catch_up() for _ in range(2)]
    await office.app.state.renewals.ask_for_today()
    await office.app.state.renewals.work()
    assert done == [1, 0]
    [run] = (await office.get("/renewal-runs")).json()["items"]
    assert (run["day"], run["asked_by"], run["opened"]) == ("2026-10-12", "system", 1)


async def test_a_run_killed_anywhere_and_taken_up_again_ends_as_one_that_was_not(
    collector: Collector, office: Alone, monkeypatch: pytest.MonkeyPatch
):
    """Chunks of two make a run over five policies nine transactions; it is let get one further each time."""
    monkeypatch.setattr(finding, "CHUNK", 2)
    await collector.policies(5)
    assert (await collector.ask("2026-10-12")).status_code == 202
    deaths = 0
    for number in range(20):
        try:
            with killed_at_commit(office, number):
                await office.app.state.renewals.work()
            break
        except Killed:
            deaths += 1
    assert deaths >= 4
    [run] = (await office.get("/renewal-runs")).json()["items"]
    assert (run["opened"], run["noticed"], run["finished_at"] is not None) == (5, 5, True)
    assert [(each[2], each[3]) for each in await collector.ends()] == [("noticed", 2)] * 5
    events = [row for row in await office.rows() if row.kind == "renewal"]
    assert len(events) == len({(row.case_no, row.version) for row in events}) == 10


async def test_whose_policy_ended_owes_nothing_more(collector: Collector, office: Alone):
    await collector.policies(1, free_look_days=15)
    await collector.run()
    await policy_given_back(office, "BD251012-00000000")
    assert (await collector.run())["cancelled"] == 1
    renewal = await collector.renewal()
    assert (renewal["status"], renewal["outcome"]) == ("cancelled", "policy-not-in-force")


async def test_a_premium_that_comes_to_be_due_after_all_is_opened_anew(collector: Collector, office: Alone):
    await collector.policies(1)
    await collector.run()
    async with office.app.state.sessions.begin() as session:
        await close_for_policy(session, "BD251012-00000000")
    await collector.run()
    assert sorted(each["status"] for each in await collector.renewals()) == ["cancelled", "noticed"]


async def test_an_unpaid_premium_enters_grace_the_day_after_it_was_due(collector: Collector, office: Alone):
    await collector.policies(1)
    await collector.run()
    office.time.set(datetime(2026, 10, 13, 2, tzinfo=UTC))
    assert (await collector.run("2026-10-13"))["in_grace"] == 0
    office.time.set(datetime(2026, 10, 14, 2, tzinfo=UTC))
    assert (await collector.run("2026-10-14"))["in_grace"] == 1
    assert (await collector.renewal())["status"] == "grace"


@pytest.mark.parametrize(
    ("due_on", "ends_on"),
    [
        (date(2026, 10, 13), date(2026, 12, 12)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2027, 1, 1), date(2027, 3, 2)),
    ],
)
def test_grace_is_sixty_days_after_the_due_day(due_on: date, ends_on: date):
    assert grace_ends_on(due_on) == ends_on


def test_a_policy_may_be_rescinded_two_years_after_its_suspension():
    assert rescindable_on(date(2028, 2, 29)) == date(2030, 3, 1)


def test_every_rule_on_renewals_has_its_basis():
    assert all(term.basis and term.value > 0 for term in TERMS.values())
