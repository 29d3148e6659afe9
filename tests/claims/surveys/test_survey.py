"""A survey from its opening for a claim to findings that are accepted."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.auth import Role
from shared.testing.alone import Alone
from tests.claims.hall import ClaimsHall, refused
from tests.claims.surveys.field import CITY, PHOTO, Field


async def test_a_claim_waits_for_its_surveys_and_goes_on_after_the_last(field: Field, hall: ClaimsHall):
    claim = await field.claim()
    first = await field.opened(claim)
    assert (first["status"], first["missing_evidence"]) == ("open", ["visit-record", "medical-copy"])
    second = await field.opened(claim, survey_type="interview")
    claim = await hall.get(claim)
    assert (claim["status"], claim["surveyed"]) == ("under_survey", True)
    first = await field.accepted("T1", first)
    assert (first["status"], first["outcome"], first["finding"]) == ("accepted", "accepted", "as-reported")
    assert (await hall.get(claim))["status"] == "under_survey"
    await field.done(second, "cancellation", "A1", {"reason": "not-needed"}, role=Role.ADJUDICATOR)
    assert (await hall.get(claim))["status"] == "registered"
    types = [step["type"].rpartition("survey.")[2] for step in await field.get(first, "/history")]
    assert types == [
        *("opened.v1", "allocated.v1", "begun.v1", "evidence-added.v1", "evidence-added.v1"),
        *("reported.v1", "accepted.v1"),
    ]


async def test_only_a_registered_claim_is_surveyed(field: Field, hall: ClaimsHall):
    claim = await hall.reported()
    form = {"claim_no": claim["case_no"], "survey_type": "interview", "place": "仙游"}
    answer = await field.office.post("/surveys", Role.ADJUDICATOR, form)
    assert (answer.status_code, answer.json()["action"]) == (409, "start_survey")
    unknown = await field.office.post("/surveys", Role.ADJUDICATOR, form | {"claim_no": "LP261012-NONE"})
    assert unknown.status_code == 404
    for wrong in ({"survey_type": "seance"}, {"grade_days": 4}, {"place": ""}):
        assert (await field.office.post("/surveys", Role.ADJUDICATOR, form | wrong)).status_code == 422


async def test_whose_claim_is_withdrawn_needs_no_survey(field: Field, hall: ClaimsHall):
    claim = await field.claim()
    survey = await field.under_way("T1", await field.opened(claim))
    await hall.done(claim, "withdrawal", {"reason": "claimed-elsewhere"})
    survey = await field.get(survey)
    assert (survey["status"], survey["reason"], survey["outcome"]) == ("cancelled", "claim-withdrawn", "cancelled")
    assert (await hall.get(claim))["status"] == "withdrawn"


async def test_a_report_needs_its_evidence_or_says_why_it_cannot_be_had(field: Field):
    case = await field.under_way("T1")
    body = {"finding": "differs", "findings": "病历显示出险日不同"}
    refused(await field.act(case, "report", "T1", body), 422, "evidence-complete")
    await field.bring(case, "visit-record", "T1")
    case = await field.get(case)
    assert (case["evidence"], case["missing_evidence"]) == (1, ["medical-copy"])
    strange = body | {"unobtainable": ["scene-photo"]}
    refused(await field.act(case, "report", "T1", strange), 422, "evidence-asked-for")
    case = await field.done(case, "report", "T1", body | {"unobtainable": ["medical-copy"]})
    assert (case["status"], case["reports"], case["finding"]) == ("reported", 1, "differs")
    told = await field.office.get(f"/surveys/{case['case_no']}/reports", Role.REVIEWER, pii=True)
    (report,) = told.json()["items"]
    assert (report["findings"], report["unobtainable"]) == (body["findings"], ["medical-copy"])
    (masked,) = (await field.get(case, "/reports"))["items"]
    assert masked["findings"] is None


async def test_only_who_it_was_allocated_to_investigates_and_another_accepts(field: Field):
    case = await field.given("T1")
    refused(await field.act(case, "start", "T2"), 403, "investigator-only")
    case = await field.reported("T2", case)
    refused(await field.act(case, "acceptance", "T2", role=Role.ADJUDICATOR), 403, "maker-checker")
    again = {"investigator": "T3"}
    answer = await field.act(case, "allocation", "M1", again, role=Role.BRANCH_MANAGER)
    assert answer.status_code == 409, "it has reported"


async def test_what_is_incomplete_goes_back_for_another_round(field: Field):
    case = await field.reported("T1")
    first_at = case["first_reported_at"]
    field.office.time.set(datetime(2026, 10, 13, 2, tzinfo=UTC))
    body = {"reason": "evidence-incomplete", "evidence": ["treatment-list"]}
    case = await field.done(case, "supplement", "A1", body, role=Role.ADJUDICATOR)
    assert (case["status"], case["supplements"], case["missing_evidence"]) == ("sent_back", 1, ["treatment-list"])
    assert case["due_at"] == "2026-10-16T16:00:00Z", "a limit of its own, three days"
    case = await field.done(case, "start", "T1")
    await field.bring(case, "treatment-list", "T1")
    case = await field.report(await field.get(case), "T1", finding="suspicious")
    assert (case["reports"], case["first_reported_at"]) == (2, first_at)
    rounds = await field.get(case, "/evidence")
    assert [(each["round"], each["type"]) for each in rounds] == [
        *((1, "visit-record"), (1, "medical-copy"), (2, "treatment-list")),
    ]


@pytest.mark.parametrize(
    ("form", "grade", "due"),
    [
        ({"survey_type": "hospital-visit"}, 3, "2026-10-15T16:00:00Z"),
        ({"survey_type": "social-insurance"}, 5, "2026-10-19T16:00:00Z"),  # the 17th is a Saturday
        ({"survey_type": "out-of-area"}, 15, "2026-10-27T16:00:00Z"),
        ({"survey_type": "out-of-area", "grade_days": 3}, 3, "2026-10-15T16:00:00Z"),
    ],
)
async def test_the_grade_sets_the_limit(field: Field, form: dict, grade: int, due: str):
    case = await field.opened(**form)
    clocks = {each["explanation"]["id"]: each["explanation"] for each in (await field.get(case, "/sla"))["clocks"]}
    assert (case["grade_days"], clocks["survey-feedback"]["due_at"]) == (grade, due)
    assert "S2" in clocks["survey-feedback"]["basis"]


async def test_evidence_lies_under_its_hash_and_a_file_used_elsewhere_is_told(field: Field, office: Alone):
    one, two = await field.under_way("T1"), await field.under_way("T1")
    told = await field.bring(one, "visit-record", "T1", PHOTO + b"same")
    assert (len(told["sha256"]), told["media_type"], told["used_in"]) == (64, "image/png", [])
    again = {"files": {"file": ("a.png", PHOTO + b"same")}, "data": {"type": "other"}}
    one = await field.get(one)
    refused(await field.act(one, "evidence", "T1", **again), 409, "evidence-on-record")
    assert (await field.bring(two, "visit-record", "T1", PHOTO + b"same"))["used_in"] == [one["case_no"]]
    path = f"/surveys/{one['case_no']}/evidence/{told['id']}"
    assert (await office.get(path, Role.ADJUDICATOR)).status_code == 403
    assert (await office.get(path, Role.ADJUDICATOR, pii=True)).content == PHOTO + b"same"
    assert (await office.get(f"/surveys/{two['case_no']}/evidence/{told['id']}", pii=True)).status_code == 404
    text = {"files": {"file": ("a.txt", b"just words")}, "data": {"type": "other"}}
    assert (await field.act(one, "evidence", "T1", **text)).status_code == 415


async def test_the_city_takes_up_what_the_branch_hands_over(field: Field):
    case = await field.under_way("T1")
    await field.bring(case, "visit-record", "T1")
    case = await field.get(case)
    case = await field.done(case, "hand-over", "M1", {"reason": "too-complex"}, role=Role.BRANCH_MANAGER)
    assert (case["status"], case["level"], case["handler"]) == ("with_city", "city", None)
    refused(await field.act(case, "start", "T1"), 403, "city-only")
    case = await field.done(case, "start", "C1", org=CITY)
    assert (case["status"], case["handler"]) == ("with_city", "C1")
    await field.bring(case, "medical-copy", "C1", org=CITY)
    case = await field.get(case)
    case = await field.done(case, "report", "C1", {"finding": "no-such-event", "findings": "无此住院记录"}, org=CITY)
    case = await field.done(case, "supplement", "A1", {"reason": "evidence-incomplete"}, role=Role.ADJUDICATOR)
    assert (case["status"], case["handler"]) == ("with_city", "C1")


async def test_where_and_what_is_told_to_those_only_who_may_read_it(field: Field, office: Alone):
    case = await field.opened(instructions="核实入院日期")
    assert await field.get(case, "/details") == {"masked": True, "place": None, "instructions": None}
    told = await office.get(f"/surveys/{case['case_no']}/details", Role.INVESTIGATOR, pii=True)
    assert told.json() == {"masked": False, "place": "仙游县医院住院部", "instructions": "核实入院日期"}
    events = [row.data for row in await office.rows() if row.case_no == case["case_no"]]
    assert not any("住院部" in data or "入院日期" in data for data in events)


async def test_surveys_are_listed_by_investigator_claim_and_due_time(field: Field):
    claim = await field.claim()
    mine = await field.given("T1", await field.opened(claim))
    slow = await field.given("T2", await field.opened(claim, survey_type="out-of-area"))
    for asked, found in (
        ({"investigator": "T1"}, [mine]),
        ({"claim_no": claim["case_no"]}, [mine, slow]),
        ({"survey_type": "out-of-area"}, [slow]),
        ({"due_before": (datetime(2026, 10, 12, tzinfo=UTC) + timedelta(days=5)).isoformat()}, [mine]),
    ):
        items = (await field.listed(**asked))["items"]
        assert {each["case_no"] for each in items} == {each["case_no"] for each in found}, asked


async def test_the_tables_are_told(field: Field):
    told = await field.listed("/survey-tables")
    assert [(row["days"], row["mark"]) for row in told["grades"]] == [(3, "V"), (5, "V"), (15, "V")]
    assert {row["code"]: row["grade_days"] for row in told["types"]}["out-of-area"] == 15
