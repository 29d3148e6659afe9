"""What was paid too much comes back: by receipts, or kept from a later payment with the payee's consent."""

from datetime import UTC, datetime
from typing import Any

import httpx

from shared.auth import Role
from tests.claims.hall import Case, ClaimsHall, ok, payee, refused, seen
from tests.claims.payments.people import child, died, wife
from tests.claims.payments.test_voiding import replace, void


async def decided(hall: ClaimsHall, case: Case, amount_fen: int) -> Case:
    """Reopened, calculated and decided anew."""
    case = await hall.done(case, "reopening", {"reason": "invoice-corrected"}, Role.ADJUDICATOR, **seen(case))
    return ok(await hall.decide(await hall.passed(await hall.recalculated(case, amount_fen))))


async def overpaid(hall: ClaimsHall) -> tuple[Case, Case]:
    """Paid 1,180 yuan of which 280 are claimed back."""
    case = await decided(hall, await hall.paid(), 90_000)
    return case, (await hall.backs(case))[-1]


async def receive(hall: ClaimsHall, back: Case, amount_fen: int, voucher: str) -> httpx.Response:
    body = {"amount_fen": amount_fen, "way": "transfer", "voucher": voucher}
    path = f"/claim-backs/{back['case_no']}/receipts"
    return await hall.office.post(path, Role.CASHIER, body, **{"Idempotency-Key": f"{voucher}-{amount_fen}"})


async def keep(hall: ClaimsHall, payment: Case, back: Case, amount_fen: int, key: str, **more: Any) -> httpx.Response:
    body = {"claim_back_no": back["case_no"], "amount_fen": amount_fen, "consent": "TY-1", "consented_on": "2026-10-12"}
    return await hall.on_payment(payment, "set-off", body | more, Role.ADJUDICATOR, key)


async def test_receipts_settle_it_and_never_more_than_is_open(hall: ClaimsHall):
    case, back = await overpaid(hall)
    assert (back["amount_fen"], back["open_fen"], back["payee"]) == (28_000, 28_000, "insured")
    assert (await receive(hall, back, 20_000, "R1")).json()["open_fen"] == 8_000
    assert refused(await receive(hall, back, 8_001, "R2"), 422, "amount-open")["open_fen"] == 8_000
    refused(await receive(hall, back, 1_000, "R1"), 409, "voucher-once")
    assert (await receive(hall, back, 8_000, "R2")).json()["open_fen"] == 0
    refused(await receive(hall, back, 1, "R3"), 422, "amount-open")
    assert await hall.came_in(back) == [20_000, 8_000]
    (known,) = await hall.backs(case)
    assert [known[name] for name in ("status", "outcome", "recovered_fen")] == ["recovered", "recovered", 28_000]


async def test_a_later_decision_counts_what_came_back_and_settles_the_rest_anew(hall: ClaimsHall):
    case, back = await overpaid(hall)
    await receive(hall, back, 10_000, "R1")
    case = await decided(hall, case, 95_000)  # 1,180 − 100 are with them
    old, new = await hall.backs(case)
    assert (old["status"], old["open_fen"], new["amount_fen"]) == ("settled_anew", 0, 13_000)
    refused(await receive(hall, old, 1, "R2"), 409, "settled-anew")
    case = await decided(hall, case, 118_000)
    assert (case["status"], case["payable_fen"]) == ("approved", 10_000)
    settled = (await hall.office.get(f"/claims/{case['case_no']}/settlements")).json()[-1]
    assert [(step["code"], step["amount_fen"]) for step in settled["steps"]] == [
        ("due", 118_000),
        ("paid", -118_000),
        ("collected", 10_000),
    ]


async def test_each_owes_back_in_proportion_to_what_they_got(hall: ClaimsHall):
    case = await died(hall)
    await hall.opened(case, wife(), child(), papers=["guardian_proof"])
    for payment in await hall.payments(case):
        case = ok(await hall.pay_out(case, payment, payment["amount_fen"], payment["case_no"]))
    case = await decided(hall, case, 800_001)
    childs, hers = sorted(await hall.backs(case), key=lambda each: int(each["amount_fen"]))
    assert (childs["amount_fen"], hers["amount_fen"]) == (66_000, 134_000)
    await receive(hall, childs, 66_000, "R1")  # of 9,340.01 yuan the child has 2,640.00
    await decided(hall, case, 467_000)
    newest = [each["amount_fen"] for each in await hall.backs(case) if each["status"] == "outstanding"]
    assert sorted(newest) == [132_000, 335_001]


async def other_claim(hall: ClaimsHall, amount_fen: int = 118_000) -> tuple[Case, Case]:
    case = ok(await hall.decide(await hall.reviewed(amount_fen, event_on="2026-10-01")))
    await hall.opened(case)
    return case, (await hall.payments(case))[0]


async def test_with_consent_it_is_kept_from_what_they_are_to_be_paid_elsewhere(hall: ClaimsHall):
    case, back = await overpaid(hall)
    other, payment = await other_claim(hall)
    refused(await keep(hall, payment, back, 28_001, "much"), 422, "amount-open")
    refused(await keep(hall, payment, back, 1, "day", consented_on="2026-10-13"), 422, "not-in-the-future")
    payment = ok(await keep(hall, payment, back, 28_000, "all"))
    assert [payment[name] for name in ("status", "amount_fen", "set_off_fen", "to_pay_fen")] == [
        "due", 118_000, 28_000, 90_000
    ]  # fmt: skip
    assert (await hall.backs(case))[0]["open_fen"] == 0
    refused(await hall.pay_out(other, payment, 118_000, "whole"), 422, "amount-due")
    paid = ok(await hall.pay_out(other, payment, 90_000, "rest"))
    assert (paid["status"], paid["paid_fen"]) == ("paid", 118_000)
    (attempt,) = (await hall.office.get(f"/claim-payments/{payment['case_no']}/attempts")).json()
    assert attempt["amount_fen"] == 90_000


async def test_kept_whole_the_payment_is_made(hall: ClaimsHall):
    _, back = await overpaid(hall)
    other, payment = await other_claim(hall, 20_000)
    refused(await keep(hall, payment, back, 20_001, "much"), 422, "amount-due")
    payment = ok(await keep(hall, payment, back, 20_000, "all"))
    assert (payment["status"], payment["paid_by"], payment["to_pay_fen"]) == ("paid_out", "set-off", 0)
    claim = await hall.get(other)
    assert (claim["status"], claim["paid_fen"]) == ("paid", 20_000)


async def test_only_from_who_owes_it(hall: ClaimsHall):
    _, back = await overpaid(hall)
    case = await died(hall)
    await hall.opened(case, wife(), child(), papers=["guardian_proof"])
    for payment in await hall.payments(case):
        refused(await keep(hall, payment, back, 1, payment["case_no"]), 422, "same-person")


async def test_a_voided_payment_kept_nothing(hall: ClaimsHall):
    case, back = await overpaid(hall)
    _, payment = await other_claim(hall)
    payment = ok(await keep(hall, payment, back, 28_000, "all"))
    assert ok(await void(hall, payment))["set_off_fen"] == 0
    (known,) = await hall.backs(case)
    assert (known["status"], known["open_fen"], known["outcome"]) == ("outstanding", 28_000, None)
    assert await hall.came_in(back) == [28_000, -28_000]
    assert (await replace(hall, payment, payee())).json()["to_pay_fen"] == 118_000


async def test_what_a_later_decision_has_counted_is_not_taken_back(hall: ClaimsHall):
    case, back = await overpaid(hall)
    _, payment = await other_claim(hall)
    payment = ok(await keep(hall, payment, back, 28_000, "all"))
    await decided(hall, case, 90_001)
    refused(await void(hall, payment), 409, "settled-anew")


async def test_only_a_cashier_receives_and_nobody_of_another_branch_sees(hall: ClaimsHall):
    case, back = await overpaid(hall)
    body, path = {"amount_fen": 1, "way": "cash", "voucher": "R"}, f"/claim-backs/{back['case_no']}/receipts"
    key = {"Idempotency-Key": "k"}
    assert (await hall.office.post(path, Role.TELLER, body, **key)).status_code == 403
    assert (await hall.office.post(path, Role.CASHIER, body, org="350321", **key)).status_code == 403
    assert (await hall.office.post("/claim-backs/ZH999/receipts", Role.CASHIER, body, **key)).status_code == 404
    assert await hall.backs(case) == [back]


async def limits(hall: ClaimsHall, back: Case) -> list[tuple[str, str, bool]]:
    told = (await hall.office.get(f"/claim-backs/{back['case_no']}/sla")).json()["clocks"]
    explained = [each["explanation"] for each in told]
    return [(each["id"], each["due_at"][:10], each["stopped_at"] is not None) for each in explained]


async def test_it_has_thirty_days_and_what_is_taken_back_has_them_anew(hall: ClaimsHall):
    _, back = await overpaid(hall)
    assert await limits(hall, back) == [("claim-back", "2026-11-11", False)]
    assert back["due_at"].startswith("2026-11-11")
    _, payment = await other_claim(hall)
    ok(await keep(hall, payment, back, 27_000, "most"))
    assert await limits(hall, back) == [("claim-back", "2026-11-11", False)]
    assert (await receive(hall, back, 1_000, "R1")).json()["due_at"] is None
    await hall.office.pass_time(until=datetime(2026, 10, 14, 2, tzinfo=UTC))
    ok(await void(hall, payment))
    assert await limits(hall, back) == [("claim-back", "2026-11-11", True), ("claim-back", "2026-11-13", False)]


async def test_a_later_decision_ends_its_clock(hall: ClaimsHall):
    case, back = await overpaid(hall)
    await decided(hall, case, 91_000)
    assert [stopped for _, _, stopped in await limits(hall, back)] == [True]
    old, new = await hall.backs(case)
    assert [old[name] for name in ("outcome", "recovered_fen")] == ["settled-anew", 0]
    assert (new["amount_fen"], await limits(hall, new)) == (27_000, [("claim-back", "2026-11-11", False)])


async def test_nor_what_it_has_counted_in_part_and_the_payment_goes_out_all_the_same(hall: ClaimsHall):
    case, back = await overpaid(hall)
    other, payment = await other_claim(hall)
    payment = ok(await keep(hall, payment, back, 10_000, "part"))
    case = await decided(hall, case, 95_000)  # 1,180 − 100 are with them
    old, new = await hall.backs(case)
    assert (old["status"], old["recovered_fen"], new["amount_fen"]) == ("settled_anew", 10_000, 13_000)
    refused(await void(hall, payment), 409, "settled-anew")
    assert await hall.came_in(old) == [10_000]
    assert ok(await hall.pay_out(other, payment, 108_000, "rest"))["status"] == "paid"
