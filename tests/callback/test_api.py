"""Calls over HTTP: what came of them, whom to call, and what is refused."""

from typing import Any

import pytest

from services.callback.callbacks.call_results import RESULTS, CallResult, Follows
from shared.auth import Role
from shared.tables import case_events, pii_reads
from shared.testing.alone import Alone
from tests.callback import conftest
from tests.callback.conftest import COMPLETED, PARTIES, PERSON, acknowledged, opened


@pytest.fixture
async def due(centre: Alone) -> Alone:
    await centre.feed(opened(), acknowledged())
    return centre


@pytest.fixture
async def calling(due: Alone) -> Alone:
    """The case is held by the caller."""
    held = await due.post(await path(due, "/hold"), Role.CALLER, None)
    assert held.status_code == 200, held.text
    return due


async def path(centre: Alone, what: str = "") -> str:
    task = (await centre.get("/callbacks")).json()["items"][0]
    return f"/callbacks/{task['case_no']}{what}"


async def call(centre: Alone, result: str) -> dict[str, Any]:
    more = {"dialect": {"language": "puxian"}, "appointment": {"call_at": "2026-10-13T10:00:00+08:00"}}
    body = COMPLETED if result == "completed" else {"result": result, **more.get(result, {})}
    answer = await conftest.call(centre, (await path(centre)).split("/")[2], body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_calls_that_come_to_nothing_keep_the_task_due_until_one_succeeds(due: Alone):
    for result in ("no-answer", "busy"):
        assert (await call(due, result))["status"] == "due"
    done = await call(due, "completed")
    assert (done["status"], done["outcome"], done["due_at"], done["handler"]) == (
        "completed",
        "completed",
        None,
        "S-caller",
    )
    assert [(each["attempt"], each["result"]) for each in done["attempts"]] == [
        (1, "no-answer"),
        (2, "busy"),
        (3, "completed"),
    ]
    assert [row.type.split(".")[2] for row in await due.rows(case_events)] == [
        "opened",
        "dated",
        "attempted",
        "attempted",
        "completed",
    ]


@pytest.mark.parametrize("result", [result for result in CallResult if result is not CallResult.COMPLETED])
async def test_each_result_has_its_row_and_what_it_says_follows(due: Alone, result: CallResult):
    told = await call(due, result)
    where = {Follows.AGAIN: "due", Follows.PROBLEM: "problem"}
    follows = where.get(RESULTS[result].follows, "branch_round")  # there is no dialect desk
    assert (told["status"], told["attempts"][0]["result"]) == (follows, result)
    assert told["problems"] == ([result] if follows == "problem" else [])


async def test_nobody_calls_before_the_receipt(centre: Alone):
    await centre.feed(opened())
    answer = await centre.post(await path(centre, "/attempts"), Role.CALLER, COMPLETED)
    assert (answer.status_code, answer.json()["allowed"]) == (409, [])


@pytest.mark.parametrize(
    ("role", "org", "headers", "body", "status"),
    [
        (Role.TELLER, "350322", {}, COMPLETED, 403),
        (Role.CALLER, "350323", {}, COMPLETED, 403),
        (Role.CALLER, "350322", {"If-Match": '"1"'}, COMPLETED, 412),
        (Role.CALLER, "350322", {}, {"result": "fine"}, 422),
        (Role.CALLER, "350322", {}, COMPLETED | {"note": "欧阳建国"}, 422),
    ],
    ids=["wrong role", "another branch", "stale", "unknown result", "unknown field"],
)
async def test_refused_attempts_change_nothing(
    due: Alone, role: Role, org: str, headers: dict[str, str], body: Any, status: int
):
    answer = await conftest.call(due, (await path(due)).split("/")[2], body, role, org, **headers)
    assert answer.status_code == status, answer.text
    assert len(await due.rows(case_events)) == 2


async def test_whom_to_call_is_shown_unmasked_only_with_the_right_and_the_read_recorded(calling: Alone):
    where = await path(calling, "/contact")
    masked = (await calling.get(where, Role.CALLER)).json()
    assert (masked["masked"], masked["name"], masked["phones"]) == (True, "欧***", {"office_phone": "139****2345"})
    assert await calling.rows(pii_reads) == []
    seen = (await calling.get(where, Role.CALLER, pii=True)).json()
    assert (seen["name"], seen["phones"]) == (PERSON["name"], PERSON["phones"])
    assert not {"address", "account_no", "id_number"} & set(seen)
    read = (await calling.rows(pii_reads))[0]
    assert (read.actor, read.subject, read.purpose) == ("S-caller", where.split("/")[2], "callback")
    assert "phones" in read.fields


@pytest.mark.parametrize(
    ("role", "org", "status"), [(Role.TELLER, "350322", 403), (Role.CALLER, "350323", 403)], ids=["role", "branch"]
)
async def test_whom_to_call_is_not_for_everybody(calling: Alone, role: Role, org: str, status: int):
    assert (await calling.get(await path(calling, "/contact"), role, org=org, pii=True)).status_code == status


async def test_while_policy_service_is_down_the_caller_is_told_to_come_again(
    calling: Alone, policy_service: dict[str, Any]
):
    del policy_service[PARTIES]
    answer = await calling.get(await path(calling, "/contact"), Role.CALLER, pii=True)
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
    assert await calling.rows(pii_reads) == []


@pytest.mark.parametrize(
    ("answer", "status", "slug"),
    [
        (404, 404, "not-found"),
        ({"masked": False, "items": []}, 404, "not-found"),
        (401, 500, "internal-error"),
        (422, 500, "internal-error"),
        (500, 503, "unavailable"),
    ],
)
async def test_what_policy_service_refuses_is_no_outage(
    calling: Alone, policy_service: dict[str, Any], answer: Any, status: int, slug: str
):
    policy_service[PARTIES] = answer
    refused = await calling.get(await path(calling, "/contact"), Role.CALLER, pii=True)
    assert (refused.status_code, refused.json()["type"]) == (status, f"/problems/{slug}")
    assert await calling.rows(pii_reads) == []


async def test_callback_keeps_nobodys_name_or_number(calling: Alone):
    await calling.get(await path(calling, "/contact"), Role.CALLER, pii=True)
    await call(calling, "completed")
    stored = b"".join(file.read_bytes() for file in calling.settings.data.glob("callback*"))
    assert b"BD261012-00000001" in stored
    for secret in (PERSON["name"], PERSON["id_number"], "13959512345"):
        assert secret.encode() not in stored, secret
