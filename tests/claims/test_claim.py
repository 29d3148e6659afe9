"""A claim from its report to payment, and every other way that it may end."""

import asyncio

import pytest

from shared.auth import Role
from shared.tables import case_events, pii_reads
from tests.claims.hall import CALCULATION, DEDUCTED, INVOICED, REPORT, ClaimsHall, ok, refused, seen


async def test_from_the_report_to_payment(hall: ClaimsHall):
    case = await hall.reported()
    told = ("status", "cover_status", "insured_ref", "days_to_report", "possible_duplicates", "handler")
    assert [case[name] for name in told] == [
        "reported",
        "in-force",
        "0d3c9d0e-6b43-4a1e-8a55-5d1e4a7f2c11",
        4,
        [],
        "S-teller",
    ]
    assert case["case_no"].startswith("LP261012-")
    case = await hall.done(case, "papers-told", {"told_by": "phone"})
    papers = {"papers": case["required_papers"], "claimed_fen": 128_000, "is_clear": True}
    case = await hall.done(case, "acceptance", papers)
    case = await hall.done(case, "registration", {}, Role.ADJUDICATOR)
    case = await hall.done(case, "manual-calculation", CALCULATION, Role.ADJUDICATOR)
    assert (case["status"], case["total_fen"], case["level"]) == ("calculated", 118_000, "branch")
    case = await hall.passed(case)
    assert {"approve", "refuse", "send_back"} <= set(case["allowed"])
    case = ok(await hall.decide(case))
    assert (case["status"], case["payable_fen"], case["decision"]) == ("approved", 118_000, "approve")
    case = ok(await hall.pay(case, 118_000, "k"))
    assert [case[name] for name in ("status", "outcome", "paid_fen", "voucher")] == ["paid", "paid", 118_000, "V-k"]
    assert case["closed_at"] is not None
    types = [row.type.split(".")[2] for row in await hall.office.rows(case_events) if row.kind == "claim"]
    assert types == ["reported", "papers-told", "accepted", "registered", "calculated", "reviewed", "approved", "paid"]
    (kept,) = await hall.get(case, "/calculations")
    assert [line["amount_fen"] for line in kept["lines"]] == [128_000, -10_000]


async def test_whoever_is_insured_is_found_by_number_and_nobody_else(hall: ClaimsHall):
    assert (await hall.reported(id_number="e1111 2222"))["insured_ref"].startswith("0d3c")
    refused(await hall.post("", REPORT | {"id_number": "E98765432"}), 422, "insured-by-policy")
    assert (await hall.post("", REPORT | {"policy_no": "BD260301-9"})).status_code == 404
    outside = await hall.office.post("/claims", Role.TELLER, REPORT, org="350321")
    assert outside.status_code == 403


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"event_on": "2026-10-13"}, "not-in-the-future"),
        ({"types": ["accident-medical"]}, "type-of-cause"),
        ({"cause": "accident", "types": ["hospital-allowance", "illness-death"]}, "type-of-cause"),
    ],
)
async def test_what_does_not_fit_is_refused(hall: ClaimsHall, changes: dict[str, object], rule: str):
    refused(await hall.post("", REPORT | changes), 422, rule)


async def test_who_reported_it_is_sealed_shown_to_few_and_in_no_event(hall: ClaimsHall):
    case = await hall.reported()
    assert (await hall.get(case, "/details"))["reporter"] is None
    before = len(await hall.office.rows(pii_reads))
    whole = await hall.get(case, "/details", pii=True)
    assert (whole["reporter"]["phone"], whole["story"]) == ("13800000001", "在仙游县医院住院")
    assert len(await hall.office.rows(pii_reads)) == before + 1
    said = "".join(row.data for row in await hall.office.rows(case_events))
    assert [secret for secret in ("李四", "13800000001", "仙游县医院", "E11112222") if secret in said] == []


async def test_a_claim_that_looks_like_another_is_shown_and_registered_only_once_it_was_looked_at(hall: ClaimsHall):
    first = await hall.registered()
    second = await hall.accepted()
    assert (second["possible_duplicates"], second["track"]) == ([first["case_no"]], "ordinary")
    told = refused(
        await hall.post(f"/{second['case_no']}/registration", {}, Role.ADJUDICATOR), 409, "possible-duplicates"
    )
    assert told["possible_duplicates"] == [first["case_no"]]
    assert [each["case_no"] for each in await hall.get(second, "/duplicates")] == [first["case_no"]]
    distinct = {"distinct_from": [first["case_no"]]}
    assert (await hall.done(second, "registration", distinct, Role.ADJUDICATOR))["status"] == "registered"
    other_day = await hall.reported(event_on="2026-10-07")
    other_type = await hall.reported(types=["critical-illness"])
    assert other_day["possible_duplicates"] == other_type["possible_duplicates"] == []
    await hall.done(first, "withdrawal", {"reason": "reported-twice"})
    assert (await hall.reported())["possible_duplicates"] == [second["case_no"]]


async def test_the_amount_is_the_sum_of_its_lines(hall: ClaimsHall):
    case = await hall.registered()
    path = f"/{case['case_no']}/manual-calculation"
    wrong = refused(await hall.post(path, CALCULATION | {"total_fen": 118_001}, Role.ADJUDICATOR), 422, "total-is-sum")
    assert wrong["sum_fen"] == 118_000
    negative = {"lines": [DEDUCTED], "total_fen": 0}
    refused(await hall.post(path, negative, Role.ADJUDICATOR), 422, "total-is-sum")
    await hall.recalculated(await hall.recalculated(case, 1), 2)
    assert [each["total_fen"] for each in await hall.get(case, "/calculations")] == [2, 1]


async def test_who_calculates_neither_reviews_nor_decides_and_who_decides_does_not_pay(hall: ClaimsHall):
    case = await hall.calculated()
    own = await hall.post(f"/{case['case_no']}/review", {"outcome": "pass"}, Role.ADJUDICATOR, **seen(case))
    refused(own, 403, "maker-checker")
    case = await hall.passed(case)
    refused(await hall.decide(case, ref="S-adjudicator"), 403, "maker-checker")
    case = ok(await hall.decide(case, ref="S-cashier"))
    refused(await hall.pay(case, 118_000, "k"), 403, "maker-checker")


@pytest.mark.parametrize(
    ("amount", "types", "decision", "refused_at", "passes_at"),
    [
        (1_000_000, ["illness-medical"], {}, None, "350322"),
        (1_000_001, ["illness-medical"], {}, "350322", "3503"),
        (10_000_001, ["illness-medical"], {}, "3503", "35"),
        (2_000_001, ["critical-illness"], {}, "350322", "3503"),
        (1_000_001, ["critical-illness", "illness-medical"], {}, "350322", "3503"),
        (100, ["illness-medical"], {"outcome": "refuse", "reasons": ["exclusion"]}, "350322", "3503"),
        (100, ["illness-medical"], {"outcome": "negotiate", "agreed_fen": 99, "agreement": "XY-1"}, "3503", "35"),
        (100_000_001, ["illness-medical"], {}, "35", "*"),
    ],
)
async def test_each_decides_within_their_authority(
    hall: ClaimsHall, amount: int, types: list[str], decision: dict[str, object], refused_at: str | None, passes_at: str
):
    papers = {"papers": ["claim_form", "insured_id", "medical_record", "inpatient_invoice", "account_card"]}
    papers["papers"] += ["pathology_report"]
    case = await hall.reviewed(amount, types=types, **papers)
    if refused_at:
        refused(await hall.decide(case, refused_at, **decision), 403, "authority-limit")
    ok(await hall.decide(case, passes_at, **decision))


async def test_a_refusal_has_reasons_and_is_told(hall: ClaimsHall):
    case = await hall.reviewed()
    refused(await hall.decide(case, "3503", outcome="refuse"), 422, "reason-given")
    assert (await hall.decide(case, "3503", outcome="refuse", reasons=["because"])).status_code == 422
    case = ok(await hall.decide(case, "3503", outcome="refuse", reasons=["waiting-period", "exclusion"]))
    assert (case["status"], case["closed_at"], case["outcome"]) == ("refused", None, "refused")
    case = await hall.done(case, "refusal-notice", {"told_by": "letter"})
    assert (case["status"], case["refusal_reasons"]) == ("refusal_told", ["waiting-period", "exclusion"])
    assert case["closed_at"] is not None


async def test_what_is_agreed_on_is_a_line_of_its_own(hall: ClaimsHall):
    case = await hall.reviewed()
    agreed = {"outcome": "negotiate", "agreed_fen": 100_000, "agreement": "XY-2026-1"}
    case = ok(await hall.decide(case, "35", **agreed))
    assert (case["payable_fen"], case["total_fen"], case["decision"]) == (100_000, 100_000, "negotiate")
    newest = (await hall.get(case, "/calculations"))[0]
    assert [(line["amount_fen"], line["basis"]) for line in newest["lines"]] == [
        (118_000, INVOICED["basis"]),
        (-18_000, "XY-2026-1"),
    ]


async def test_money_is_paid_once_and_whole(hall: ClaimsHall):
    case = ok(await hall.decide(await hall.reviewed()))
    refused(await hall.pay(case, 117_999, "short"), 422, "amount-due")
    (payment,) = await hall.payments(case)
    keyless = await hall.on_payment(payment, "cash-payment", {"amount_fen": 118_000, "voucher": "V"})
    assert keyless.status_code == 400
    answers = await asyncio.gather(*(hall.pay(case, 118_000, key) for key in ("a", "b", "a")))
    assert sorted(answer.status_code for answer in answers)[0] == 200
    paid = await hall.get(case)
    assert (paid["status"], paid["paid_fen"]) == ("paid", 118_000)
    assert (await hall.pay(case, 118_000, "c")).status_code == 409


async def test_an_advance_is_a_part_and_the_rest_is_paid_with_the_decision(hall: ClaimsHall):
    case = await hall.calculated()
    refused(await hall.as_decider(case, "advance", {"amount_fen": 118_001}), 422, "advance-within-total")
    case = ok(await hall.as_decider(case, "advance", {"amount_fen": 50_000}))
    refused(await hall.pay(case, 60_000, "x"), 422, "amount-due")
    case = ok(await hall.pay(case, 50_000, "advance"))
    assert [case[name] for name in ("status", "paid_fen", "advance_fen")] == ["calculated", 50_000, 0]
    assert (await hall.pay(case, 50_000, "again")).status_code == 409
    refused(await hall.post(f"/{case['case_no']}/withdrawal", {"reason": "mistake"}), 422, "nothing-paid")
    case = ok(await hall.decide(await hall.passed(case)))
    assert case["payable_fen"] == 68_000
    assert ok(await hall.pay(case, 68_000, "rest"))["paid_fen"] == 118_000


@pytest.mark.parametrize(("now_fen", "status", "payable"), [(150_000, "approved", 32_000), (90_000, "paid", 0)])
async def test_a_reopened_claim_pays_the_difference_only(hall: ClaimsHall, now_fen: int, status: str, payable: int):
    case = await hall.paid()
    case = await hall.done(case, "reopening", {"reason": "invoice-corrected"}, Role.ADJUDICATOR, **seen(case))
    assert [case[name] for name in ("status", "reopened", "closed_at", "paid_fen")] == ["registered", 1, None, 118_000]
    case = await hall.passed(await hall.recalculated(case, now_fen))
    case = ok(await hall.decide(case))
    assert (case["status"], case["payable_fen"], case["paid_fen"]) == (status, payable, 118_000)


async def test_nothing_calculated_is_refused_and_not_paid(hall: ClaimsHall):
    refused(await hall.decide(await hall.reviewed(0)), 422, "something-to-pay")


async def test_an_appeal_is_looked_at_by_another(hall: ClaimsHall):
    case = await hall.reviewed()
    case = ok(await hall.decide(case, "3503", outcome="refuse", reasons=["exclusion"]))
    case = await hall.done(case, "refusal-notice", {"told_by": "letter"})
    case = await hall.done(case, "appeal", {"reason": "facts-differ"})
    assert (case["status"], case["appeals"], case["closed_at"]) == ("under_appeal", 1, None)
    refused(await hall.as_decider(case, "re-review", {"outcome": "uphold"}, org="3503"), 403, "maker-checker")
    other = {"org": "3503", "ref": "D-other"}
    upheld = ok(await hall.as_decider(case, "re-review", {"outcome": "uphold"}, **other))
    assert (upheld["status"], upheld["outcome"]) == ("refusal_told", "refused")
    case = await hall.done(upheld, "appeal", {"reason": "facts-differ"})
    again = ok(await hall.as_decider(case, "re-review", {"outcome": "reopen"}, **other))
    assert [again[name] for name in ("status", "refusal_reasons", "reason")] == ["registered", [], "appeal-granted"]


async def test_a_claim_is_withdrawn_until_it_is_decided_or_never_registered(hall: ClaimsHall):
    case = await hall.done(await hall.reviewed(), "withdrawal", {"reason": "claimed-elsewhere"})
    assert (case["status"], case["outcome"]) == ("withdrawn", "withdrawn")
    assert (await hall.opened(case)).status_code == 409
    paid = await hall.paid(event_on="2026-10-07")
    assert (await hall.post(f"/{paid['case_no']}/withdrawal", {"reason": "mistake"})).status_code == 409
    new = await hall.reported(event_on="2025-01-01")
    assert new["cover_status"] == "not-begun"
    away = {"reason": "before-cover", "told_by": "phone"}
    new = await hall.done(new, "turning-away", away, Role.ADJUDICATOR, **seen(new))
    assert [new[name] for name in ("status", "outcome", "reason")] == [
        "not_registered",
        "not-registered",
        "before-cover",
    ]
    back = await hall.done(new, "reopening", {"reason": "policy-found"}, Role.ADJUDICATOR, **seen(new))
    assert back["status"] == "reported"


async def test_a_survey_makes_it_complex(hall: ClaimsHall):
    case = await hall.registered()
    survey = await hall.survey(case)
    case = await hall.get(case)
    assert (case["status"], case["surveyed"]) == ("under_survey", True)
    answer = await hall.office.post(
        f"/surveys/{survey['case_no']}/cancellation", Role.ADJUDICATOR, {"reason": "not-needed"}
    )
    assert answer.status_code == 200, answer.text
    assert (await hall.get(case))["status"] == "registered"
