"""From the issued application to its policy, its call-back and the board's numbers, through the real bus."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared import clock
from shared.auth import Role
from shared.calendar_data import calendar_for
from shared.cloudevents import topic
from shared.settings import SERVICES
from tests.e2e.counter import ORG, PERSON, Counter, counter_in, until


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    async with counter_in(tmp_path) as opened:
        yield opened


async def policy_of(counter: Counter, issued: dict[str, Any]) -> dict[str, Any]:
    async def found() -> Any:
        return (await counter.get("/policy/v1/policies", application_no=issued["case_no"]))["items"]

    policy: dict[str, Any] = (await until(found))[0]
    return policy


async def callback_of(counter: Counter, policy_no: str, status: str) -> dict[str, Any]:
    async def found() -> Any:
        return (await counter.get("/callback/v1/callbacks", policy_no=policy_no, status=status))["items"]

    callback: dict[str, Any] = (await until(found))[0]
    return callback


async def test_an_issued_application_opens_its_policy_with_its_people(counter: Counter):
    issued = await counter.issue()
    policy = await policy_of(counter, issued)
    assert (policy["case_no"], policy["premium_fen"]) == (issued["policy_no"], 360_000)
    headers = counter.token("S-caller", Role.CALLER, pii=True)
    people = (await counter.http.get(f"/policy/v1/policies/{policy['case_no']}/parties", headers=headers)).json()
    assert [(each["role"], each["name"]) for each in people["items"]] == [
        ("policyholder", PERSON["name"]),
        ("insured", PERSON["name"]),
    ]


async def test_the_signed_receipt_dates_the_callback_inside_the_free_look_period(counter: Counter):
    policy = await policy_of(counter, await counter.issue())
    waiting = await callback_of(counter, policy["case_no"], "awaiting_receipt")
    assert waiting["due_at"] is None
    today = calendar_for(ORG).date_of(clock.now()).isoformat()
    path = f"/policy/v1/policies/{policy['case_no']}"
    await counter.post(f"{path}/delivery", Role.TELLER, {"delivered_on": today})
    signed = await counter.post(f"{path}/receipt", Role.TELLER, {"signed_on": today})
    assert signed["free_look_ends_on"] == (date.fromisoformat(today) + timedelta(days=15)).isoformat()
    callback = await callback_of(counter, policy["case_no"], "due")
    assert (callback["case_no"], callback["call_by"]) == (waiting["case_no"], signed["free_look_ends_on"])
    assert callback["due_at"] is not None
    done = await counter.post(
        f"/callback/v1/callbacks/{callback['case_no']}/attempts", Role.CALLER, {"result": "completed"}
    )
    assert (done["status"], done["outcome"]) == ("completed", "completed")


async def test_no_personal_data_travel_on_any_topic(counter: Counter):
    policy = await policy_of(counter, await counter.issue())
    await callback_of(counter, policy["case_no"], "awaiting_receipt")
    secrets = [
        PERSON["name"],
        PERSON["id_number"],
        PERSON["address"],
        PERSON["account_no"],
        "13959512345",
        "1985-03-04",
    ]
    said = ""
    async for records in counter.app.state.bus.replay([topic(service) for service in SERVICES]):
        said += "".join(record.value.decode() for record in records)
    assert policy["case_no"] in said
    assert [secret for secret in secrets if str(secret) in said] == []
