"""Both clocks of a complaint: ten working days from its acceptance, fifteen days from when it came in."""

from datetime import timedelta
from typing import Any

from tests.callback.complaints.desk import (
    ANSWER,
    EXTENSION,
    FOUND,
    HANDLER,
    MANAGER,
    PROVINCE,
    ComplaintDesk,
    refused,
)
from tests.callback.conftest import MONDAY

TOLD = {"told_by": "telephone"}
ACCEPT_BY, TELL_BY = "2026-10-15T09:30:00Z", "2026-10-26T09:30:00Z"  # the counter closes at half past five
DECIDE_BY, EXTENDED, FURTHER = "2026-10-27T16:00:00Z", "2026-11-11T16:00:00Z", "2026-12-11T16:00:00Z"


async def test_both_run_and_the_earlier_alarms(desk: ComplaintDesk):
    case = await desk.registered()
    assert await desk.clocks(case) == {"cmp-accept": [(ACCEPT_BY, False)], "cmp-2020": [(DECIDE_BY, False)]}
    assert case["due_at"] == ACCEPT_BY
    case = await desk.done(case, "acceptance", HANDLER, MANAGER)
    known = {"cmp-accept": [(ACCEPT_BY, True)], "bsr-cmp": [(TELL_BY, False)], "cmp-2020": [(DECIDE_BY, False)]}
    assert (await desk.clocks(case), case["due_at"]) == (known, TELL_BY)
    await desk.done(case, "handling", FOUND)
    case = await desk.done(case, "answer", ANSWER)
    assert {stopped for laps in (await desk.clocks(case)).values() for _, stopped in laps} == {True}


async def test_the_fifteen_days_count_from_when_it_came_in(desk: ComplaintDesk):
    case = await desk.registered(received_on="2026-10-09", channel="letter")
    assert (await desk.clocks(case))["cmp-2020"] == [("2026-10-26T16:00:00Z", False)], "the 24th is a Saturday"
    case = await desk.done(case, "acceptance", HANDLER, MANAGER)
    assert (await desk.clocks(case))["bsr-cmp"] == [(TELL_BY, False)]


async def test_it_came_in_today_or_within_a_year_before(desk: ComplaintDesk):
    form = {"channel": "letter", "reason": "other", "told": "x", "complainant": "other", "contact": {"name": "某"}}
    for day, rule in (("2026-10-13", "not-in-the-future"), ("2025-10-01", "received-within-a-year")):
        refused(await desk.post("", form | {"org": "350322", "received_on": day}), 422, rule)


async def test_progress_told_keeps_the_ten_working_days_and_no_others(desk: ComplaintDesk):
    case = await desk.done(await desk.accepted(), "progress", TOLD)
    clocks = await desk.clocks(case)
    assert (clocks["bsr-cmp"], clocks["cmp-2020"], case["due_at"]) == (
        [(TELL_BY, True)],
        [(DECIDE_BY, False)],
        DECIDE_BY,
    )


async def test_an_extension_moves_the_days_of_the_decision_and_no_others(desk: ComplaintDesk):
    case = await desk.done(await desk.accepted(), "extension", EXTENSION, MANAGER)
    assert (case["limit_days"], case["extension"], case["told_by"]) == (30, "complex", "telephone")
    clocks = await desk.clocks(case)
    assert (clocks["cmp-2020"], clocks["bsr-cmp"]) == ([(EXTENDED, False)], [(TELL_BY, False)])
    await desk.refused(case, "extension", EXTENSION, 422, "extended-once", MANAGER)


async def test_a_further_extension_is_the_provinces_and_of_thirty_days_at_most(desk: ComplaintDesk):
    case, further = await desk.accepted(), EXTENSION | {"reason": "very-complex"}
    await desk.refused(case, "further-extension", further, 422, "extended-before", PROVINCE)
    await desk.done(case, "extension", EXTENSION, MANAGER)
    assert (await desk.post(f"/{case['case_no']}/further-extension", further, MANAGER)).status_code == 403
    longer = await desk.post(f"/{case['case_no']}/further-extension", further | {"days": 31}, PROVINCE)
    assert (longer.status_code, "days" in longer.text) == (422, True)
    case = await desk.done(case, "further-extension", further, PROVINCE)
    assert (case["limit_days"], (await desk.clocks(case))["cmp-2020"]) == (60, [(FURTHER, False)])
    await desk.refused(case, "further-extension", further, 422, "extended-before", PROVINCE)


async def test_who_handles_it_cannot_approve_the_extension(desk: ComplaintDesk):
    case = await desk.done(await desk.registered(), "acceptance", {"handler": "S-branch_manager"}, MANAGER)
    assert "extend" not in case["allowed"]
    await desk.refused(case, "extension", EXTENSION, 403, "maker-checker", MANAGER)
    assert (await desk.done(case, "extension", EXTENSION, PROVINCE))["limit_days"] == 30


async def test_a_limit_that_has_passed_is_moved_no_more(desk: ComplaintDesk):
    case = await desk.accepted()
    desk.centre.time.advance(timedelta(days=16))
    await desk.refused(case, "extension", EXTENSION, 422, "before-the-limit", MANAGER)
    assert (await desk.clocks(case))["cmp-2020"] == [(DECIDE_BY, False)]


async def test_while_it_is_examined_outside_the_decision_waits_and_the_answer_does_not(desk: ComplaintDesk):
    case = await desk.done(await desk.accepted(), "examination", TOLD)
    assert (case["status"], case["waiting"], case["due_at"]) == ("examining", "outside-examination", TELL_BY)
    assert (await desk.clocks(case))["cmp-2020"] == [(None, False)]
    await desk.refused(case, "handling", FOUND, 409)
    desk.centre.time.advance(timedelta(days=4))
    case = await desk.done(case, "examination-result")
    assert (case["status"], case["waiting"]) == ("accepted", None)
    assert (await desk.clocks(case))["cmp-2020"] == [("2026-11-02T16:00:00Z", False)], "the 31st is a Saturday"


async def test_taken_up_again_it_has_thirty_days_that_nobody_extends(desk: ComplaintDesk):
    case = await desk.answered()
    desk.centre.time.advance(timedelta(days=7))
    case = await desk.done(case, "reopening", {"handler": "S-province"}, MANAGER)
    clocks = await desk.clocks(case)
    assert clocks["cmp-2020"] == [(DECIDE_BY, True)]
    assert clocks["cmp-review"] == [("2026-11-18T16:00:00Z", False)]
    assert [stopped for _, stopped in clocks["bsr-cmp"]] == [True, False]
    await desk.refused(case, "extension", EXTENSION, 422, "first-handling", MANAGER)


async def test_the_clocks_say_on_what_they_stand(desk: ComplaintDesk):
    case = await desk.accepted()
    told: Any = (await desk.centre.get(f"/complaints/{case['case_no']}/sla")).json()["clocks"]
    bases = {each["explanation"]["id"]: each["explanation"]["basis"] for each in told}
    assert "3号令" in bases["cmp-2020"]
    assert "十个工作日" in bases["bsr-cmp"]
    assert MONDAY.isoformat()[:10] in told[0]["explanation"]["started_at"]
