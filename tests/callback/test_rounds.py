"""Who isn't reached: the second line, the branch, a visit, a letter; each by its rule, and each with its clock."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from services.callback.callbacks.models import Callback
from shared.auth import Role
from shared.tables import case_events
from shared.testing.alone import Alone
from tests.callback.causes import GRACE, KNOWN
from tests.callback.conftest import COMPLETED, MONDAY, acknowledged, call, cancelled, opened

LAST_DAY = datetime(2026, 10, 27, 2, 0, tzinfo=UTC)


@pytest.fixture
async def due(centre: Alone) -> Alone:
    await centre.feed(opened(), acknowledged())
    return centre


async def now(centre: Alone) -> dict[str, Any]:
    (task,) = (await centre.get("/callbacks")).json()["items"]
    return dict(task)


async def tried(centre: Alone, times: int, result: str = "no-answer", org: str = "35") -> dict[str, Any]:
    for _ in range(times):
        told = await call(centre, (await now(centre))["case_no"], {"result": result}, org=org)
        assert told.status_code == 200, told.text
    return await now(centre)


async def told(centre: Alone) -> list[str]:
    return [row.type.split(".")[2] for row in await centre.rows(case_events)]


async def do(centre: Alone, what: str, body: Any, role: Role = Role.CALLER) -> Any:
    return await centre.post(f"/callbacks/{(await now(centre))['case_no']}/{what}", role, body)


async def to_visit(centre: Alone) -> None:
    await tried(centre, 1, "unwilling")
    await do(centre, "visit-orders", None)


async def test_calls_in_vain_lead_to_the_second_line_the_branch_and_a_visit(due: Alone):
    assert (await tried(due, 2))["status"] == "due"
    second = await tried(due, 1)
    assert (second["status"], second["owner"], second["tries"]) == ("second_round", "province", 0)
    branch = await tried(due, 6)
    assert (branch["status"], branch["owner"]) == ("branch_round", "branch")
    visit = await tried(due, 6, org="350322")
    assert (visit["status"], visit["ready_at"]) == ("to_visit", None)
    rounds = [(each["round"], each["owner"]) for each in visit["attempts"]]
    assert rounds == [("first", "province")] * 3 + [("second", "province")] * 6 + [("branch", "branch")] * 6
    assert [each for each in await told(due) if each != "attempted"] == [
        *("opened", "dated", "handed-on", "handed-down", "visit-ordered")
    ]


async def test_without_end_nobody_is_called_and_all_that_is_tried_is_told(due: Alone):
    """Appointments use up no call of a round: the forty in all, a visit and a letter still lie within an event."""
    later = {"result": "appointment", "call_at": "2026-10-13T10:00:00+08:00"}
    case_no, statuses = (await now(due))["case_no"], []
    for _ in range(42):
        statuses.append((await call(due, case_no, later)).json()["status"])
    assert statuses[38:] == ["due", "second_round", "branch_round", "to_visit"]
    for _ in range(3):
        await do(due, "visits", {"result": "not-at-home", "visited_on": "2026-10-12"})
    await do(due, "letters", {"sent_on": "2026-10-12"})
    answered = await do(due, "letter-answers", {"answers": COMPLETED["answers"], "signed_on": "2026-10-12"})
    assert (answered.json()["status"], answered.json()["attempts"][-1]["attempt"]) == ("completed", 46)


async def test_of_a_case_of_before_with_more_attempts_the_newest_are_told(due: Alone):
    case_no = (await now(due))["case_no"]
    tries = [{"attempt": n, "result": "no-answer", "at": MONDAY.isoformat(), "answers": []} for n in range(1, 51)]
    async with due.app.state.sessions.begin() as session:
        await session.execute(update(Callback).values(attempts=tries))
    told = (await call(due, case_no, {"result": "no-answer"})).json()
    assert (told["status"], [told["attempts"][n]["attempt"] for n in (0, -1)]) == ("second_round", [2, 51])


async def test_a_dialect_after_calls_enough_goes_to_the_branch(due: Alone):
    desk = {"desk_no": "PX-1", "org": "35", "language": "puxian", "callers": ["V-puxian"]}
    await due.post("/dialect-desks", Role.BRANCH_MANAGER, desk, org="35")
    later = {"result": "appointment", "call_at": "2026-10-13T10:00:00+08:00"}
    case_no = (await now(due))["case_no"]
    for _ in range(39):
        await call(due, case_no, later)
    assert (await call(due, case_no, {"result": "dialect", "language": "puxian"})).json()["status"] == "branch_round"


async def test_a_branch_that_calls_for_the_province_uses_up_none_of_its_calls(due: Alone):
    await tried(due, 2)
    lent = await tried(due, 3, org="350322")
    assert (lent["status"], lent["tries"], len(lent["attempts"])) == ("due", 2, 5)
    assert (await tried(due, 1))["status"] == "second_round"
    await tried(due, 1, "hung-up")
    lent = await tried(due, 6)
    assert (lent["status"], lent["tries"]) == ("branch_round", 0), "nor the province of the branch's"
    assert lent["attempts"][-1]["round"] == "second", "what comes so late is no success of the first round"


async def test_three_days_before_the_last_it_goes_to_the_branch_by_itself(due: Alone):
    assert (await now(due))["provinces_until"] == "2026-10-23"
    assert await due.pass_time(datetime(2026, 10, 23, 15, 59, tzinfo=UTC)) == 0
    assert await due.pass_time(datetime(2026, 10, 23, 16, 0, tzinfo=UTC)) == 1, "midnight: three days are left"
    branch = await now(due)
    assert (branch["status"], branch["owner"], branch["due_at"]) == ("branch_round", "branch", "2026-10-27T16:00:00Z")


async def test_signed_so_late_that_hardly_a_day_is_left_it_goes_to_the_branch_at_once(centre: Alone):
    await centre.feed(opened(), acknowledged(signed_on="2026-09-29", free_look_ends_on="2026-10-14"))
    await centre.pass_time(MONDAY + timedelta(seconds=1))
    assert (await now(centre))["status"] == "branch_round"


async def test_after_the_last_day_the_branch_visits(due: Alone):
    await tried(due, 1, "hung-up")
    assert await due.pass_time(datetime(2026, 10, 27, 16, 0, tzinfo=UTC)) == 1
    visit = await now(due)
    assert (visit["status"], visit["action"], visit["by"]) == ("to_visit", "order_visit", "system")
    clocks = (await due.get(f"/callbacks/{visit['case_no']}/sla")).json()["clocks"]
    assert [each["explanation"]["id"] for each in clocks] == ["bsr-cb1", "cb-branch", "cb-visit"]


async def test_a_branch_orders_no_visit_before_the_province_has_called(due: Alone):
    refused = await do(due, "visit-orders", None)
    assert (refused.status_code, refused.json()["field"], refused.json()["rule"]) == (422, "owner", "branchs-turn")
    assert "order_visit" not in (await now(due))["allowed"]
    await tried(due, 1, "unwilling")
    assert (await do(due, "visit-orders", None)).json()["status"] == "to_visit"


async def test_a_visit_ends_it_with_all_that_is_asked(due: Alone):
    await to_visit(due)
    done = await do(due, "visits", COMPLETED | {"visited_on": "2026-10-12"})
    assert (done.json()["status"], done.json()["attempts"][-1]["round"]) == ("completed", "visit")
    assert done.json()["attempts"][-1]["happened_on"] == "2026-10-12"


@pytest.mark.parametrize(
    ("body", "field", "rule"),
    [
        (COMPLETED | {"visited_on": "2026-10-13"}, "visited_on", "not-in-the-future"),
        (COMPLETED | {"visited_on": "2026-10-11"}, "visited_on", "after-opening"),
        ({"result": "not-at-home", "visited_on": "2016-10-12"}, "visited_on", "after-opening"),
        ({"result": "completed", "visited_on": "2026-10-12"}, "answers", "all-answered"),
    ],
)
async def test_a_visit_is_not_believed_without_a_day_that_has_come_and_all_answers(
    due: Alone, body: Any, field: str, rule: str
):
    await to_visit(due)
    refused = await do(due, "visits", body)
    assert refused.status_code == 422, refused.text
    assert (refused.json().get("field"), refused.json().get("rule")) == (field, rule), refused.text


async def test_visits_in_vain_lead_to_a_letter_and_its_silence_to_the_end(due: Alone):
    await to_visit(due)
    early = await do(due, "letters", {"sent_on": "2026-10-12"})
    assert (early.status_code, early.json()["rule"]) == (422, "visited-first")
    for _ in range(3):
        assert (await do(due, "visits", {"result": "not-at-home", "visited_on": "2026-10-12"})).status_code == 200
    fourth = await do(due, "visits", {"result": "not-at-home", "visited_on": "2026-10-12"})
    assert fourth.json()["rule"] == "visits-bounded"
    sent = (await do(due, "letters", {"sent_on": "2026-10-12"})).json()
    assert (sent["status"], sent["letter_sent_on"]) == ("letter_sent", "2026-10-12")
    assert await due.pass_time(datetime(2026, 11, 12, 16, 0, tzinfo=UTC)) == 1
    end = await now(due)
    assert (end["status"], end["outcome"], end["due_at"]) == ("unreached", "unreached", None)


@pytest.mark.parametrize("result", ["complaint", "mis-selling", "denies-purchase"])
async def test_what_the_fourth_visit_finds_is_no_visit_too_many(due: Alone, result: str):
    await to_visit(due)
    for _ in range(3):
        await do(due, "visits", {"result": "not-at-home", "visited_on": "2026-10-12"})
    found = (await do(due, "visits", {"result": result, "visited_on": "2026-10-12"})).json()
    assert (found["status"], found["problems"]) == ("problem", [result])


async def test_a_letter_comes_back_signed(due: Alone):
    await to_visit(due)
    await do(due, "visits", {"result": "moved-away", "visited_on": "2026-10-12"})
    early = await do(due, "letters", {"sent_on": "2026-10-11"})
    assert (early.json()["field"], early.json()["rule"]) == ("sent_on", "after-opening")
    await do(due, "letters", {"sent_on": "2026-10-12"})
    due.time.set(LAST_DAY)
    answers = {"answers": COMPLETED["answers"]}
    before = await do(due, "letter-answers", answers | {"signed_on": "2026-10-11"})
    assert before.json()["rule"] == "after-sent"
    done = (await do(due, "letter-answers", answers | {"signed_on": "2026-10-20"})).json()
    assert (done["status"], done["attempts"][-1]["round"]) == ("completed", "letter")
    told = json.loads((await due.rows(case_events))[-1].data)["attempts"]
    assert [each["happened_on"] for each in told] == [None, "2026-10-12", "2026-10-20"]


async def test_no_letter_is_answered_that_was_not_sent(due: Alone):
    refused = await do(due, "letter-answers", {"answers": COMPLETED["answers"], "signed_on": "2026-10-12"})
    assert refused.status_code == 409


async def test_the_customer_answers_on_line_at_any_hour_until_the_last_day(due: Alone):
    due.time.set(LAST_DAY + timedelta(hours=13))  # eleven at night
    told = {"verified_by": "face", "answers": COMPLETED["answers"]}
    done = (await do(due, "electronic-answers", told, Role.INTEGRATOR)).json()
    assert (done["status"], done["attempts"][-1]["round"]) == ("completed", "electronic")
    assert (done["attempts"][-1]["verified_by"], done["attempts"][-1]["owner"]) == ("face", None)
    assert json.loads((await due.rows(case_events))[-1].data)["reached_by"] is None, "neither side's success"


async def test_on_line_is_too_late_after_the_last_day_and_nobody_else_answers_there(due: Alone):
    told = {"verified_by": "face", "answers": COMPLETED["answers"]}
    assert (await do(due, "electronic-answers", told)).status_code == 403
    due.time.set(LAST_DAY + timedelta(days=1))
    late = await do(due, "electronic-answers", told, Role.INTEGRATOR)
    assert (late.status_code, late.json()["rule"]) == (422, "in-time")


async def test_of_other_projects_nobody_is_visited(centre: Alone):
    await centre.feed(KNOWN, GRACE)
    (task,) = (await centre.get("/callbacks", project="grace-period")).json()["items"]
    refused = await centre.post(f"/callbacks/{task['case_no']}/visit-orders", Role.CALLER, None)
    assert (refused.status_code, refused.json()["rule"]) == (422, "visits-of-project")
    for _ in range(3):
        await call(centre, task["case_no"], {"result": "no-answer"})
    end = (await centre.get(f"/callbacks/{task['case_no']}")).json()
    assert (end["status"], end["outcome"]) == ("unreached", "unreached")


@pytest.mark.parametrize("stage", ["second_round", "branch_round", "to_visit", "letter_sent"])
async def test_whatever_the_round_nobody_is_called_about_a_policy_that_ended(due: Alone, stage: str):
    if stage == "second_round":
        await tried(due, 3)
    elif stage == "branch_round":
        await tried(due, 1, "call-rejected")
    else:
        await to_visit(due)
    if stage == "letter_sent":
        await do(due, "visits", {"result": "moved-away", "visited_on": "2026-10-12"})
        await do(due, "letters", {"sent_on": "2026-10-12"})
    assert (await now(due))["status"] == stage
    await due.feed(cancelled())
    gone = await now(due)
    assert (gone["status"], gone["ready_at"], gone["held_by"]) == ("dropped", None, None)
    assert await due.pass_time(MONDAY + timedelta(days=90)) == 0, "no timer is left"
