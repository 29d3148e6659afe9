"""First premium and issue (首期收费, 出单): booked once and in full; the issued application is announced whole."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from shared import calendar_data
from shared.auth import Role
from shared.clock import SimulatedClock
from shared.contracts.intake import ApplicationIssued
from shared.settings import Settings
from shared.tables import idempotency_keys
from tests.intake.counter import ORG, Counter, counter_in, refused

ELSEWHERE = """
[[calendar]]
name = "overseas"
org = "350322"
effective_from = 2010-01-01
time_zone = "America/New_York"
hours = ["08:30-17:00"]
source = "made up for this test"
"""
RECEIPT = {"amount_fen": 360_000, "method": "cash"}


async def test_money_needs_an_idempotency_key(counter: Counter):
    case = await counter.decided()
    async with counter.nothing_written():
        debit = {"result": "success", "amount_fen": 360_000}
        answer = await counter.post(f"/{case['case_no']}/debits", Role.CASHIER, debit)
        refused(answer, 400, "idempotency-key-missing")
        answer = await counter.post(f"/{case['case_no']}/receipts", Role.CASHIER, RECEIPT)
        refused(answer, 400, "idempotency-key-missing")


async def test_the_same_debit_sent_twice_is_booked_once(counter: Counter):
    case = await counter.decided()
    first = await counter.debit(case, "insufficient-funds", "D-1")
    async with counter.nothing_written():
        again = await counter.debit(case, "insufficient-funds", "D-1")
    assert (again.status_code, again.json()) == (200, first.json())
    assert (again.headers["idempotency-replayed"], again.headers["etag"]) == ("true", first.headers["etag"])
    assert len((await counter.case(case))["debits"]) == 1


async def test_a_key_with_another_body_is_refused(counter: Counter):
    case = await counter.decided()
    await counter.debit(case, "insufficient-funds", "D-1")
    async with counter.nothing_written():
        refused(await counter.debit(case, "success", "D-1"), 422, "idempotency-key-reused")
        answer = await counter.post(f"/{case['case_no']}/receipts", Role.CASHIER, RECEIPT, **{"Idempotency-Key": "D-1"})
        refused(answer, 422, "idempotency-key-reused")


async def test_a_refused_payment_uses_up_no_key(counter: Counter):
    case = await counter.decided()
    refused(await counter.debit(case, "success", "D-1", amount_fen=1), 422, "rule-broken")
    assert await counter.rows(idempotency_keys) == 0
    assert (await counter.debit(case, "success", "D-1")).json()["status"] == "paid"


async def test_debits_are_tried_until_one_succeeds(counter: Counter):
    case = await counter.decided()
    for number, result in enumerate(("insufficient-funds", "account-dormant", "success"), start=1):
        case = (await counter.debit(case, result, f"D-{number}")).json()
        assert case["status"] == ("paid" if result == "success" else "awaiting_premium")
    tried = [(debit["attempt"], debit["result"], debit["amount_fen"]) for debit in case["debits"]]
    assert tried == [(1, "insufficient-funds", 360_000), (2, "account-dormant", 360_000), (3, "success", 360_000)]
    assert (case["premium_collected_fen"], case["premium_came_by"], case["waiting"]) == (360_000, "debit", None)
    async with counter.nothing_written():
        refused(await counter.debit(case, "success", "D-4"), 409, "illegal-transition")


@pytest.mark.parametrize("amount_fen", [359_999, 360_001, 0])
async def test_a_debit_is_the_premium_in_full(counter: Counter, amount_fen: int):
    case = await counter.decided()
    async with counter.nothing_written():
        answer = await counter.debit(case, "success", "D-1", amount_fen=amount_fen)
        refused(answer, 422, "rule-broken", field="amount_fen", rule="debit-is-premium", due_fen=360_000)


@pytest.mark.parametrize("method", ["cash", "transfer"])
async def test_premium_at_the_counter_is_taken_in_full_only(counter: Counter, method: str):
    case = await counter.decided(payment_method="cash")
    path, key = f"/{case['case_no']}/receipts", {"Idempotency-Key": "R-1"}
    async with counter.nothing_written():
        answer = await counter.post(path, Role.CASHIER, RECEIPT | {"amount_fen": 100_000}, **key)
        refused(answer, 422, "rule-broken", rule="premium-in-full", field="amount_fen")
    case = (await counter.post(path, Role.CASHIER, RECEIPT | {"method": method, "reference": "ICBC1"}, **key)).json()
    assert (case["status"], case["premium_collected_fen"], case["debits"]) == ("paid", 360_000, [])
    assert case["premium_came_by"] == method


async def test_a_rated_premium_is_what_is_due(counter: Counter):
    case = await counter.referred()
    rated = {"outcome": "approve", "code": "rated", "premium_fen": 420_000}
    case = (await counter.underwrite(case, "decision", rated, **{"If-Match": f'"{case["version"]}"'})).json()
    refused(await counter.debit(case, "success", "D-1", amount_fen=360_000), 422, "rule-broken", due_fen=420_000)
    assert (await counter.debit(case, "success", "D-2", amount_fen=420_000)).json()["status"] == "paid"


async def test_the_attempts_are_bounded(counter: Counter):
    case = await counter.decided()
    for number in range(50):
        case = (await counter.debit(case, "other", f"D-{number}")).json()
    async with counter.nothing_written():
        refused(await counter.debit(case, "other", "D-50"), 422, "rule-broken", rule="debits-bounded")


async def test_an_issued_application_is_announced_whole(counter: Counter):
    case = await counter.paid()
    case = await counter.step(case, "issue", Role.TELLER)
    issued = (await counter.events(case))[-1]
    event = ApplicationIssued.model_validate_json(issued.data)
    facts: dict[str, Any] = {"kind": "application", "case_no": case["case_no"], "version": case["version"]}
    facts |= {"status": "issued", "outcome": "issued", "org": ORG, "channel": "agent", "salesperson": "A10023"}
    facts |= {"line": "individual_long_term", "product": "L1001", "policy_no": case["policy_no"]}
    facts |= {"premium_fen": 360_000, "premium_collected_fen": 360_000, "sum_assured_fen": 10_000_000}
    facts |= {"payment_method": "transfer", "payment_mode": "annual", "pay_years": 10, "term_years": 20}
    facts |= {"free_look_days": 15, "free_look_starts": "day_after", "underwriting": "auto", "decision": "standard"}
    facts |= {"action": "issue", "by": "S-teller", "waiting": None, "due_at": None, "dun_count": 0}
    told = orjson.loads(issued.data)
    assert {name: told[name] for name in facts} == facts
    assert {told[name] for name in ("accepted_at", "issued_at", "opened_at", "closed_at", "at")} == {
        "2026-10-12T01:00:00Z"
    }
    assert told["effective_on"] == "2026-10-13", "cover begins at midnight after the issue"
    assert (issued.type, set(told)) == (ApplicationIssued.type, set(ApplicationIssued.model_fields))
    assert all(clock.stopped_at is not None for clock in event.clocks)


async def test_cover_begins_at_the_midnight_of_the_counter(settings: Settings, time: SimulatedClock):
    own = settings.data / "own.toml"
    own.write_text(ELSEWHERE)
    time.set(datetime(2026, 10, 13, 1, 0, tzinfo=UTC))  # still the evening of the 12th there
    async with counter_in(settings.model_copy(update={"calendars": own}), time) as counter:
        case = await counter.step(await counter.paid(), "issue", Role.TELLER)
        assert orjson.loads((await counter.events(case))[-1].data)["effective_on"] == "2026-10-13"
    calendar_data.install(None)


async def test_the_policy_number_is_not_known_before_the_issue(counter: Counter):
    case = await counter.paid()
    assert (case["policy_no"], case["issued_at"]) == (None, None)
    issued = await counter.step(case, "issue", Role.TELLER)
    assert issued["policy_no"].startswith("BD261012-")
    assert (issued["status"], issued["allowed"], issued["outcome"]) == ("issued", [], "issued")
