"""Who is owed what by the lines of a calculation, and after what was paid before."""

from typing import Any

import pytest

from services.claims.settlements.dues import by_liability, dues_of
from shared.auth import Role
from tests.claims.hall import INVOICED, Case, ClaimsHall, ok, refused, seen
from tests.claims.payments.people import DEATH, PAPERS, child, wife

MEDICAL, DEAD = ["illness-medical"], ["illness-death"]


def line(fen: int, payee: str | None = None, liability: str | None = None) -> Case:
    return {"amount_fen": fen, "payee": payee, "liability": liability}


@pytest.mark.parametrize(
    ("lines", "types", "due"),
    [
        ([line(300, "insured"), line(-100, "insured")], MEDICAL, {"insured": 200}),
        ([line(300, "insured"), line(700, "beneficiary")], MEDICAL, {"insured": 300, "beneficiary": 700}),
        ([line(1), line(2)], MEDICAL, {"insured": 3}),
        ([line(1), line(2)], DEAD, {"beneficiary": 3}),
        ([line(5, None, "refund"), line(7, None, "accidental_death")], DEAD, {"policyholder": 5, "beneficiary": 7}),
        # An agreement on less is borne by all in proportion, to the fen.
        ([line(300, "insured"), line(700, "beneficiary"), line(-1)], DEAD, {"insured": 300, "beneficiary": 699}),
        ([line(900, "beneficiary"), line(-100, "policyholder")], DEAD, {"beneficiary": 800}),
        ([line(100, "insured"), line(-100)], MEDICAL, {}),
        ([], MEDICAL, {}),
    ],
)
def test_whom_the_lines_are_owed_to(lines: list[Case], types: list[str], due: dict[str, int]):
    assert dues_of(lines, types) == due


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        ([line(300, liability="refund"), line(-100, liability="refund")], {"refund": 200}),
        ([line(5, liability="refund"), line(7, liability="illness_death")], {"illness_death": 7, "refund": 5}),
        # An agreement on less takes from each in proportion, to the fen.
        ([line(300, liability="a"), line(700, liability="b"), line(-1)], {"a": 300, "b": 699}),
        ([line(1), line(2)], {"unnamed": 3}),
        ([line(100, liability="a"), line(-100)], {}),
        ([], {}),
    ],
)
def test_what_the_lines_come_to_by_liability(lines: list[Case], parts: dict[str, int]):
    assert {each["liability"]: each["amount_fen"] for each in by_liability(lines)} == parts


async def of_two(hall: ClaimsHall, case: Case, medical_fen: int, death_fen: int) -> Case:
    """The costs are the insured's, the death benefit the beneficiaries'."""
    lines = [
        INVOICED | {"amount_fen": medical_fen, "liability": "illness_medical"},
        INVOICED | {"amount_fen": death_fen, "liability": "illness_death"},
    ]
    form: dict[str, Any] = {"lines": lines, "total_fen": medical_fen + death_fen}
    case = await hall.done(case, "manual-calculation", form, Role.ADJUDICATOR)
    return ok(await hall.decide(await hall.passed(case)))


async def test_what_one_payee_got_too_much_is_not_set_off_against_what_another_is_owed(hall: ClaimsHall):
    heir = wife(payee="insured", id_number="E55550000", share={"numerator": 1, "denominator": 1})
    papers = {"papers": ["succession_proof", "guardian_proof"]}
    case = await hall.registered(**DEATH | {"types": ["illness-death", "illness-medical"], "papers": [*PAPERS]})
    case = await of_two(hall, case, 100_000, 200_000)
    refused(await hall.opened(case, wife(), child(), **papers), 422, "payee-of-each")
    assert (await hall.opened(case, heir, wife(), child(), **papers)).status_code == 201
    for payment in await hall.payments(case):
        case = ok(await hall.pay_out(case, payment, payment["amount_fen"], payment["case_no"]))
    assert (case["status"], case["paid_fen"]) == ("paid", 300_000)
    case = await hall.done(case, "reopening", {"reason": "invoice-corrected"}, Role.ADJUDICATOR, **seen(case))
    case = await of_two(hall, case, 60_000, 250_000)
    assert (case["status"], case["payable_fen"]) == ("approved", 50_000)
    settled = (await hall.office.get(f"/claims/{case['case_no']}/settlements")).json()
    assert {each["payee"]: (each["pay_fen"], each["claim_back_fen"]) for each in settled if each["no"] == 2} == {
        "insured": (0, 40_000),
        "beneficiary": (50_000, 0),
    }
    assert (await hall.opened(case, wife(), child(), **papers)).status_code == 201
    for payment in (each for each in await hall.payments(case) if each["settlement_no"] == 2):
        case = ok(await hall.pay_out(case, payment, payment["amount_fen"], payment["case_no"]))
    assert (case["status"], case["paid_fen"]) == ("paid", 350_000)
