"""The papers of an application (投保影像资料): what a form requires, gaps, the checklist, pages taken out."""

from typing import Any

import pytest

from services.intake.applications.papers import PAPERS
from shared.auth import Role
from tests.intake.counter import CHILD, PERSON, THEIR_CHILD, Case, Counter, draw_one_in, refused

CASH = {"payment_method": "cash"}
PLAIN = {"product": "L1002", "product_name": "安康终身寿险"}
SPOUSE = {"insured": PERSON | {"id_number": "E55554444"}, "relation": "spouse", "insured_signed": True}
SENIOR = {"policyholder": PERSON | {"born_on": "1966-10-12"}, "recording_no": "SL-2026-0001"}
JUST_UNDER_18 = {"insured": CHILD | {"born_on": "2008-10-13"}} | THEIR_CHILD
AT_18 = {"insured": CHILD | {"born_on": "2008-10-12"}, "insured_signed": True} | THEIR_CHILD

# fmt: off
REQUIRED: list[tuple[dict[str, Any], dict[str, int]]] = [
    (PLAIN | CASH, {"form": 2, "id_card": 1}),
    (PLAIN, {"form": 2, "id_card": 1, "mandate": 1}),
    ({}, {"form": 2, "id_card": 1, "mandate": 1, "risk_notice": 1}),
    ({"product": "L1003", "product_name": "康宁终身重大疾病保险"} | CASH, {"form": 3, "id_card": 1}),
    (PLAIN | CASH | SPOUSE, {"form": 2, "id_card": 1, "insured_id": 1}),
    (PLAIN | CASH | {"insured": PERSON}, {"form": 2, "id_card": 1}),
    (PLAIN | CASH | JUST_UNDER_18, {"form": 2, "id_card": 1, "insured_id": 1, "kinship_proof": 1}),
    (PLAIN | CASH | AT_18, {"form": 2, "id_card": 1, "insured_id": 1}),
    (PLAIN | CASH | SENIOR, {"form": 2, "id_card": 1, "senior_confirmation": 1}),
    (PLAIN | CASH | {"agent_acts": True}, {"form": 2, "id_card": 1, "agent_id": 1}),
]
# fmt: on


def test_every_paper_of_the_table_is_tried_here():
    assert {paper for _, papers in REQUIRED for paper in papers} == {it.code for it in PAPERS.values() if it.needed}


@pytest.mark.parametrize(("form", "papers"), REQUIRED)
async def test_a_form_requires_its_papers(counter: Counter, form: dict[str, Any], papers: dict[str, int]):
    case = await counter.accept(**form)
    assert {each["paper"]: len(each["pages"]) for each in case["to_scan"]} == papers
    assert case["missing_pages"] == list(papers)


async def papers_of(counter: Counter, case: Case) -> dict[str, Case]:
    told = await counter.get(f"/{case['case_no']}/papers")
    return {each["paper"]: each for each in told["papers"]}


async def incomplete(counter: Counter, case: Case) -> None:
    async with counter.nothing_written():
        answer = await counter.post(f"/{case['case_no']}/scanning", Role.TELLER)
        refused(answer, 422, "rule-broken", rule="pages-complete", field="missing_pages")
    assert (await counter.get(f"/{case['case_no']}/papers"))["complete"] is False


async def test_the_checklist_tells_the_page_that_is_missing(counter: Counter):
    """The second of three pages; a paper of open length needs the pages before its last one."""
    case = await counter.accept(product="L1003", product_name="康宁终身重大疾病保险", **CASH)
    for page in (1, 3):
        assert (await counter.add_page(case, "form", page=page)).status_code == 201
    await counter.add_page(case, "id_card", page=3)
    told = await papers_of(counter, case)
    assert (told["form"]["there"], told["form"]["missing"], told["form"]["expected"]) == ([1, 3], [2], 3)
    assert (told["id_card"]["there"], told["id_card"]["missing"]) == ([3], [1, 2])
    await incomplete(counter, case)
    await counter.add_page(case, "form", page=2)
    await incomplete(counter, case)
    for page in (1, 2):
        await counter.add_page(case, "id_card", page=page)
    assert (await counter.get(f"/{case['case_no']}/papers"))["complete"] is True
    case = await counter.step(case, "scanning", Role.TELLER)
    assert (case["status"], case["scans"], case["to_scan"]) == ("scanned", 6, [])


async def test_a_printed_form_has_no_more_pages_than_it_has(counter: Counter):
    case = await counter.accept(**PLAIN)
    async with counter.nothing_written():
        answer = await counter.add_page(case, "form", page=3)
        refused(answer, 422, "rule-broken", rule="page-of-paper", field="page", pages=2)


async def test_a_page_that_does_not_belong_there_is_taken_out(counter: Counter):
    """It stays on record, asks for no pages before it, and can't be taken out once the scan is complete."""
    case = await counter.accept(**PLAIN, **CASH)
    await counter.add_pages(case)
    stray = (await counter.add_page(case, "other", page=9)).json()
    await incomplete(counter, case)
    path = f"/{case['case_no']}/scans/{stray['id']}/removal"
    out = await counter.post(path, Role.TELLER)
    assert (out.status_code, out.json()["superseded_at"]) == (200, "2026-10-12T01:00:00Z"), out.text
    assert "other" not in await papers_of(counter, case)
    case = await counter.step(case, "scanning", Role.TELLER)
    assert case["scans"] == 3
    async with counter.nothing_written():
        refused(await counter.post(path, Role.TELLER), 409, "illegal-transition", action="remove_page")
        refused(await counter.post(path, Role.REVIEWER), 403, "forbidden")
    other = await counter.accept()
    refused(await counter.post(f"/{other['case_no']}/scans/{stray['id']}/removal", Role.TELLER), 404, "not-found")


async def test_the_checklist_tells_what_was_rejected_and_why(counter: Counter, monkeypatch: pytest.MonkeyPatch):
    draw_one_in(monkeypatch, 1)
    case = await counter.accept(**PLAIN, **CASH)
    await counter.add_pages(case)
    case = await counter.step(case, "scanning", Role.TELLER)
    second = (await counter.get(f"/{case['case_no']}/scans"))["items"][1]
    case = await counter.step(case, "scan-check", Role.REVIEWER, {"rejected": {str(second["id"]): "blurred"}})
    form = (await papers_of(counter, case))["form"]
    assert form["rejected"] == [{"page": 2, "reason": "blurred"}]
    assert (form["there"], form["missing"]) == ([1], [])
    scans = (await counter.get(f"/{case['case_no']}/scans"))["items"]
    assert {scan["checked_at"] for scan in scans} == {"2026-10-12T01:00:00Z"}, "the whole form was checked"


async def test_the_checklist_is_for_the_cases_own_organisation(counter: Counter):
    case = await counter.accept()
    path = f"/v1/applications/{case['case_no']}/papers"
    refused(await counter.http.get(path, headers=counter.token(Role.TELLER, org="350323")), 403, "out-of-scope")
