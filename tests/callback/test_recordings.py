"""Recordings are kept for their years from the policy's end, longer while something is open, and deleted on record."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from shared.auth import Role
from shared.contracts.policy_service import PolicyCancelled
from shared.testing.alone import Alone
from tests.callback.causes import SURRENDERED, of_policy
from tests.callback.conftest import COMPLETED, POLICY_NO, acknowledged, call, opened
from tests.callback.filing import PROVINCE

REF = "R-20261012-0042"


async def called(centre: Alone, answers: Any = COMPLETED, **facts: Any) -> None:
    """Called on 12 October 2026, with a recording."""
    await centre.feed(opened(**facts), acknowledged(**facts))
    (task,) = (await centre.get("/callbacks")).json()["items"]
    done = await call(centre, task["case_no"], answers | {"recording": REF})
    assert done.status_code == 200, done.text


async def only(centre: Alone, path: str = "/recordings", **asked: str) -> dict[str, Any]:
    (recording,) = (await centre.get(path, **asked)).json()["items"]
    return dict(recording)


async def expired(centre: Alone) -> int:
    return len((await centre.get("/recordings/expired")).json()["items"])


async def delete(centre: Alone, name: str = REF, role: Role = Role.INTEGRATOR) -> httpx.Response:
    return await centre.post(f"/recordings/{name}/deletion", role, None, org=PROVINCE)


def on(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 4, 0, tzinfo=UTC)


async def test_while_the_policy_runs_it_is_kept_without_end(centre: Alone):
    await called(centre)
    kept = await only(centre, policy_no=POLICY_NO)
    assert (kept["recording"], kept["attempt"], kept["rule"], kept["keep_until"]) == (REF, 1, "term-over-a-year", None)
    assert kept["deletable"] is False
    refused = await delete(centre)
    assert (refused.status_code, refused.json()["rule"], refused.json()["keep_until"]) == (409, "to-be-kept", None)


@pytest.mark.parametrize(
    ("term", "rule", "until"),
    [(20, "term-over-a-year", 2036), (None, "term-over-a-year", 2036), (1, "term-up-to-a-year", 2031)],
)
async def test_it_is_kept_to_the_last_day_of_its_years_from_the_policys_end(
    centre: Alone, term: int | None, rule: str, until: int
):
    await called(centre, term_years=term)
    await centre.feed(of_policy(PolicyCancelled, 5, "terminated", term_years=term))
    kept = await only(centre)
    assert (kept["rule"], kept["keep_until"]) == (rule, f"{until}-10-12")
    centre.time.set(on(until, 10, 12))
    assert (await expired(centre), (await delete(centre)).json()["rule"]) == (0, "to-be-kept")
    centre.time.set(on(until, 10, 13))
    assert (await only(centre, "/recordings/expired"))["deletable"] is True
    (deleted,) = (await delete(centre)).json()
    assert (deleted["deleted_by"], deleted["deletable"]) == ("S-integrator", False)
    assert (await expired(centre), (await delete(centre)).json()["rule"]) == (0, "deleted")


async def test_what_is_open_of_the_call_or_its_policy_holds_it(centre: Alone):
    answers = {"result": "completed", "answers": COMPLETED["answers"] | {"knows-surrender-loss": "no"}}
    await called(centre, answers, term_years=1)
    assert (await only(centre))["held_by"] == ["problem_case"]
    told = {"policy_no": POLICY_NO, "channel": "counter", "reason": "attitude", "complainant": "policyholder"}
    made = await centre.post("/complaints", Role.TELLER, told | {"told": "-", "received_on": "2026-10-12"})
    assert made.status_code == 201, made.text
    await centre.feed(of_policy(PolicyCancelled, 5, "terminated", term_years=1))
    centre.time.set(on(2031, 10, 13))
    assert (await only(centre))["held_by"] == ["complaint"], "the problem ended with the policy"
    assert await expired(centre) == 0
    refused = await delete(centre)
    assert (refused.status_code, refused.json()["rule"], refused.json()["held_by"]) == (409, "held", ["complaint"])


async def test_what_was_open_holds_it_no_longer_once_it_is_over(centre: Alone):
    await called(centre)
    told = {"policy_no": POLICY_NO, "channel": "counter", "reason": "attitude", "complainant": "policyholder"}
    made = await centre.post("/complaints", Role.TELLER, told | {"told": "-", "received_on": "2026-10-12"})
    assert (await only(centre))["held_by"] == ["complaint"]
    await centre.post(f"/complaints/{made.json()['case_no']}/withdrawal", Role.TELLER, None)
    assert (await only(centre))["held_by"] == []


async def test_the_call_itself_holds_it_while_it_is_open(centre: Alone):
    await called(centre, {"result": "no-answer"})
    assert (await only(centre))["held_by"] == ["callback"]


async def test_a_later_event_of_an_ended_policy_moves_no_end(centre: Alone):
    await called(centre)
    await centre.feed(SURRENDERED)
    later = on(2027, 1, 5).isoformat()
    await centre.feed(of_policy(PolicyCancelled, 6, "terminated", at=later))
    assert (await only(centre))["keep_until"] == "2036-10-12"


async def test_one_recording_of_two_attempts_is_deleted_with_both(centre: Alone):
    await called(centre, {"result": "no-answer"})
    (task,) = (await centre.get("/callbacks")).json()["items"]
    await call(centre, task["case_no"], COMPLETED | {"recording": REF})
    assert len((await centre.get("/recordings", case_no=task["case_no"])).json()["items"]) == 2
    await centre.feed(of_policy(PolicyCancelled, 5, "terminated"))
    centre.time.set(on(2036, 10, 13))
    assert len((await delete(centre)).json()) == 2


async def test_the_years_are_a_table_and_deleting_is_for_who_keeps_them(centre: Alone):
    await called(centre)
    rows = (await centre.get("/recording-retention")).json()
    assert {row["code"]: (row["years"], row["mark"]) for row in rows} == {
        "term-over-a-year": (10, "M"),
        "term-up-to-a-year": (5, "V2"),
    }
    assert (await delete(centre, role=Role.CALLER)).status_code == 403
    assert (await delete(centre, "R-0")).status_code == 404
    assert (await centre.get("/recordings", org="350400")).json()["items"] == []
