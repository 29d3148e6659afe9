"""What a claim asks for by its types, what is missing, and that it is told once."""

import asyncio
from typing import Any

import pytest

from services.claims.papers.matrix import DOCUMENTS, TYPES, missing, required
from shared.auth import Role
from tests.claims.hall import INVOICE, PAPERS, REPORT, ClaimsHall, refused

# As the source has the matrix: a type's documents by number.
MATRIX = {
    "accident-medical": "1 3 4 5 6 8 13",
    "illness-medical": "1 3 4 5 6 13",
    "critical-illness": "1 3 4 7 8 13",
    "disability": "1 3 4 8 9 13",
    "accident-death": "1 2 3 4 8 11 12 13",
    "illness-death": "1 2 3 4 7 11 12 13",
}


def test_the_matrix_is_that_of_the_source():
    told = {code: " ".join(map(str, TYPES[code].papers)) for code in MATRIX}
    assert told == MATRIX
    waiver = {no for code, row in TYPES.items() if row.group == "waiver" for no in row.papers}
    assert waiver == {1, 3, 4, 7, 8, 9, 10, 11, 12, 13}
    assert [row.no for row in DOCUMENTS.values() if row.mark == "V"] == [*range(1, 15)]


@pytest.mark.parametrize(
    ("types", "cause", "care", "asked"),
    [
        (["illness-medical"], "illness", "outpatient", "1 3 4 6 13"),
        (["illness-medical"], "illness", "both", "1 3 4 5 6 13"),
        (["critical-illness"], "illness", "none", "1 3 4 7 13"),
        (["critical-illness"], "accident", "none", "1 3 4 7 8 13"),
        (["accident-medical", "disability"], "accident", "inpatient", "1 3 4 5 8 9 13"),
    ],
)
def test_what_is_asked_for_follows_types_cause_and_care(types: list[str], cause: Any, care: Any, asked: str):
    assert required(types, cause, care) == [DOCUMENTS[int(no)].code for no in asked.split()]


@pytest.mark.parametrize(
    ("papers", "scheme", "proven"),
    [
        (["death_certificate"], "ordinary", True),
        (["household_cancellation"], "ordinary", False),
        (["household_cancellation", "cremation_certificate"], "ordinary", True),
        (["household_cancellation", "court_judgment"], "ordinary", True),
        (["death_certificate"], "rural-relief", False),
        (["death_certificate", "cremation_certificate"], "rural-relief", True),
        (["household_cancellation", "death_certificate"], "rural-relief", True),
    ],
)
def test_a_death_is_proven_as_the_scheme_allows(papers: list[str], scheme: Any, proven: bool):
    assert (missing(["death_proof"], papers, scheme) == []) == proven


async def test_a_guardian_and_a_succession_ask_for_their_proofs(hall: ClaimsHall):
    case = await hall.reported(types=["illness-death"], care="none", needs=["guardian", "succession"])
    assert case["required_papers"][-2:] == ["succession_proof", "guardian_proof"]


async def test_what_is_missing_is_told_once_and_stops_the_clocks(hall: ClaimsHall):
    case = await hall.accepted(papers=["claim_form", "insured_id"])
    assert (case["status"], case["waiting"], case["track"]) == ("accepted", None, None)
    case = await hall.done(case, "papers-notice")
    assert case["told_papers"] == ["medical_record", "inpatient_invoice", "account_card"]
    assert (case["status"], case["waiting"], case["due_at"]) == ("awaiting_papers", "papers", None)
    assert (await hall.post(f"/{case['case_no']}/papers-notice")).status_code == 409
    case = await hall.done(case, "papers", {"papers": ["medical_record"]})
    assert (case["status"], case["completed_at"]) == ("awaiting_papers", None)
    case = await hall.done(case, "papers", {"papers": ["inpatient_invoice", "account_card"]})
    assert (case["status"], case["missing_papers"], case["track"]) == ("accepted", [], "small")
    assert case["completed_at"] is not None


async def test_an_unfit_paper_is_missing_again_without_another_notice(hall: ClaimsHall):
    case = await hall.accepted(papers=PAPERS[:-1])
    case = await hall.done(case, "papers-notice")
    case = await hall.done(case, "papers", {"papers": ["account_card"]})
    case = await hall.done(case, "papers/medical_record/rejection", {"cause": "unstamped"}, Role.ADJUDICATOR)
    assert (case["status"], case["missing_papers"], case["completed_at"]) == (
        "awaiting_papers",
        ["medical_record"],
        None,
    )
    assert case["unfit_papers"] == [{"paper": "medical_record", "cause": "unstamped"}]
    refused(
        await hall.post(f"/{case['case_no']}/papers/medical_record/rejection", {"cause": "altered"}), 422, "handed-in"
    )


async def test_types_that_come_later_allow_a_second_notice(hall: ClaimsHall):
    case = await hall.accepted(papers=PAPERS[:-1])
    case = await hall.done(case, "papers-notice")
    same = await hall.done(case, "types", {"types": ["hospital-allowance"]})
    assert (same["status"], same["missing_papers"]) == ("awaiting_papers", ["account_card"])
    case = await hall.done(case, "types", {"types": ["critical-illness"]})
    assert (case["status"], case["missing_papers"]) == ("accepted", ["pathology_report", "account_card"])
    case = await hall.done(case, "papers-notice")
    assert case["told_papers"] == ["account_card", "pathology_report"]
    refused(await hall.post(f"/{case['case_no']}/types", {"types": ["critical-illness"]}), 422, "types-new")


async def test_a_registered_claim_is_widened_back_to_its_papers(hall: ClaimsHall):
    case = await hall.registered()
    case = await hall.done(case, "types", {"types": ["critical-illness"]})
    assert (case["status"], case["completed_at"]) == ("accepted", None)
    assert (await hall.post(f"/{case['case_no']}/registration", {}, Role.ADJUDICATOR)).status_code == 422


async def test_nothing_is_accepted_without_the_claim_form(hall: ClaimsHall):
    case = await hall.reported()
    form = {"papers": PAPERS[1:], "is_clear": True}
    refused(await hall.post(f"/{case['case_no']}/acceptance", form), 422, "claim-form")
    case = await hall.done(case, "papers", {"papers": PAPERS[1:]})
    refused(await hall.post(f"/{case['case_no']}/acceptance", {"is_clear": True}), 422, "claim-form")
    assert (await hall.post(f"/{case['case_no']}/papers", {"papers": ["death_proof"]})).status_code == 422


@pytest.mark.parametrize("before", [[], PAPERS[1:], PAPERS[:1], PAPERS])
async def test_a_report_may_be_accepted_whatever_is_in_for_the_acceptance_brings_the_rest(
    hall: ClaimsHall, before: list[str]
):
    case = await hall.reported()
    if before:
        case = await hall.done(case, "papers", {"papers": before})
    assert "accept" in case["allowed"]
    form = {"papers": PAPERS, "is_clear": True}
    assert (await hall.done(case, "acceptance", form))["status"] == "accepted"


async def test_who_registers_too_early_is_told_which_papers_are_missing(hall: ClaimsHall):
    case = await hall.accepted(papers=PAPERS[:3])
    assert "register" not in case["allowed"]
    early = await hall.post(f"/{case['case_no']}/registration", {}, Role.ADJUDICATOR)
    told = refused(early, 422, "papers-complete")["missing_papers"]
    assert told == [
        {"code": "inpatient_invoice", "zh": "住院发票及清单", "en": "inpatient invoice"},
        {"code": "account_card", "zh": "银行卡或存折复印件", "en": "copy of the bank card or passbook"},
    ]


async def test_an_invoice_of_another_claim_is_found_by_its_number_and_by_its_file(hall: ClaimsHall):
    file, capital = {"sha256": "a" * 64}, INVOICE | {"number": "35030012A"}
    first = await hall.registered()
    small = INVOICE | file | {"number": "35030012a"}  # the same, keyed carelessly
    recorded = await hall.post(f"/{first['case_no']}/invoices", small, Role.ADJUDICATOR)
    assert (recorded.status_code, recorded.json()["used_in"], recorded.json()["is_insureds"]) == (201, [], True)
    for again, field in ({}, "number"), ({"number": "other"} | file, "sha256"):
        told = await hall.post(f"/{first['case_no']}/invoices", capital | again)
        assert refused(told, 409, "invoice-recorded")["field"] == field
        assert "35030012A" in told.json()["detail"]
    second = await hall.registered(distinct_from=[first["case_no"]])
    path = f"/{second['case_no']}/invoices"
    by_number = await hall.post(path, capital | {"id_number": "E98765432"})
    assert (by_number.json()["used_in"], by_number.json()["is_insureds"]) == ([first["case_no"]], False)
    by_file = await hall.post(path, INVOICE | file | {"number": "other"})
    assert by_file.json()["used_in"] == [first["case_no"]]
    struck = await hall.done(second, f"invoices/{by_number.json()['id']}/striking")
    assert (by_number.json()["struck"], struck["struck"]) == (False, True)
    left = await hall.get(second, "/invoices")
    assert ([each["number"] for each in left], (await hall.get(second))["invoices"]) == (["OTHER"], 1)
    await hall.done(first, "withdrawal", {"reason": "mistake"})
    assert (await hall.get(second, "/invoices"))[0]["used_in"] == []


@pytest.mark.parametrize(
    ("changes", "rule", "field"),
    [
        ({"social_insurance_fen": 128_001}, "parts-within-total", "social_insurance_fen"),
        ({"bed_fen": 100_000, "bed_days": 9, "examination_fen": 28_001}, "parts-within-total", "examination_fen"),
        ({"bed_fen": 60_000}, "bed-days-told", "bed_days"),
        ({"total_fen": 10**10 + 1}, "less_than_equal", "total_fen"),
        ({"issued_on": "1969-12-31"}, "day-plausible", "issued_on"),
        ({"issued_on": "2026-10-13"}, "not-in-the-future", "issued_on"),
    ],
)
async def test_an_invoice_holds_together(hall: ClaimsHall, changes: dict[str, Any], rule: str, field: str):
    case = await hall.registered()
    told = refused(await hall.post(f"/{case['case_no']}/invoices", INVOICE | changes), 422, rule)
    assert field == (told.get("field") or told["errors"][0]["field"])


async def test_an_event_of_before_any_policy_is_refused_when_it_is_reported(hall: ClaimsHall):
    told = refused(await hall.post("", REPORT | {"event_on": "0001-01-01"}), 422, "day-plausible")
    assert told["errors"][0]["field"] == "event_on"


async def test_which_parts_of_an_invoice_are_more_than_the_whole_is_told(hall: ClaimsHall):
    case = await hall.registered()
    answer = await hall.post(f"/{case['case_no']}/invoices", INVOICE | {"bed_fen": 128_001})
    assert answer.json()["errors"][0]["message"] == "Together bed_fen and examination_fen are more than total_fen"


async def test_two_registrations_at_once_see_each_other(hall: ClaimsHall):
    one, other = await hall.accepted(), await hall.accepted()
    paths = [f"/{case['case_no']}/registration" for case in (one, other)]
    answers = await asyncio.gather(*(hall.post(path, {}, Role.ADJUDICATOR) for path in paths))
    assert [answer.status_code for answer in answers] == [409, 409]


async def test_the_tables_are_told(hall: ClaimsHall):
    tables = (await hall.office.get("/claim-tables")).json()
    assert [row["code"] for row in tables["types"]] == list(TYPES)
    proof = next(row for row in tables["documents"] if row["code"] == "death_proof")
    assert (len(proof["proofs"]), len(proof["rural_relief"])) == (3, 4)
    assert tables["tracks"][0]["up_to_fen"] == 300_000
