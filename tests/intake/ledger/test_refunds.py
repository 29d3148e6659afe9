"""Refunds (退费): asked for by one, paid out by another, never more than lies there."""

import asyncio
from typing import Any

from shared.auth import Role
from tests.intake.counter import Counter, refused
from tests.intake.ledger.till import Row, Till


async def asked(till: Till, receipt: Row, amount_fen: int) -> Any:
    body = {"amount_fen": amount_fen, "reason": "paid-twice"}
    return await till.post(f"/receipts/{receipt['receipt_no']}/refunds", body)


async def test_who_asks_for_a_refund_does_not_pay_it_out(counter: Counter, till: Till):
    receipt = await till.taken(100)
    refund = (await asked(till, receipt, 60)).json()
    assert (await till.receipt(receipt))["held_fen"] == 60
    path = f"/premium-refunds/{refund['refund_no']}/payment"
    async with counter.nothing_written():
        refused(await till.post(path), 403, "four-eyes")
    assert (await till.post(path, ref="S-other")).json()["status"] == "paid"
    async with counter.nothing_written():
        refused(await till.post(path, ref="S-other"), 409, "conflict", rule="refund-open")
    receipt = await till.receipt(receipt)
    assert (receipt["refunded_fen"], receipt["suspended_fen"], receipt["held_fen"]) == (60, 40, 0)
    assert receipt["refunds"][0]["done_by"] == "S-other"
    await till.check_book()


async def test_money_whose_refund_was_asked_for_goes_nowhere_else(counter: Counter, till: Till):
    case, receipt = await counter.decided(), await till.taken(360_000)
    refund = (await asked(till, receipt, 1)).json()
    async with counter.nothing_written():
        refused(await asked(till, receipt, 360_000), 422, "rule-broken", rule="money-free", free_fen=359_999)
    path = f"/receipts/{receipt['receipt_no']}/assignment"
    assert (await till.post(path, {"case_no": case["case_no"]})).json()["applied_fen"] == 0
    assert (await counter.case(case))["status"] == "awaiting_premium"
    assert (await till.post(f"/premium-refunds/{refund['refund_no']}/cancellation")).json()["status"] == "dropped"
    assert (await till.post(path, {"case_no": case["case_no"]})).json()["applied_fen"] == 360_000
    await till.check_book()


async def test_two_refunds_at_once_do_not_pay_the_same_fen(counter: Counter, till: Till):
    receipt = await till.taken(100)
    answers = await asyncio.gather(*(asked(till, receipt, 80) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    await till.check_book()


async def test_refunds_are_listed_and_foreign_ones_refused(counter: Counter, till: Till):
    refund = (await asked(till, await till.taken(100), 80)).json()
    assert [each["refund_no"] for each in (await till.get("/premium-refunds", status="asked"))["items"]] == [
        refund["refund_no"]
    ]
    headers = counter.token(Role.CASHIER, "350323")
    answer = await counter.http.post(f"/v1/premium-refunds/{refund['refund_no']}/payment", headers=headers)
    refused(answer, 403, "out-of-scope")
    refused(await till.post("/premium-refunds/TF1/payment"), 404, "not-found")


async def test_what_one_case_is_owed_pays_for_no_other_by_itself(counter: Counter, till: Till):
    card, case = await till.activated_card(prepaid=False), await counter.decided()
    receipt = await till.taken(20_000, card["case_no"])
    assert receipt["applied_fen"] == 10_000
    path = f"/receipts/{receipt['receipt_no']}/assignment"
    assert (await till.post(path, {"case_no": case["case_no"]})).json()["suspended_why"] == "part-payment"
    withdrawn = f"/card-activations/{card['case_no']}/withdrawal"
    assert (await till.post(withdrawn, {"reason": "asked"}, Role.TELLER)).json()["refund_due_fen"] == 10_000
    await till.taken(350_000, case["case_no"])
    assert (await counter.case(case))["status"] == "awaiting_premium"
    assert (await till.receipt(receipt))["suspended_why"] == "refund-due"
    assert (await till.post(path, {"case_no": case["case_no"]})).json()["applied_fen"] == 20_000, (
        "unless somebody says so"
    )
    assert (await counter.case(case))["status"] == "paid"
    await till.check_book()
