"""A new policy is owed a call; its signed receipt says until when."""

from datetime import timedelta

import pytest

from shared.auth import Role
from shared.tables import case_events, inbox
from shared.testing.alone import Alone
from shared.testing.numbers import draw
from tests.callback.conftest import COMPLETED, POLICY_NO, acknowledged, call, cancelled, opened, voided
from tests.e2e.counter import until


async def only(centre: Alone) -> dict[str, object]:
    found = (await centre.get("/callbacks")).json()["items"]
    assert len(found) == 1
    return dict(found[0])


async def test_a_new_policy_is_owed_a_call_without_a_limit_yet(centre: Alone):
    await centre.feed(opened())
    task = await only(centre)
    assert (task["status"], task["project"], task["policy_no"]) == ("awaiting_receipt", "new-policy", POLICY_NO)
    assert (task["due_at"], task["call_by"], task["allowed"]) == (None, None, [])


async def test_a_policy_without_a_free_look_period_is_owed_no_call(centre: Alone):
    await centre.feed(opened(free_look_days=0))
    assert (await centre.get("/callbacks")).json()["items"] == []


async def test_the_signature_dates_it(centre: Alone):
    await centre.feed(opened(), acknowledged())
    task = await only(centre)
    assert (task["status"], task["call_by"], task["due_at"]) == ("due", "2026-10-27", "2026-10-27T16:00:00Z")


async def test_a_receipt_reported_late_dates_it_from_the_signature(centre: Alone):
    await centre.feed(opened(), acknowledged(at="2026-10-20T02:00:00+00:00"))
    assert (await only(centre))["due_at"] == "2026-10-27T16:00:00Z"


async def test_a_clause_of_its_own_days_has_its_own_due_time_and_says_so(centre: Alone):
    clause = {"free_look_days": 20, "free_look_starts": "signature"}
    await centre.feed(opened(**clause), acknowledged(free_look_ends_on="2026-10-31", **clause))
    task = await only(centre)
    assert (task["call_by"], task["due_at"]) == ("2026-10-31", "2026-10-31T16:00:00Z")
    clock = (await centre.get(f"/callbacks/{task['case_no']}/sla")).json()["clocks"][0]
    assert "19" in " ".join(clock["words"])


async def test_fed_twice_there_is_one_task_and_one_date(centre: Alone):
    for _ in range(2):
        await centre.feed(opened(), opened(), acknowledged(), acknowledged())
    types = [row.type for row in await centre.rows(case_events)]
    assert types == ["callback.callback.opened.v1", "callback.callback.dated.v1"]


async def test_a_receipt_before_its_policy_waits_for_it(centre: Alone):
    await centre.feed(acknowledged())
    assert await centre.rows(case_events) == []
    assert [row.done_at for row in await centre.rows(inbox) if row.reaction == "set_the_limit"] == [None]


async def test_tasks_are_listed_by_organisation_status_and_policy(centre: Alone):
    await centre.feed(opened(), acknowledged())
    centre.time.advance(timedelta(minutes=1))
    await centre.feed(opened(case_no="BD261012-00000002", org="350400"))

    async def listed(org: str = "35", **asked: str) -> list[str]:
        found = (await centre.get("/callbacks", Role.CALLER, org=org, **asked)).json()["items"]
        return [each["policy_no"][-1] for each in found]

    assert await listed() == ["1", "2"]
    assert await listed("3504") == ["2"]
    assert await listed(status="due") == ["1"]
    assert await listed(policy_no="BD261012-00000002") == ["2"]
    assert await listed(due_before="2026-10-28T00:01:00+08:00") == ["1"]
    assert await listed(due_before="2026-10-27T00:00:00+08:00") == []


async def test_a_policy_given_back_is_called_about_no_more(centre: Alone):
    await centre.feed(opened(), acknowledged(), cancelled(), cancelled())
    task = await only(centre)
    assert (task["status"], task["outcome"], task["due_at"], task["allowed"]) == ("dropped", "policy-ended", None, [])
    types = [row.type.split(".")[2] for row in await centre.rows(case_events)]
    assert types == ["opened", "dated", "dropped"]


async def test_who_was_called_before_stays_called(centre: Alone):
    await centre.feed(opened(), acknowledged())
    task = await only(centre)
    done = await call(centre, task["case_no"], COMPLETED)
    assert done.status_code == 200, done.text
    await centre.feed(cancelled())
    assert (await only(centre))["outcome"] == "completed"


@pytest.mark.parametrize("signed", [False, True])
async def test_a_voided_policy_is_called_about_no_more(centre: Alone, signed: bool):
    await centre.feed(opened(), *([acknowledged()] if signed else []), voided(), voided())
    task = await only(centre)
    assert (task["status"], task["outcome"], task["due_at"], task["allowed"]) == ("dropped", "policy-ended", None, [])


async def test_the_void_of_a_policy_that_was_owed_no_call_changes_nothing(centre: Alone):
    await centre.feed(opened(free_look_days=0), voided(free_look_days=0))
    assert (await centre.rows(inbox))[-1].done_at is not None
    assert await centre.rows(case_events) == []


async def test_a_call_whose_number_is_taken_is_owed_under_another_one(centre: Alone, monkeypatch: pytest.MonkeyPatch):
    draw(monkeypatch, 7, 7)
    await centre.feed(opened())
    await centre.feed(opened(case_no="BD261012-00000002"), acknowledged(case_no="BD261012-00000002"))
    assert len(await centre.rows(case_events)) == 1, "and the receipt waits behind its policy"

    async def both_done() -> bool:
        await centre.app.state.inbox.retry_due()
        return all(row.done_at is not None for row in await centre.rows(inbox))

    await until(both_done)
    tasks = (await centre.get("/callbacks")).json()["items"]
    assert {task["policy_no"][-1]: task["status"] for task in tasks} == {"1": "awaiting_receipt", "2": "due"}
    assert len(await centre.rows(case_events)) == 3
