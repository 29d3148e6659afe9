"""From the issued application to its policy, its call-back and the board's numbers, through the real bus."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from shared import clock
from shared.auth import Role
from shared.calendar_data import calendar_for
from shared.cloudevents import topic
from shared.settings import SERVICES
from shared.tables import pii_reads
from tests.e2e.counter import ORG, PERSON, Counter, counter_in, until
from tests.intake.bank.sales import SALE


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


async def sign_today(counter: Counter, policy_no: str) -> dict[str, Any]:
    today = calendar_for(ORG).date_of(clock.now()).isoformat()
    await counter.post(f"/policy/v1/policies/{policy_no}/delivery", Role.TELLER, {"delivered_on": today})
    signed: dict[str, Any] = await counter.post(
        f"/policy/v1/policies/{policy_no}/receipt", Role.TELLER, {"signed_on": today}
    )
    return signed


async def answer_online(counter: Counter, callback: dict[str, Any]) -> dict[str, Any]:
    """At any hour, unlike a call."""
    told = {"verified_by": "face", "answers": dict.fromkeys(callback["questions"], "yes")}
    return await counter.post(f"/callback/v1/callbacks/{callback['case_no']}/electronic-answers", Role.INTEGRATOR, told)


async def whom_to_visit(counter: Counter, callback: dict[str, Any]) -> Any:
    """At any hour, too: whom to ring is for who holds the call, from nine to nine."""
    where = f"/callback/v1/callbacks/{callback['case_no']}"
    await counter.post(f"{where}/visit-orders", Role.BRANCH_MANAGER)
    return await counter.http.get(f"{where}/contact", headers=counter.token("S-caller", Role.CALLER, pii=True))


async def pii_reads_of(counter: Counter, service: str) -> list[tuple[str, str]]:
    async with counter.app.state.services[service].state.sessions() as session:
        return [(row.actor, row.purpose) for row in await session.execute(select(pii_reads))]


async def both_read(counter: Counter) -> list[tuple[str, str]] | None:
    """Claims looks up a policy's people on its own, in its own time."""
    reads = sorted(await pii_reads_of(counter, "policy_service"))
    return reads if len(reads) > 1 else None


async def said_by_all(counter: Counter, at_last: str) -> str | None:
    """Everything on every topic, once the event awaited is there too."""
    said = ""
    async for records in counter.app.state.bus.replay([topic(service) for service in SERVICES]):
        said += "".join(f"{record.key} {record.value.decode()}" for record in records)
    return said if at_last in said else None


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
    signed = await sign_today(counter, policy["case_no"])
    last_day = date.fromisoformat(signed["signed_on"]) + timedelta(days=15)
    assert signed["free_look_ends_on"] == last_day.isoformat()
    callback = await callback_of(counter, policy["case_no"], "due")
    assert (callback["case_no"], callback["call_by"]) == (waiting["case_no"], signed["free_look_ends_on"])
    midnight = calendar_for(ORG).end_of_day(last_day)
    assert datetime.fromisoformat(callback["due_at"]) == midnight
    assert callback["questions"][-1] == "knows-benefits-uncertain", "a participating product"
    done = await answer_online(counter, callback)
    assert (done["status"], done["outcome"]) == ("completed", "completed")


async def test_the_caller_learns_whom_to_call_and_both_services_note_it(counter: Counter):
    policy = await policy_of(counter, await counter.issue())
    await callback_of(counter, policy["case_no"], "awaiting_receipt")
    await sign_today(counter, policy["case_no"])
    answer = await whom_to_visit(counter, await callback_of(counter, policy["case_no"], "due"))
    assert (answer.status_code, answer.json()["phones"]) == (200, PERSON["phones"])
    assert await pii_reads_of(counter, "intake") == [("service:policy_service", "open-policy")]
    assert await until(lambda: both_read(counter)) == [("service:callback", "callback"), ("service:claims", "cover")]
    assert await pii_reads_of(counter, "callback") == [("S-caller", "callback")]


async def test_no_personal_data_travel_on_any_topic(counter: Counter):
    policy = await policy_of(counter, await counter.issue())
    await callback_of(counter, policy["case_no"], "awaiting_receipt")
    await sign_today(counter, policy["case_no"])
    callback = await callback_of(counter, policy["case_no"], "due")
    await answer_online(counter, callback)
    said = await until(lambda: said_by_all(counter, "callback.callback.completed.v1"))
    secrets = [PERSON[name] for name in ("name", "id_number", "address", "account_no", "born_on")]
    assert [secret for secret in (*secrets, "13959512345", "欧阳") if secret in said] == []
    assert [service for service in ("intake", "policy_service", "callback") if f"guimian.{service}." not in said] == []


async def sell(counter: Counter, transaction_no: str) -> dict[str, Any]:
    """A bank's sale, collected: issued at once."""
    system = counter.token("bank:psbc", Role.INTEGRATOR)
    sale = SALE | {"transaction_no": transaction_no}
    case = await counter.post("/intake/v1/bank-applications", Role.INTEGRATOR, sale, **system)
    receipts = f"/intake/v1/bank-applications/{case['case_no']}/receipts"
    key = system | {"Idempotency-Key": f"collected-{transaction_no}"}
    issued: dict[str, Any] = await counter.post(receipts, Role.INTEGRATOR, {"amount_fen": case["premium_fen"]}, **key)
    return issued


async def test_a_banks_sale_opens_its_policy_and_its_callback_is_dated_by_the_receipt(counter: Counter):
    issued = await sell(counter, "20261012000001")
    policy = await policy_of(counter, issued)
    assert (policy["case_no"], policy["channel"], policy["line"]) == (
        issued["policy_no"],
        "bank",
        "individual_long_term",
    )
    await callback_of(counter, policy["case_no"], "awaiting_receipt")
    signed = await sign_today(counter, policy["case_no"])
    callback = await callback_of(counter, policy["case_no"], "due")
    assert (callback["call_by"], callback["channel"]) == (signed["free_look_ends_on"], "bank")
    contact = await whom_to_visit(counter, callback)
    assert contact.json()["phones"] == PERSON["phones"]  # the mobile, where the bank's form had it


async def test_a_banks_sale_voided_the_same_day_ends_its_policy_and_its_callback(counter: Counter):
    issued = await sell(counter, "20261012000002")
    policy = await policy_of(counter, issued)
    await callback_of(counter, policy["case_no"], "awaiting_receipt")
    path = f"/intake/v1/bank-applications/{issued['case_no']}/void"
    system = counter.token("bank:psbc", Role.INTEGRATOR)
    voided = await counter.post(path, Role.INTEGRATOR, {"reason": "customer-request"}, **system)
    assert voided["refund_due_fen"] == issued["premium_collected_fen"]
    callback = await callback_of(counter, policy["case_no"], "dropped")
    assert callback["outcome"] == "policy-ended"
    ended = await counter.get(f"/policy/v1/policies/{policy['case_no']}")
    assert (ended["status"], ended["allowed"]) == ("voided", [])
