"""A complaint (投诉) from its registration to its close, and what it knows of policy, call and salesperson."""

from datetime import timedelta
from typing import Any

import pytest

from services.callback.complaints import tables
from shared.auth import Role
from shared.contracts.words import in_words
from shared.tables import case_events
from tests.callback.complaints.desk import ANSWER, FOUND, HANDLER, MANAGER, ComplaintDesk, refused
from tests.callback.conftest import MONDAY, POLICY_NO, acknowledged, call, transferred

OF_A_BRANCH: dict[str, Any] = {"policy_no": None, "org": "350322", "complainant": "other", "reason": "long-wait"}


async def test_from_the_counter_to_the_answer_and_nobody_objects(desk: ComplaintDesk):
    case = await desk.registered()
    assert (case["status"], case["case_no"][:9], case["by"]) == ("registered", "TS261012-", "S-teller")
    case = await desk.done(case, "acceptance", HANDLER, MANAGER)
    assert (case["status"], case["handler"]) == ("accepted", "S-teller")
    case = await desk.done(case, "handling", FOUND)
    assert (case["status"], case["finding"], case["outcome"]) == ("handled", "founded", None)
    case = await desk.done(case, "answer", ANSWER)
    assert (case["status"], case["outcome"], case["told_by"], case["due_at"]) == ("answered", "founded", "letter", None)
    assert case["closed_at"], "nothing is left to do unless who complained objects"
    assert await desk.centre.pass_time(MONDAY + timedelta(days=29)) == 0
    assert await desk.centre.pass_time(MONDAY + timedelta(days=31)) == 1
    case = (await desk.centre.get(f"/complaints/{case['case_no']}")).json()
    assert (case["status"], case["by"], case["outcome"]) == ("closed", "system", "founded")
    types = [row.type.removeprefix("callback.complaint.") for row in await desk.centre.rows(case_events)]
    assert types[1:] == ["registered.v1", "accepted.v1", "handled.v1", "answered.v1", "closed.v1"]


async def test_it_takes_from_the_policy_what_it_needs(desk: ComplaintDesk):
    case = await desk.registered(contact=None)
    known = (case["policy_no"], case["org"], case["salesperson"], case["complainant_ref"], case["channel"])
    assert known == (POLICY_NO, "350322", "A1024", "5b0f8a52-3c1d-4f7e-9a66-0c2d8e417b93", "counter")


async def test_who_sold_the_policy_is_complained_of_only_in_what_concerns_the_sale(desk: ComplaintDesk):
    assert (await desk.registered(reason="claim-dispute"))["salesperson"] is None
    assert (await desk.registered(reason="claim-dispute", salesperson="A7"))["salesperson"] == "A7"
    assert (await desk.registered(reason="mis-selling", salesperson="A7"))["salesperson"] == "A7"


async def test_a_complaint_made_in_a_call_names_the_call(desk: ComplaintDesk):
    call = (await desk.centre.get("/callbacks")).json()["items"][0]
    case = await desk.registered(policy_no=None, callback_no=call["case_no"], channel="telephone")
    assert (case["callback_no"], case["policy_no"]) == (call["case_no"], POLICY_NO)
    found = (await desk.centre.get("/complaints", callback_no=call["case_no"])).json()["items"]
    assert [each["case_no"] for each in found] == [case["case_no"]]
    other = {**case_form(), "callback_no": call["case_no"], "policy_no": "BD261012-00000002"}
    refused(await desk.post("", other), 422, "callback-of-policy")
    refused(await desk.post("", case_form() | {"callback_no": "HF1"}), 422, "known-callback")
    refused(await desk.post("", case_form() | {"policy_no": "BD1"}), 422, "known-policy")


async def test_a_complaint_and_the_problem_case_of_its_call_name_each_other(desk: ComplaintDesk):
    await desk.centre.feed(acknowledged())
    (task,) = (await desk.centre.get("/callbacks")).json()["items"]
    assert (await call(desk.centre, task["case_no"], {"result": "complaint"})).json()["status"] == "problem"
    (problem,) = (await desk.centre.get("/problem-cases")).json()["items"]
    case = await desk.registered(policy_no=None, callback_no=task["case_no"], channel="telephone")
    await desk.registered()
    there, back = f"/complaints/{case['case_no']}/problem-cases", f"/problem-cases/{problem['case_no']}/complaints"
    assert [each["case_no"] for each in (await desk.centre.get(there)).json()] == [problem["case_no"]]
    assert [each["case_no"] for each in (await desk.centre.get(back)).json()] == [case["case_no"]]
    assert (await desk.centre.get(back, org="350400")).status_code == 403


async def test_a_complaint_of_no_call_has_no_problem_case(desk: ComplaintDesk):
    case = await desk.registered()
    assert (await desk.centre.get(f"/complaints/{case['case_no']}/problem-cases")).json() == []


def case_form() -> dict[str, Any]:
    form = {"channel": "counter", "reason": "other", "told": "x", "complainant": "policyholder"}
    return form | {"policy_no": POLICY_NO}


async def test_of_no_policy_it_names_the_branch(desk: ComplaintDesk):
    case = await desk.registered(**OF_A_BRANCH)
    assert (case["org"], case["policy_no"], case["salesperson"]) == ("350322", None, None)
    for wrong in ({"org": "350322"}, {"policy_no": None}):
        form = {name: value for name, value in (case_form() | wrong).items() if value is not None}
        assert "policy-or-branch" in (await desk.post("", form)).text
    nameless = {"channel": "online", "reason": "other", "told": "x", "complainant": "policyholder", "org": "350322"}
    assert "complainant-known" in (await desk.post("", nameless)).text


async def test_what_is_not_accepted_is_told_with_its_reason_and_over(desk: ComplaintDesk):
    case = await desk.registered()
    told = {"reason": "before-a-court", "told_by": "letter"}
    assert (await desk.post(f"/{case['case_no']}/refusal", {"reason": "before-a-court"}, MANAGER)).status_code == 422
    case = await desk.done(case, "refusal", told, MANAGER)
    known = (case["status"], case["outcome"], case["refusal"], case["told_by"])
    assert known == ("not_accepted", "not-accepted", "before-a-court", "letter")
    assert case["closed_at"]
    await desk.refused(case, "acceptance", HANDLER, 409, role=MANAGER)


async def test_a_complaint_may_be_taken_back_until_it_is_answered(desk: ComplaintDesk):
    for case in (await desk.registered(), await desk.accepted()):
        case = await desk.done(case, "withdrawal")
        assert (case["status"], case["outcome"], case["due_at"]) == ("withdrawn", "withdrawn", None)
    await desk.refused(await desk.answered(), "withdrawal", None, 409)


async def test_who_is_not_content_is_heard_once_more_by_another(desk: ComplaintDesk):
    case = await desk.answered()
    await desk.refused(case, "reopening", HANDLER, 422, "another-handler", MANAGER)
    case = await desk.done(case, "reopening", {"handler": "S-province"}, MANAGER)
    known = (case["status"], case["handler"], case["reopened"], case["finding"], case["outcome"], case["closed_at"])
    assert known == ("accepted", "S-province", 1, None, None, None)
    await desk.done(case, "handling", FOUND | {"finding": "not-founded"}, Role.PROVINCE)
    case = await desk.done(case, "answer", ANSWER, Role.PROVINCE)
    assert (case["status"], case["outcome"]) == ("answered", "not-founded")
    assert "reopen" not in case["allowed"]
    await desk.refused(case, "reopening", HANDLER, 422, "first-handling", MANAGER)


async def test_after_thirty_days_or_once_accepted_an_answer_stands(desk: ComplaintDesk):
    content, silent = await desk.answered(), await desk.answered()
    await desk.done(content, "closing")
    await desk.centre.pass_time(MONDAY + timedelta(days=31))
    for case in (content, silent):
        await desk.refused(case, "reopening", {"handler": "S-province"}, 409, role=MANAGER)


async def test_it_goes_with_its_policy_to_another_branch_which_says_who_handles_it(desk: ComplaintDesk):
    taken, done, elsewhere = await desk.accepted(), await desk.answered(), await desk.registered(**OF_A_BRANCH)
    before = await desk.clocks(taken)
    await desk.centre.feed(transferred())
    (moved,) = (await desk.centre.get("/complaints", org="350400")).json()["items"]
    known = [moved[name] for name in ("case_no", "status", "outlet", "handler", "salesperson", "action", "by")]
    assert known == [taken["case_no"], "accepted", "35040001", None, "A1024", "move", "system"]
    here = (await desk.centre.get("/complaints")).json()["items"]
    assert {each["case_no"] for each in here} == {done["case_no"], elsewhere["case_no"]}, "answered, or of no policy"
    await desk.refused(taken, "handling", FOUND, 403)
    there = f"/{taken['case_no']}/assignment"
    assert (await desk.post(there, {"handler": "T9"}, MANAGER, org="350400")).json()["handler"] == "T9"
    told = (await desk.centre.get(f"/complaints/{taken['case_no']}/sla", org="350400")).json()["clocks"]
    assert [each["explanation"]["due_at"] for each in told] == [due for laps in before.values() for due, _ in laps]


async def test_the_list_is_sorted_by_what_clerks_ask(desk: ComplaintDesk):
    sold, waited = await desk.accepted(channel="letter"), await desk.registered(**OF_A_BRANCH)
    asked: dict[str, str]
    for asked, cases in (
        ({"reason": "long-wait"}, [waited]),
        ({"channel": "letter"}, [sold]),
        ({"status": "accepted"}, [sold]),
        ({"policy_no": POLICY_NO}, [sold]),
        ({"handler": "S-teller", "org": "3503"}, [sold, waited]),
        ({"org": "350400"}, []),
    ):
        found = (await desk.centre.get("/complaints", **asked)).json()["items"]
        assert {each["case_no"] for each in found} == {each["case_no"] for each in cases}, asked


async def test_the_tables_are_told_and_the_board_calls_them_alike(desk: ComplaintDesk):
    told = (await desk.centre.get("/complaint-tables")).json()
    assert all(row["zh"] and row["en"] and row["basis"] and row["mark"] for rows in told.values() for row in rows)
    rows = [*tables.REASONS.values(), *tables.REFUSALS.values(), *tables.EXTENSIONS.values(), *tables.FINDINGS.values()]
    assert {row.code: in_words(row.code, "complaint") for row in rows} == {row.code: row.text for row in rows}


@pytest.mark.parametrize("wrong", [{"reason": "x"}, {"channel": "fax"}, {"told": " "}, {"told": "a" * 2001}])
async def test_what_cannot_be_is_refused_by_name(desk: ComplaintDesk, wrong: dict[str, str]):
    answer = await desk.post("", case_form() | wrong)
    assert answer.status_code == 422
    assert next(iter(wrong)) in answer.text
