"""Money rules through the API: a child's death limit over all policies, late claims, and what an invoice may not be."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from shared.auth import Role
from shared.contracts.claims import ClaimApproved, ClaimPaid
from shared.contracts.policy_service import PolicyEndedByClaim, PolicyPremiumWaived
from tests.claims.conftest import HOLDER, INSURED, PARTIES, POLICY_NO, opened, policy
from tests.claims.hall import INVOICE, PAPERS, Case, ClaimsHall, ok, payee, refused, values
from tests.claims.test_calculating import CARD_NO, calculate, invoiced, issue_card

WAN = 1_000_000
LIVES = ("BD260301-00000011", "BD260301-00000012")
DEATH = {"types": ["accident-death"], "cause": "accident", "care": "none"}
DEATH_PAPERS = [*PAPERS, "policy_document", "accident_proof", "death_certificate", "beneficiary_proof"]


@pytest.fixture
async def card(hall: ClaimsHall, policy_service: dict[str, Any]) -> ClaimsHall:
    await issue_card(hall, policy_service)
    return hall


async def insure(hall: ClaimsHall, policy_service: dict[str, Any], born_on: str, **terms: Any) -> None:
    """Two whole life policies of 300,000 yuan each."""
    for number in LIVES:
        known = {"masked": False, "items": [HOLDER, INSURED | {"born_on": born_on}]}
        policy_service[PARTIES.replace(POLICY_NO, number)] = known
        policy_service[f"/v1/policies/{number}/values"] = values(300_000, 0)
        await hall.office.feed(opened(**{"case_no": number, "product": "L1002", "sum_assured_fen": 30 * WAN} | terms))


async def died(hall: ClaimsHall, number: str, **changes: Any) -> Case:
    distinct = {"distinct_from": [each["case_no"] for each in (await hall.office.get("/claims")).json()["items"]]}
    return await hall.registered(policy_no=number, papers=DEATH_PAPERS, **DEATH | distinct | changes)


async def lines_of(hall: ClaimsHall, case: Case) -> dict[str, tuple[int, str]]:
    (newest, *_) = await hall.get(case, "/calculations")
    return {line["code"]: (line["amount_fen"], line["mark"]) for line in newest["lines"]}


@pytest.mark.parametrize(
    ("born_on", "first", "second"),
    [
        ("2016-10-09", 20, 0),  # nine years old: 200,000 yuan
        ("2016-10-08", 30, 20),  # ten on the day: 500,000
        ("2008-10-09", 30, 20),
        ("2008-10-08", 30, 30),  # of age
    ],
)
async def test_all_policies_together_pay_no_more_on_a_childs_death_than_the_law_lets(
    hall: ClaimsHall, policy_service: dict[str, Any], born_on: str, first: int, second: int
):
    await insure(hall, policy_service, born_on)
    paid = []
    for number in LIVES:
        case = await calculate(hall, await died(hall, number), died_on="2026-10-08")
        paid.append(case["total_fen"])
    assert paid == [first * WAN, second * WAN]
    cut = (await lines_of(hall, case)).get("minor-cap")
    assert cut == (None if born_on == "2008-10-08" else ((second - 30) * WAN, "V2"))


async def test_two_at_one_instant_share_the_limit(hall: ClaimsHall, policy_service: dict[str, Any]):
    await insure(hall, policy_service, "2017-01-01")
    cases = [await died(hall, number) for number in LIVES]
    done = await asyncio.gather(*(calculate(hall, case, died_on="2026-10-08") for case in cases))
    assert sum(case["total_fen"] for case in done) == 20 * WAN
    loser = next(case for case in done if not case["total_fen"])
    winner = next(case for case in done if case["total_fen"])
    await hall.done(winner, "withdrawal", {"reason": "mistake"})
    assert (await calculate(hall, loser, died_on="2026-10-08"))["total_fen"] == 20 * WAN


async def test_premiums_that_one_policy_gives_back_take_nothing_of_the_limit_of_another(
    hall: ClaimsHall, policy_service: dict[str, Any]
):
    await insure(hall, policy_service, "2017-01-01")
    back, whole = "BD260301-00000013", LIVES[0]
    policy_service[PARTIES.replace(POLICY_NO, back)] = policy_service[PARTIES.replace(POLICY_NO, whole)]
    policy_service[f"/v1/policies/{back}/values"] = policy_service[f"/v1/policies/{whole}/values"]
    await hall.office.feed(opened(case_no=back, product="L1003"))
    figures = {"premiums_paid_fen": 8 * WAN}
    returned = await calculate(hall, await died(hall, back), died_on="2026-10-08", policy=figures)
    assert returned["total_fen"] == 8 * WAN
    assert (await calculate(hall, await died(hall, whole), died_on="2026-10-08"))["total_fen"] == 20 * WAN


async def test_who_died_at_an_unknown_age_is_not_taken_for_grown_up(hall: ClaimsHall, policy_service: dict[str, Any]):
    await insure(hall, policy_service, "2020-01-01")
    case = await died(hall, LIVES[0])
    people = policy_service[PARTIES.replace(POLICY_NO, LIVES[0])]
    policy_service[PARTIES.replace(POLICY_NO, LIVES[0])] = people | {"items": [HOLDER]}
    found = {"died_on": "2026-10-08"}
    answer = await hall.post(f"/{case['case_no']}/calculation", found, Role.ADJUDICATOR)
    assert refused(answer, 422, "age-known")["field"] == "age_at_death"
    assert (await calculate(hall, case, **found, age_at_death=6))["total_fen"] == 20 * WAN
    policy_service[PARTIES.replace(POLICY_NO, LIVES[0])] = people
    case = await calculate(hall, case, **found, age_at_death=40)
    assert case["total_fen"] == 20 * WAN, "who keeps the policy knows better"


async def test_a_contract_of_before_the_rule_has_no_such_limit(hall: ClaimsHall, policy_service: dict[str, Any]):
    terms = {"effective_on": "2015-12-31", "payment_mode": "single", "paid_to_on": None}
    await insure(hall, policy_service, "2015-06-01", **terms, term_years=None)
    case = await calculate(hall, await died(hall, LIVES[0], event_on="2020-01-01"), died_on="2020-01-01")
    assert case["total_fen"] == 30 * WAN


@pytest.mark.parametrize(
    ("event_on", "known_on", "late"),
    [("2021-10-12", None, False), ("2021-10-11", None, True), ("2021-10-11", "2021-10-12", False)],
)
async def test_after_five_years_a_death_is_paid_with_a_word_on_the_limitation(
    hall: ClaimsHall, policy_service: dict[str, Any], event_on: str, known_on: str | None, late: bool
):
    terms = {"effective_on": "2020-01-01", "payment_mode": "single", "paid_to_on": None}
    await insure(hall, policy_service, "1980-01-01", **terms, term_years=None)
    case = await died(hall, LIVES[0], event_on=event_on)
    case = await calculate(hall, case, died_on=event_on, known_on=known_on)
    assert (case["total_fen"], (await lines_of(hall, case)).get("limitation")) == (30 * WAN, (0, "V") if late else None)
    ok(await hall.decide(await hall.passed(case), "35", outcome="refuse", reasons=["time-barred"]))


@pytest.mark.parametrize(
    ("days", "field", "rule"),
    [
        ({"known_on": "2026-10-13"}, "known_on", "not-in-the-future"),  # it would never be late
        ({"known_on": "2026-10-07"}, "known_on", "not-before-the-event"),
        ({"died_on": "2026-10-13"}, "died_on", "not-in-the-future"),
        ({"died_on": "2026-10-07"}, "died_on", "not-before-the-event"),
    ],
)
async def test_a_day_that_cannot_be_is_refused(
    hall: ClaimsHall, policy_service: dict[str, Any], days: dict[str, str], field: str, rule: str
):
    await insure(hall, policy_service, "1980-01-01")
    case = await died(hall, LIVES[0])
    answer = await hall.post(f"/{case['case_no']}/calculation", {"died_on": "2026-10-08"} | days, Role.ADJUDICATOR)
    assert refused(answer, 422, rule)["field"] == field


@pytest.mark.parametrize(("event_on", "late"), [("2024-10-12", False), ("2024-10-11", True)])
async def test_after_two_years_medical_costs_are(
    hall: ClaimsHall, policy_service: dict[str, Any], event_on: str, late: bool
):
    policy_service[PARTIES.replace(POLICY_NO, CARD_NO)] = policy_service[PARTIES]
    terms = {"product": "K2002", "term_years": 5, "payment_mode": "single", "paid_to_on": None}
    await hall.office.feed(opened(case_no=CARD_NO, effective_on="2024-01-01", **terms))
    case = await calculate(hall, await invoiced(hall, "A1", 200_000, event_on=event_on, issued_on=event_on))
    assert ("limitation" in await lines_of(hall, case), case["total_fen"]) == (late, 108_000)


@pytest.mark.parametrize("wrong", [{"total_fen": -1}, {"bed_fen": -1}, {"social_insurance_fen": 128_001}])
async def test_an_invoice_below_zero_or_with_more_in_it_than_it_comes_to_is_refused(
    card: ClaimsHall, wrong: dict[str, Any]
):
    case = await card.registered(policy_no=CARD_NO)
    answer = await card.post(f"/{case['case_no']}/invoices", INVOICE | wrong, Role.ADJUDICATOR)
    (error,) = answer.json()["errors"]
    assert (answer.status_code, bool(error["rule"])) == (422, True)


async def test_an_invoice_of_nothing_pays_nothing_and_says_so(card: ClaimsHall):
    case = await calculate(card, await invoiced(card, "A1", 0))
    (kept,) = await card.get(case, "/calculations")
    assert (case["total_fen"], [each["code"] for each in kept["refusals"]]) == (0, ["not-positive"])


async def test_over_the_limit_the_line_says_by_how_much(card: ClaimsHall):
    case = await calculate(card, await invoiced(card, "A1", 10_000_000))
    (kept,) = await card.get(case, "/calculations")
    assert case["total_fen"] == 2_000_000
    assert [line["amount_fen"] for line in kept["lines"] if line["code"] == "over-limit"] == [2_000_000 - 5_988_000]


@pytest.mark.parametrize(
    ("changes", "code"), [({"id_number": "E99990000"}, "another-person"), ({"number": "A0"}, "used-before")]
)
async def test_another_persons_invoice_and_one_of_another_claim_pay_nothing_with_the_reason(
    card: ClaimsHall, changes: dict[str, Any], code: str
):
    await calculate(card, await invoiced(card, "A0", 100_000, event_on="2026-10-07"))
    case = await invoiced(card, changes.pop("number", "A1"), 200_000, **changes)
    case = await calculate(card, case)
    (kept,) = await card.get(case, "/calculations")
    told = [(each["code"], bool(each["basis"]), bool(each["mark"])) for each in kept["refusals"]]
    assert (case["total_fen"], told) == (0, [(code, True, True)])
    refused(await card.decide(await card.passed(case)), 422, "something-to-pay")


async def test_a_death_that_is_paid_ends_the_policy_and_tells_what_it_kept(
    hall: ClaimsHall, policy_service: dict[str, Any]
):
    await insure(hall, policy_service, "1980-01-01")
    policy_service[f"/v1/policies/{LIVES[0]}/values"]["owed_fen"] = 100_000
    case = await calculate(hall, await died(hall, LIVES[0]), died_on="2026-10-08")
    assert (case["ends_contract"], case["loan_kept_fen"]) == (True, 100_000)
    case = ok(await hall.decide(await hall.passed(case), "35"))
    heir = payee(payee="beneficiary", share={"numerator": 1, "denominator": 1}, id_number="E77770000")
    await hall.opened(case, heir, papers=["succession_proof"])
    (payment,) = await hall.payments(case)
    ok(await hall.pay_out(case, payment, payment["amount_fen"], "k"))
    told = [orjson.loads(each.data) for each in await hall.office.rows() if each.type == ClaimPaid.type]
    assert [(each["ends_contract"], each["loan_kept_fen"]) for each in told] == [(True, 100_000)]
    ended = {"case_no": LIVES[0], "status": "terminated", "on": "2026-10-12", "paid_to_on": None}
    await hall.office.feed(policy(PolicyEndedByClaim, "end_by_claim", 2, **ended))
    days = {"2026-10-11": "in-force", "2026-10-12": "ended"}
    for day, status in days.items():
        cover = (await hall.office.get(f"/covers/{LIVES[0]}", Role.TELLER, day=day)).json()
        assert cover["standing"]["status"] == status


async def test_medical_costs_end_nothing(card: ClaimsHall):
    case = await calculate(card, await invoiced(card, "A1", 200_000))
    assert case["ends_contract"] is False


@pytest.mark.parametrize(
    ("product", "grades", "ends"),
    [
        ("K2003", [1], True),
        ("K2003", [2, 2], True),  # two of the gravest count as one grade graver
        ("K2003", [2], False),
        ("K2001", [1], False),  # its medical cover goes on
    ],
)
async def test_a_total_disability_ends_the_contract_that_insures_nothing_beside_it(
    hall: ClaimsHall, policy_service: dict[str, Any], product: str, grades: list[int], ends: bool
):
    await insure(hall, policy_service, "1980-01-01", product=product, payment_mode="single", paid_to_on=None)
    papers = [*DEATH_PAPERS, "disability_report"]
    case = await hall.registered(policy_no=LIVES[0], papers=papers, **DEATH | {"types": ["disability"]})
    case = await calculate(hall, case, grades=grades, circumstances=["passenger"])
    (kept,) = await hall.get(case, "/calculations")
    assert (case["ends_contract"], kept["ends_contract"]) == (ends, ends)


async def waiver_asked(hall: ClaimsHall, policy_service: dict[str, Any], **asked: Any) -> Case:
    await insure(hall, policy_service, "1980-01-01", product="L1003", paid_to_on="2027-03-02")
    papers = [*DEATH_PAPERS, "pathology_report", "disability_report", "incapacity_report"]
    waiver = {"types": ["waiver-death"], "papers": papers, "event_on": "2026-10-01"}
    return await hall.registered(policy_no=LIVES[0], **DEATH | waiver | asked)


@pytest.mark.parametrize(
    ("type", "cause", "told"),
    [
        ("waiver-death", "accident", "投保人于2026-10-01因意外伤害身故"),
        ("waiver-illness", "illness", "投保人于2026-10-01因疾病罹患重大疾病"),
        ("waiver-disability", "accident", "投保人于2026-10-01因意外伤害伤残"),
    ],
)
async def test_a_waiver_names_what_befell_the_policyholder_and_by_what(
    hall: ClaimsHall, policy_service: dict[str, Any], type: str, cause: str, told: str
):
    case = await waiver_asked(hall, policy_service, types=[type], cause=cause)
    await calculate(hall, case, holder_died=True)
    (kept,) = await hall.get(case, "/calculations")
    assert [line["input"]["zh"] for line in kept["lines"]] == [told]


async def test_a_waiver_of_a_premium_whose_day_is_not_told_counts_from_the_day_of_the_event(
    hall: ClaimsHall, policy_service: dict[str, Any]
):
    case = await calculate(hall, await waiver_asked(hall, policy_service), holder_died=True)
    (kept,) = await hall.get(case, "/calculations")
    assert (case["waives_from_on"], kept["waiver"]["from_on"]) == ("2026-10-01", "2026-10-01")
    assert any(told["zh"].startswith("自2026-10-01起0期") for told in kept["letter"])


async def test_a_waiver_that_is_granted_says_from_when_on_and_the_covers_follow(
    hall: ClaimsHall, policy_service: dict[str, Any]
):
    case = await waiver_asked(hall, policy_service)
    case = await calculate(hall, case, holder_died=True, policy={"next_due_on": "2027-03-02", "premiums_left": 18})
    case = ok(await hall.decide(await hall.passed(case), "35"))
    assert [case[name] for name in ("status", "total_fen", "waives_from_on", "ends_contract")] == [
        "paid", 0, "2027-03-02", False
    ]  # fmt: skip
    told = [orjson.loads(each.data) for each in await hall.office.rows() if each.type == ClaimApproved.type]
    assert [(each["waives_from_on"], each["status"]) for each in told] == [("2027-03-02", "paid")]
    waived = {"case_no": LIVES[0], "on": "2027-03-02", "paid_to_on": "2028-03-02"}
    hall.office.time.set(datetime(2027, 3, 2, 2, tzinfo=UTC))
    await hall.office.feed(policy(PolicyPremiumWaived, "waive_premium", 2, **waived))
    cover = (await hall.office.get(f"/covers/{LIVES[0]}", Role.TELLER, day="2027-03-20")).json()["standing"]
    assert (cover["status"], cover["arrears_fen"]) == ("in-force", 0)
