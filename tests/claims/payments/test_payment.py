"""Claim payments from the bank's failures to the claim that is paid with the last of them."""

import asyncio
from datetime import timedelta

from shared.auth import Role
from tests.claims.conftest import MONDAY
from tests.claims.hall import Case, ClaimsHall, ok, refused, seen
from tests.claims.payments.people import child, died, wife

NEW = {"account_no": "6227001234567891111", "holder": "欧阳小妹"}


async def due(hall: ClaimsHall, amount_fen: int = 118_000, **changes: str) -> tuple[Case, Case]:
    case = ok(await hall.decide(await hall.reviewed(amount_fen, **changes)))
    assert (await hall.opened(case)).status_code == 201
    (payment,) = await hall.payments(case)
    return case, payment


async def sent(hall: ClaimsHall, payment: Case, key: str) -> Case:
    return ok(await hall.on_payment(payment, "transfer", key=key))


async def told(hall: ClaimsHall, payment: Case, result: str, role: Role = Role.INTEGRATOR) -> Case:
    body = {"attempt": payment["attempts"], "result": result, "voucher": "V1"}
    key = f"result-{payment['case_no']}-{payment['attempts']}"
    return ok(await hall.on_payment(payment, "transfer-result", body, role, key))


async def test_a_transfer_pays_the_claim(hall: ClaimsHall):
    case, payment = await due(hall)
    payment = await sent(hall, payment, "t")
    assert (payment["status"], (await hall.get(case))["status"]) == ("in_transfer", "approved")
    payment = await told(hall, payment, "success")
    assert [payment[name] for name in ("status", "paid_by", "voucher", "outcome")] == [
        "paid_out",
        "transfer",
        "V1",
        "paid",
    ]
    claim = await hall.get(case)
    assert [claim[name] for name in ("status", "paid_fen", "voucher", "outcome")] == ["paid", 118_000, "V1", "paid"]


async def test_the_claim_is_paid_when_all_its_payments_are(hall: ClaimsHall):
    case = await died(hall)
    await hall.opened(case, wife(), child(), papers=["guardian_proof"])
    first, last = await hall.payments(case)
    await told(hall, await sent(hall, first, "1"), "success")
    assert [(await hall.get(case))[name] for name in ("status", "paid_fen")] == ["approved", 0]
    assert ok(await hall.pay_out(case, last, last["amount_fen"], "2"))["paid_fen"] == 1_000_001


async def test_what_failed_is_tried_again_or_waits_for_another_account(hall: ClaimsHall):
    _, payment = await due(hall)
    payment = await told(hall, await sent(hall, payment, "1"), "system-error")
    assert [payment[name] for name in ("status", "failed", "not_before")] == ["due", "system-error", "2026-10-13"]
    refused(await hall.on_payment(payment, "transfer", key="2"), 422, "retry-day-come")
    hall.office.time.set(MONDAY + timedelta(days=1))
    payment = await told(hall, await sent(hall, payment, "3"), "account-dormant")
    assert [payment[name] for name in ("status", "waiting", "attempts")] == ["transfer_failed", "account", 2]
    assert (await hall.on_payment(payment, "transfer", key="4")).status_code == 409
    wrong = NEW | {"holder": "他人"}
    refused(await hall.on_payment(payment, "account", wrong, Role.TELLER), 422, "holder-is-payee")
    payment = ok(await hall.on_payment(payment, "account", NEW, Role.TELLER))
    assert [payment[name] for name in ("status", "failed", "prepared_by")] == ["due", None, "S-teller"]
    payment = await told(hall, await sent(hall, payment, "5"), "success")
    attempts = (await hall.office.get(f"/claim-payments/{payment['case_no']}/attempts")).json()
    assert [each["result"] for each in attempts] == ["system-error", "account-dormant", "success"]


async def test_who_told_the_payee_or_decided_does_not_pay(hall: ClaimsHall):
    case, payment = await due(hall)
    cash = {"amount_fen": 118_000, "voucher": "V"}
    for ref in ("S-teller", "D-decider"):
        answer = await hall.office.http.post(
            f"/v1/claim-payments/{payment['case_no']}/cash-payment",
            json=cash,
            headers=hall.as_cashier(ref) | {"Idempotency-Key": ref},
        )
        refused(answer, 403, "maker-checker")
    assert ok(await hall.pay_out(case, payment, 118_000, "k"))["status"] == "paid"


async def test_an_answer_counts_once_and_only_for_its_attempt(hall: ClaimsHall):
    case, payment = await due(hall)
    payment = await sent(hall, payment, "1")
    body = {"attempt": 2, "result": "success", "voucher": "V1"}
    refused(await hall.on_payment(payment, "transfer-result", body, key="x"), 409, "attempt-in-flight")
    assert (
        await hall.on_payment(payment, "cash-payment", {"amount_fen": 118_000, "voucher": "V"}, key="y")
    ).status_code == 409
    await told(hall, payment, "success")
    again = await told(hall, payment, "success")  # the same key: the same answer
    assert again["status"] == "paid_out"
    assert (await hall.on_payment(payment, "transfer-result", body | {"attempt": 1}, key="z")).status_code == 409
    assert (await hall.get(case))["paid_fen"] == 118_000


async def test_a_voucher_number_serves_one_payment_however_many_try_at_once(hall: ClaimsHall):
    payments = [(await due(hall, event_on=f"2026-10-0{day}"))[1] for day in (6, 7, 8)]
    bodies = [{"amount_fen": each["to_pay_fen"], "voucher": "V1"} for each in payments]
    tried = zip(payments[:2], bodies, strict=False)
    paying = [hall.on_payment(each, "cash-payment", body, key=each["case_no"]) for each, body in tried]
    answers = sorted(await asyncio.gather(*paying), key=lambda answer: answer.status_code)
    assert answers[0].status_code == 200
    assert refused(answers[1], 409, "voucher-once")["field"] == "voucher"
    sent_one = await sent(hall, payments[2], "t")
    success = {"attempt": sent_one["attempts"], "result": "success", "voucher": "V1"}
    refused(await hall.on_payment(sent_one, "transfer-result", success, key="r1"), 409, "voucher-once")
    assert ok(await hall.on_payment(sent_one, "transfer-result", success | {"voucher": "V2"}, key="r2"))["paid_on"]


async def test_the_law_s_ten_days_run_from_the_agreement(hall: ClaimsHall):
    case = ok(await hall.decide(await hall.reviewed()))
    hall.office.time.set(MONDAY + timedelta(days=3))
    await hall.opened(case)
    (payment,) = await hall.payments(case)
    clocks = (await hall.office.get(f"/claim-payments/{payment['case_no']}/sla")).json()["clocks"]
    (law,) = [each["explanation"] for each in clocks]
    assert (law["id"], law["due_at"][:10]) == ("law23-2-payment", "2026-10-22")


async def test_what_was_paid_too_much_is_claimed_back_and_never_paid_again(hall: ClaimsHall):
    case = await hall.paid()
    case = await hall.done(case, "reopening", {"reason": "invoice-corrected"}, Role.ADJUDICATOR, **seen(case))
    case = ok(await hall.decide(await hall.passed(await hall.recalculated(case, 90_000))))
    assert (case["status"], case["payable_fen"]) == ("paid", 0)
    settled = (await hall.office.get(f"/claims/{case['case_no']}/settlements")).json()
    assert [(each["pay_fen"], each["claim_back_fen"]) for each in settled] == [(118_000, 0), (0, 28_000)]
    assert [step["amount_fen"] for step in settled[1]["steps"]] == [90_000, -118_000]
    assert (await hall.opened(case)).status_code == 409
    assert len(await hall.payments(case)) == 1


async def test_an_advance_under_way_is_counted_and_keeps_the_claim_from_ending(hall: ClaimsHall):
    case = ok(await hall.as_decider(await hall.calculated(), "advance", {"amount_fen": 50_000}))
    assert (await hall.opened(case)).status_code == 201
    (payment,) = await hall.payments(case)
    assert payment["settlement_kind"] == "advance"
    payment = await sent(hall, payment, "advance")
    refused(await hall.post(f"/{case['case_no']}/withdrawal", {"reason": "mistake"}), 409, "advance-under-way")
    refused(await hall.as_decider(case, "advance", {"amount_fen": 70_000}), 422, "advance-within-total")
    case = await hall.passed(case)
    refused(await hall.decide(case, "3503", outcome="refuse", reasons=["exclusion"]), 409, "advance-under-way")
    case = ok(await hall.decide(case))
    assert (case["status"], case["payable_fen"]) == ("approved", 68_000)
    await told(hall, payment, "success")
    assert (await hall.get(case))["status"] == "approved"
    assert ok(await hall.pay(case, 68_000, "rest"))["paid_fen"] == 118_000


async def test_a_second_advance_waits_for_its_own_payment_while_the_first_is_on_its_way(hall: ClaimsHall):
    case = ok(await hall.as_decider(await hall.calculated(), "advance", {"amount_fen": 50_000}))
    await hall.opened(case)
    (first,) = await hall.payments(case)
    first = await sent(hall, first, "first")
    case = ok(await hall.as_decider(await hall.get(case), "advance", {"amount_fen": 30_000}))
    await told(hall, first, "success")
    claim = await hall.get(case)
    assert [claim[name] for name in ("status", "paid_fen", "advance_fen")] == ["calculated", 50_000, 30_000]
    claim = ok(await hall.pay(case, 30_000, "second"))
    assert [claim[name] for name in ("status", "paid_fen", "advance_fen")] == ["calculated", 80_000, 0]


async def test_without_an_agreement_nobody_is_paid(hall: ClaimsHall):
    case = await hall.calculated()
    assert (await hall.opened(case)).status_code == 409
    ok(await hall.as_decider(case, "advance", {"amount_fen": 50_000}))
    assert (await hall.opened(case)).status_code == 201


async def test_a_success_without_its_voucher_number_is_refused_and_the_money_stays_under_way(hall: ClaimsHall):
    _, payment = await due(hall)
    payment = await sent(hall, payment, "t")
    body = {"attempt": 1, "result": "success"}
    told_why = refused(await hall.on_payment(payment, "transfer-result", body, key="x"), 422, "voucher-told")
    assert told_why["errors"][0]["field"] == "voucher"
    assert ok(await hall.on_payment(payment, "transfer-result", body | {"voucher": "V1"}, key="y"))["voucher"] == "V1"


async def test_a_failure_has_no_voucher_number(hall: ClaimsHall):
    _, payment = await due(hall)
    await sent(hall, payment, "t")
    body = {"attempt": 1, "result": "account-dormant"}
    assert ok(await hall.on_payment(payment, "transfer-result", body, key="x"))["status"] == "transfer_failed"
