"""Money that comes in (收款): applied when it covers what is due, suspended until then, and counted once."""

import asyncio
from datetime import timedelta

import pytest

from shared.auth import Role
from tests.intake.counter import Counter, faults, refused
from tests.intake.ledger.till import Till

DUE = 360_000


async def test_part_payments_lie_suspended_until_the_premium_is_covered(counter: Counter, till: Till):
    case = await counter.decided()
    first = await till.taken(100_000, case["case_no"], reference="ICBC1")
    assert (first["suspended_fen"], first["suspended_why"], first["kind"]) == (100_000, "part-payment", "application")
    assert (await counter.case(case))["status"] == "awaiting_premium"
    last = await till.taken(300_000, case["case_no"], reference="ICBC2")
    assert (last["applied_fen"], last["suspended_fen"], last["suspended_why"]) == (260_000, 40_000, "overpaid")
    case = await counter.case(case)
    assert (case["status"], case["premium_collected_fen"], case["premium_came_by"]) == ("paid", DUE, "transfer")
    first = await till.receipt(first)
    assert (first["applied_fen"], first["suspended_fen"], first["suspended_why"]) == (100_000, 0, None)
    assert [(line["action"], line["source"], line["target"]) for line in first["movements"]] == [
        ("collect", None, "suspended"),
        ("apply", "suspended", "applied"),
    ]
    await till.check_book()


async def test_cash_is_exactly_what_is_missing(counter: Counter, till: Till):
    case = await counter.decided()
    await till.taken(100_000, case["case_no"])
    async with counter.nothing_written():
        answer = await till.take(DUE, case["case_no"], "cash")
        refused(answer, 422, "rule-broken", field="amount_fen", rule="cash-exact", missing_fen=260_000)
    assert (await till.taken(260_000, case["case_no"], "cash"))["applied_fen"] == 260_000
    assert (await counter.case(case))["premium_came_by"] == "cash"
    async with counter.nothing_written():
        refused(await till.take(1, case["case_no"], "cash"), 409, "illegal-transition")
    await till.check_book()


async def test_money_that_nobody_knows_the_case_of_is_kept(counter: Counter, till: Till):
    for case_no in (None, "TB261012-NOBODY00"):
        receipt = await till.taken(50_000, case_no)
        assert (receipt["kind"], receipt["suspended_why"], receipt["case_no"]) == (None, "case-unknown", case_no)
    await till.check_book()


async def test_another_branchs_case_is_like_none(counter: Counter, till: Till):
    case = await counter.decided()
    headers = counter.token(Role.CASHIER, "350323") | {"Idempotency-Key": "A"}
    body = {"org": "350323", "case_no": case["case_no"], "amount_fen": DUE, "method": "transfer", "reference": "A"}
    answer = await counter.http.post("/v1/receipts", json=body, headers=headers)
    assert (answer.status_code, answer.json()["suspended_why"]) == (201, "case-unknown")
    assert (await counter.case(case))["status"] == "awaiting_premium"
    async with counter.nothing_written():
        refused(await till.take(1, org="350323"), 403, "out-of-scope")


async def test_what_another_branch_took_in_pays_for_no_case_by_itself(counter: Counter, till: Till):
    case = await counter.keyed()
    headers = counter.token(Role.CASHIER, "350323") | {"Idempotency-Key": "A"}
    body = {"org": "350323", "case_no": case["case_no"], "amount_fen": DUE, "method": "transfer", "reference": "A"}
    answer = await counter.http.post("/v1/receipts", json=body, headers=headers)
    case = await counter.reviewed(case)
    assert case["status"] == "awaiting_premium"
    assert (await till.taken(1, case["case_no"]))["suspended_why"] == "part-payment"
    await counter.step(case, "withdrawal", Role.TELLER, {"reason": "asked"})
    city = counter.token(Role.CASHIER, "35")
    told = (await counter.http.get(f"/v1/receipts/{answer.json()['receipt_no']}", headers=city)).json()
    assert (told["suspended_fen"], told["suspended_why"]) == (DUE, "case-unknown")


async def test_money_paid_before_it_is_due_is_applied_when_it_is(counter: Counter, till: Till):
    case = await counter.keyed()
    receipt = await till.taken(DUE + 5, case["case_no"])
    assert receipt["suspended_why"] == "not-due"
    case = await counter.reviewed(case)
    assert (case["status"], case["premium_collected_fen"]) == ("paid", DUE)
    receipt = await till.receipt(receipt)
    assert (receipt["applied_fen"], receipt["suspended_fen"], receipt["suspended_why"]) == (DUE, 5, "overpaid")
    await till.check_book()


async def test_what_was_paid_for_a_withdrawn_case_is_to_be_paid_back(counter: Counter, till: Till):
    case = await counter.decided()
    receipt = await till.taken(100_000, case["case_no"])
    await counter.step(case, "withdrawal", Role.TELLER, {"reason": "customer-request"})
    assert (await till.receipt(receipt))["suspended_why"] == "refund-due"
    late = await till.taken(DUE, case["case_no"])
    assert (late["suspended_fen"], late["suspended_why"]) == (DUE, "case-ended")
    await till.check_book()


async def test_a_paid_case_is_withdrawn_and_its_premium_waits_to_be_paid_back(counter: Counter, till: Till):
    case = await counter.decided()
    receipt = await till.taken(DUE, case["case_no"])
    case = await counter.case(case)
    assert (case["status"], case["allowed"]) == ("paid", ["issue", "withdraw"])
    case = await counter.step(case, "withdrawal", Role.TELLER, {"reason": "customer-request"})
    assert (case["status"], case["withdrawn"], case["due_at"]) == ("withdrawn", "customer-request", None)
    receipt = await till.receipt(receipt)
    assert (receipt["applied_fen"], receipt["suspended_fen"], receipt["suspended_why"]) == (0, DUE, "refund-due")
    clocks = (await counter.get(f"/{case['case_no']}/sla"))["clocks"]
    assert {each["explanation"]["state"] for each in clocks} == {"stopped"}
    await till.check_book()


async def test_the_deadline_releases_a_part_payment(counter: Counter, till: Till):
    case = await counter.decided()
    receipt = await till.taken(100_000, case["case_no"])
    await counter.until(counter.time.now() + timedelta(days=31))
    assert (await counter.case(case))["status"] == "withdrawn"
    assert (await till.receipt(receipt))["suspended_why"] == "refund-due"


async def test_a_debit_is_of_what_is_missing(counter: Counter, till: Till):
    case = await counter.decided()
    receipt = await till.taken(100_000, case["case_no"])
    async with counter.nothing_written():
        refused(await counter.debit(case, "success", "D-1"), 422, "rule-broken", due_fen=260_000)
    assert (await counter.debit(case, "success", "D-2", amount_fen=260_000)).json()["status"] == "paid"
    assert (await till.receipt(receipt))["applied_fen"] == 100_000
    await till.check_book()


async def test_a_part_payment_is_left_over_when_the_whole_is_paid(counter: Counter, till: Till):
    case = await counter.decided()
    receipt = await till.taken(100_000, case["case_no"])
    path = f"/applications/{case['case_no']}/receipts"
    assert (await till.post(path, {"amount_fen": DUE, "method": "cash"})).json()["status"] == "paid"
    assert (await till.receipt(receipt))["suspended_why"] == "paid-otherwise"
    assert (await till.taken(1, case["case_no"]))["suspended_why"] == "paid-otherwise"
    await till.check_book()


async def test_suspended_money_is_assigned_to_a_case(counter: Counter, till: Till):
    case, receipt = await counter.decided(), await till.taken(DUE)
    other = await counter.decided()
    path = f"/receipts/{receipt['receipt_no']}/assignment"
    moved = (await till.post(path, {"case_no": case["case_no"]})).json()
    assert (moved["applied_fen"], moved["case_no"], moved["kind"]) == (DUE, case["case_no"], "application")
    assert (await counter.case(case))["status"] == "paid"
    async with counter.nothing_written():
        refused(await till.post(path, {"case_no": other["case_no"]}), 422, "rule-broken", rule="money-free")
        refused(await till.post(path, {"case_no": case["case_no"]}), 409, "illegal-transition")
        refused(await till.post(path, {"case_no": "TB1"}), 404, "not-found")
        refused(await till.post("/receipts/SK1/assignment", {"case_no": other["case_no"]}), 404, "not-found")
    await till.check_book()


async def test_receipts_are_listed_by_where_their_money_is(counter: Counter, till: Till):
    case = await counter.decided()
    await till.taken(DUE + 1, case["case_no"])
    await till.taken(7)
    listed = {
        state: len((await till.get("/receipts", state=state))["items"])
        for state in ("applied", "suspended", "refunded")
    }
    assert listed == {"applied": 1, "suspended": 2, "refunded": 0}
    assert len((await till.get("/receipts", case_no=case["case_no"], day="2026-10-12"))["items"]) == 1
    assert (await till.get("/receipts", day="2026-10-13"))["items"] == []


async def test_the_balance_of_a_day_leaves_out_what_came_later(counter: Counter, till: Till):
    await till.taken(7)
    counter.time.set(counter.time.now() + timedelta(days=1))
    await till.taken(5)
    assert (await till.balance(day="2026-10-12"))["collected_fen"] == 7
    assert (await till.balance())["suspended_fen"] == 12


@pytest.mark.parametrize("body", [{"amount_fen": 0}, {"amount_fen": -1}, {"method": "cheque"}, {"reference": "a b"}])
async def test_bad_money_is_refused(counter: Counter, till: Till, body: dict[str, object]):
    async with counter.nothing_written():
        answer = await till.post("/receipts", {"org": "350322", "amount_fen": 5, "method": "cash"} | body)
        assert {field for field, _ in faults(answer)} == set(body)


async def test_two_part_payments_at_once_are_seen_together(counter: Counter, till: Till):
    case = await counter.decided()
    await asyncio.gather(*(till.taken(DUE // 2, case["case_no"]) for _ in range(2)))
    assert (await counter.case(case))["status"] == "paid"
    await till.check_book()
