"""Payments that are voided: not made, and owed again once, to the same person or whoever succeeds them."""

from typing import Any

from shared.auth import Role
from tests.claims.hall import Case, ClaimsHall, ok, payee, refused, seen
from tests.claims.payments.people import child, died, heir, wife
from tests.claims.payments.test_payment import due, sent, told

WRONG = {"reason": "wrong-payee"}
NEW = {"account_no": "6227001234567891111", "holder": "欧阳小妹"}


async def void(hall: ClaimsHall, payment: Case, key: str = "void", role: Role = Role.ADJUDICATOR) -> Any:
    return await hall.on_payment(payment, "void", WRONG, role, f"{key}-{payment['case_no']}")


async def replace(hall: ClaimsHall, payment: Case, person: Case, key: str = "again", **more: Any) -> Any:
    body = {"payee": person} | more
    return await hall.on_payment(payment, "replacement", body, Role.TELLER, f"{key}-{payment['case_no']}")


async def settlements(hall: ClaimsHall, case: Case) -> list[tuple[int, int, int]]:
    """Number, fen to pay, fen voided of each."""
    rows = (await hall.office.get(f"/claims/{case['case_no']}/settlements")).json()
    return [(each["no"], each["pay_fen"], each["voided_fen"]) for each in rows]


async def test_a_voided_payment_is_not_made_and_its_portion_is_paid_by_another(hall: ClaimsHall):
    case, payment = await due(hall)
    gone = ok(await void(hall, payment))
    assert [gone[name] for name in ("status", "outcome", "voided")] == ["voided", "voided", "wrong-payee"]
    assert (await hall.on_payment(gone, "transfer", key="t")).status_code == 409
    assert (await hall.get(case))["status"] == "approved"
    new = (await replace(hall, payment, payee(account=NEW))).json()
    assert [new[name] for name in ("amount_fen", "capacity", "share", "settlement_no")] == [118_000, "self", "1", 2]
    assert await settlements(hall, case) == [(1, 118_000, 118_000), (2, 118_000, 0)]
    await told(hall, await sent(hall, new, "t2"), "success")
    claim = await hall.get(case)
    assert [claim[name] for name in ("status", "paid_fen")] == ["paid", 118_000]


async def test_what_the_bank_has_is_not_voided_what_it_sent_back_is(hall: ClaimsHall):
    _, payment = await due(hall)
    payment = await sent(hall, payment, "1")
    assert (await void(hall, payment, "early")).status_code == 409
    payment = await told(hall, payment, "account-dormant")
    assert ok(await void(hall, payment))["status"] == "voided"


async def test_who_told_the_payee_does_not_void(hall: ClaimsHall):
    case = ok(await hall.decide(await hall.reviewed()))
    form = {"claim_no": case["case_no"], "payees": [payee()]}
    payment = (await hall.office.post("/claim-payments", Role.ADJUDICATOR, form)).json()[0]
    refused(await void(hall, payment), 403, "maker-checker")
    assert ok(await void(hall, payment, "m", Role.BRANCH_MANAGER))["status"] == "voided"


async def test_the_claim_waits_for_the_portion_of_each(hall: ClaimsHall):
    case = await died(hall)
    await hall.opened(case, wife(), child(), papers=["guardian_proof"])
    hers, childs = sorted(await hall.payments(case), key=lambda each: -each["amount_fen"])
    ok(await void(hall, childs))
    ok(await hall.pay_out(case, hers, hers["amount_fen"], "hers"))
    assert (await hall.get(case))["status"] == "approved"
    dead = payee(payee="beneficiary")
    refused(await replace(hall, childs, dead, "dead", papers=["succession_proof"]), 422, "payee-living")
    new = (await replace(hall, childs, child())).json()
    assert (new["amount_fen"], new["capacity"], new["share"]) == (330_000, "named", "33/100")
    assert ok(await hall.pay_out(case, new, 330_000, "childs"))["status"] == "paid"
    assert (await hall.get(case))["paid_fen"] == 1_000_001


async def test_it_is_replaced_once_and_by_another_person_only_with_a_proof(hall: ClaimsHall):
    case, payment = await due(hall)
    refused(await replace(hall, payment, payee(), "before"), 409, "payment-voided")
    ok(await void(hall, payment))
    other = heir(1, (1, 1), payee="insured")
    refused(await replace(hall, payment, other, "unproven"), 422, "succession-proof")
    refused(await replace(hall, payment, wife(), "another"), 422, "payee-of-each")
    new = (await replace(hall, payment, other, papers=["succession_proof"])).json()
    assert (new["capacity"], new["amount_fen"]) == ("heir", 118_000)
    refused(await replace(hall, payment, payee(), "twice"), 409, "replaced-once")
    ok(await void(hall, new))
    again = (await replace(hall, new, payee())).json()
    assert ok(await hall.pay_out(case, again, 118_000, "k"))["paid_fen"] == 118_000


async def test_voided_the_claim_may_be_decided_anew_and_the_old_portion_is_owed_no_more(hall: ClaimsHall):
    case, payment = await due(hall)
    reopening = {"reason": "amount-wrong"}
    open_one = await hall.post(f"/{case['case_no']}/reopening", reopening, Role.ADJUDICATOR, **seen(case))
    assert refused(open_one, 409, "payment-open")["payment_no"] == payment["case_no"]
    ok(await void(hall, payment))
    case = await hall.done(case, "reopening", reopening, Role.ADJUDICATOR, **seen(case))
    assert (case["status"], case["paid_fen"], case["payable_fen"]) == ("registered", 0, 0)
    assert "law23-2" not in {name for name, each in (await hall.clocks(case)).items() if not each["stopped_at"]}
    case = ok(await hall.decide(await hall.passed(await hall.recalculated(case, 90_000))))
    assert (case["status"], case["payable_fen"]) == ("approved", 90_000)
    refused(await replace(hall, payment, payee()), 409, "settled-anew")
    assert ok(await hall.pay(case, 90_000, "anew"))["paid_fen"] == 90_000
    assert await settlements(hall, case) == [(1, 118_000, 118_000), (2, 90_000, 0)]


async def test_of_one_paid_and_one_voided_a_new_decision_counts_the_one(hall: ClaimsHall):
    case = await died(hall)
    await hall.opened(case, wife(), child(), papers=["guardian_proof"])
    hers, childs = sorted(await hall.payments(case), key=lambda each: -each["amount_fen"])
    ok(await hall.pay_out(case, hers, hers["amount_fen"], "hers"))
    ok(await void(hall, childs))
    case = await hall.get(case)
    case = await hall.done(case, "reopening", {"reason": "amount-wrong"}, Role.ADJUDICATOR, **seen(case))
    assert case["paid_fen"] == 670_001
    case = ok(await hall.decide(await hall.passed(await hall.recalculated(case, 1_000_001))))
    assert case["payable_fen"] == 330_000


async def test_a_voided_advance_leaves_the_whole_to_be_paid(hall: ClaimsHall):
    case = ok(await hall.as_decider(await hall.calculated(), "advance", {"amount_fen": 50_000}))
    await hall.opened(case)
    (payment,) = await hall.payments(case)
    ok(await void(hall, payment))
    case = ok(await hall.decide(await hall.passed(case)))
    assert case["payable_fen"] == 118_000
    refused(await replace(hall, payment, payee()), 409, "settled-anew")
    assert ok(await hall.pay(case, 118_000, "whole"))["paid_fen"] == 118_000
