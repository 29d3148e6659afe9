"""Who may be paid what a claim owes, and how much of it each."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.claims.settlements.shares import split
from shared.auth import Role
from shared.tables import case_events, pii_reads
from tests.claims.hall import ClaimsHall, ok, payee, refused
from tests.claims.payments.people import CHILD_REF, DEATH, GUARDIAN, PAPERS, WIFE_REF, child, died, heir, wife

PROOF = {"papers": ["guardian_proof", "succession_proof"]}
GONE = {"departed": [{"party_ref": WIFE_REF, "reason": "predeceased"}]}
ALL_GONE = {"departed": [*GONE["departed"], {"party_ref": CHILD_REF, "reason": "renounced"}]}

DEAD_PARENT = GUARDIAN | {"name": "欧阳小妹", "id_number": "E11112222"}
DEADS_ACCOUNT = {"account_no": "622700", "holder": "欧阳小妹"}


@given(st.integers(0, 10**12), st.lists(st.integers(1, 10**6), min_size=1, max_size=12))
def test_parts_sum_to_the_whole_and_none_is_off_by_a_fen(total: int, weights: list[int]):
    shares = [Fraction(weight, sum(weights)) for weight in weights]
    parts = split(total, shares)
    assert sum(parts) == total
    assert all(abs(part - total * share) < 1 for part, share in zip(parts, shares, strict=True))


def test_what_is_left_goes_to_the_largest_remainders():
    assert split(100, [Fraction(1, 3)] * 3) == [34, 33, 33]
    assert split(10, [Fraction(1, 8), Fraction(3, 8), Fraction(1, 2)]) == [1, 4, 5]
    assert split(1, [Fraction(1, 3), Fraction(2, 3)]) == [0, 1]


async def test_the_insured_is_paid_what_the_living_are_owed(hall: ClaimsHall):
    case = ok(await hall.decide(await hall.reviewed()))
    refused(await hall.opened(case, payee(id_number="E99990000")), 422, "succession-proof")
    refused(await hall.opened(case, wife()), 422, "payee-of-each")
    strangers = payee(account={"account_no": "622700", "holder": "他人"})
    assert refused(await hall.opened(case, strangers), 422, "holder-is-payee")["field"] == "payees.0.account.holder"
    assert (await hall.opened(case)).status_code == 201
    (payment,) = await hall.payments(case)
    told = ("status", "amount_fen", "share", "capacity", "payee", "settlement_kind")
    assert [payment[name] for name in told] == ["due", 118_000, "1", "self", "insured", "payment"]
    refused(await hall.opened(case), 409, "payments-opened")


async def test_whoever_is_dead_by_another_claim_is_not_paid_their_medical_one_but_their_heirs_are(hall: ClaimsHall):
    case = ok(await hall.decide(await hall.reviewed()))
    await hall.registered(**DEATH | {"papers": PAPERS})
    refused(await hall.opened(case), 422, "payee-living")
    assert (await hall.opened(case, heir(1, (1, 1), payee="insured"), **PROOF)).status_code == 201


async def test_beneficiaries_are_paid_by_their_shares_and_a_minor_through_a_guardian(hall: ClaimsHall):
    case = await died(hall)
    assert (await hall.opened(case, wife(), child(), papers=["guardian_proof"])).status_code == 201
    paid = {each["amount_fen"]: each for each in await hall.payments(case)}
    assert {fen: (each["capacity"], each["share"], each["has_guardian"]) for fen, each in paid.items()} == {
        670_001: ("named", "67/100", False),
        330_000: ("named", "33/100", True),
    }


@pytest.mark.parametrize(
    ("payees", "more", "rule"),
    [
        ([wife()], {}, "beneficiaries-as-named"),
        ([wife(), heir(1, (1, 2))], {}, "beneficiaries-as-named"),
        ([wife(), wife()], {}, "payee-once"),
        ([wife(), child()], {}, "guardian-proof"),
        (
            [wife(), child(guardian=None, account={"account_no": "622700", "holder": "欧阳小宝"})],
            PROOF,
            "minor-has-guardian",
        ),
        ([wife(), child(share={"numerator": 1, "denominator": 2})], PROOF, "share-on-policy"),
        ([wife(), child(), payee()], PROOF, "payee-of-each"),
        ([child()], GONE, "guardian-proof"),
        ([child()], PROOF | {"departed": [{"party_ref": "0" * 36, "reason": "forfeited"}]}, "departed-is-named"),
        ([heir(1, (1, 1))], ALL_GONE, "succession-proof"),
        ([heir(1, (1, 3)), heir(2, (1, 3))], PROOF | ALL_GONE, "shares-sum-to-1"),
        ([heir(1, (1, 2))], PROOF | ALL_GONE, "shares-sum-to-1"),
        ([payee(payee="beneficiary", share={"numerator": 1, "denominator": 1})], PROOF | ALL_GONE, "payee-living"),
        ([wife(), child(guardian=DEAD_PARENT, account=DEADS_ACCOUNT)], PROOF, "payee-living"),
    ],
)
async def test_others_are_not_paid(hall: ClaimsHall, payees: list[Any], more: dict[str, Any], rule: str):
    case = await died(hall)
    refused(await hall.opened(case, *payees, **more), 422, rule)
    assert await hall.payments(case) == []


async def test_a_share_that_falls_away_goes_to_the_others(hall: ClaimsHall):
    case = await died(hall)
    assert (await hall.opened(case, child(), **PROOF | GONE)).status_code == 201
    assert [(each["amount_fen"], each["share"]) for each in await hall.payments(case)] == [(1_000_001, "1")]


async def test_heirs_take_where_no_beneficiary_is_left_with_a_proof_of_succession(hall: ClaimsHall):
    case = await died(hall)
    heirs = [heir(number, (1, 3)) for number in (1, 2, 3)]
    assert (await hall.opened(case, *heirs, **PROOF | ALL_GONE)).status_code == 201
    paid = await hall.payments(case)
    assert sorted(each["amount_fen"] for each in paid) == [333_333, 333_334, 333_334]
    assert {(each["capacity"], each["share"]) for each in paid} == {("heir", "1/3")}


async def test_a_proof_that_the_claim_has_is_not_asked_for_again(hall: ClaimsHall):
    case = await hall.reviewed(needs=["succession"], papers=[*PAPERS_OF_ILLNESS, "succession_proof"])
    case = ok(await hall.decide(case))
    assert (await hall.opened(case, heir(1, (1, 1), payee="insured"))).status_code == 201


async def test_the_insured_themself_is_nobodys_spouse(hall: ClaimsHall):
    case = ok(await hall.decide(await hall.reviewed()))
    answer = await hall.opened(case, payee() | {"relation": "spouse"})
    assert (answer.status_code, answer.json()["field"], answer.json()["rule"]) == (
        422,
        "relation",
        "relation-of-insured",
    )


PAPERS_OF_ILLNESS = ["claim_form", "insured_id", "medical_record", "inpatient_invoice", "account_card"]


async def test_person_and_account_are_sealed_masked_and_in_no_event(hall: ClaimsHall):
    case = await died(hall)
    await hall.opened(case, wife(), child(), papers=["guardian_proof"])
    minor = next(each for each in await hall.payments(case) if each["has_guardian"])
    path = f"/claim-payments/{minor['case_no']}/payee"
    masked = (await hall.office.get(path, Role.CASHIER)).json()
    assert masked["masked"]
    assert [
        secret for secret in ("欧阳小宝", "6227001234567890000", "林秀英", "E33330002") if secret in str(masked)
    ] == []
    before = len(await hall.office.rows(pii_reads))
    whole = (await hall.office.get(path, Role.CASHIER, pii=True)).json()
    assert (whole["name"], whole["holder"], whole["guardian"]["id_number"]) == ("欧阳小宝", "林秀英", "E33330001")
    assert len(await hall.office.rows(pii_reads)) == before + 1
    said = "".join(row.data for row in await hall.office.rows(case_events))
    assert [secret for secret in ("欧阳小宝", "林秀英", "E33330001", "62270012345678") if secret in said] == []
