"""What is answered in a call (回访回答): all of it completes the call, in the affirmative it is a success."""

import json
from typing import Any

import pytest

from shared.auth import Role
from shared.tables import case_events
from shared.testing.alone import Alone
from tests.callback import conftest
from tests.callback.causes import CAUSES, KNOWN
from tests.callback.conftest import COMPLETED, PARTIES, PERSON, SEVEN, acknowledged, opened

NO_TO_THE_LOSS = COMPLETED["answers"] | {"knows-surrender-loss": "no"}


async def only(centre: Alone) -> dict[str, Any]:
    (task,) = (await centre.get("/callbacks", Role.CALLER)).json()["items"]
    return dict(task)


async def call(centre: Alone, body: Any, role: Role = Role.CALLER) -> Any:
    return await conftest.call(centre, (await only(centre))["case_no"], body, role)


@pytest.fixture
async def due(centre: Alone) -> Alone:
    await centre.feed(opened(), acknowledged())
    return centre


async def test_a_new_policy_is_asked_about_the_seven_points(due: Alone):
    assert (await only(due))["questions"] == list(SEVEN)


async def test_all_answered_in_the_affirmative_is_a_success_and_told_with_its_answers(due: Alone):
    done = (await call(due, COMPLETED)).json()
    assert (done["status"], done["outcome"], done["problems"]) == ("completed", "completed", [])
    told = json.loads((await due.rows(case_events))[-1].data)
    assert told["attempts"][0]["answers"] == [{"question": each, "choice": "yes"} for each in SEVEN]
    assert told["questions"] == list(SEVEN)


async def test_completed_but_not_affirmative_is_a_problem_case_and_no_success(due: Alone):
    done = (await call(due, {"result": "completed", "answers": NO_TO_THE_LOSS})).json()
    assert (done["status"], done["outcome"]) == ("problem", "problem")
    assert (done["problems"], done["due_at"], done["allowed"]) == (["knows-surrender-loss"], None, [])
    event = (await due.rows(case_events))[-1]
    assert event.type == "callback.callback.problem-found.v1"
    assert json.loads(event.data)["problems"] == ["knows-surrender-loss"]


async def test_a_call_broken_off_keeps_what_was_answered_and_stays_due(due: Alone):
    tried = (await call(due, {"result": "hung-up", "answers": {"knows-free-look": "no"}})).json()
    assert (tried["status"], tried["problems"]) == ("branch_round", [])
    assert tried["attempts"][0]["answers"] == [{"question": "knows-free-look", "choice": "no"}]


@pytest.mark.parametrize(
    ("body", "field", "rule"),
    [
        ({"result": "completed"}, "answers", "all-answered"),
        ({"result": "completed", "answers": {"knows-free-look": "yes"}}, "answers", "all-answered"),
        (
            {"result": "completed", "answers": COMPLETED["answers"] | {"is-policyholder": "no"}},
            "answers.is-policyholder",
            "speaks-in-person",
        ),
        (
            {"result": "hung-up", "answers": {"money-received": "yes"}},
            "answers.money-received",
            "question-of-project",
        ),
        ({"result": "hung-up", "answers": {"knows-free-look": "perhaps"}}, "answers.knows-free-look", "choice-offered"),
    ],
    ids=["none", "one of seven", "somebody else", "another project's", "no such choice"],
)
async def test_answers_that_do_not_fit_are_refused_and_change_nothing(due: Alone, body: Any, field: str, rule: str):
    refused = await call(due, body)
    assert (refused.status_code, refused.json()["field"], refused.json()["rule"]) == (422, field, rule)
    assert (await only(due))["attempts"] == []


async def test_what_is_missing_is_told_whole(due: Alone):
    refused = await call(due, {"result": "completed", "answers": {"is-policyholder": "yes"}})
    assert refused.json()["missing"] == list(SEVEN[1:])


@pytest.mark.parametrize(
    "answers",
    [
        {"knows-free-look": "客户说不清楚"},
        {"knows-free-look": True},
        {"电话": "yes"},
        "yes",
        [],
        {str(n): "yes" for n in range(21)},
    ],
)
async def test_words_have_no_place_in_answers(due: Alone, answers: Any):
    refused = await call(due, {"result": "hung-up", "answers": answers})
    assert refused.status_code == 422
    assert all(each["field"].startswith("answers") for each in refused.json()["errors"])


async def test_a_status_that_allows_no_call_is_told_before_the_answers(centre: Alone):
    await centre.feed(opened())
    assert (await call(centre, {"result": "completed"})).status_code == 409


@pytest.mark.parametrize(
    ("project", "answers", "status"),
    [
        ("grace-period", {"why-unpaid": "forgotten"}, "completed"),
        ("grace-period", {"why-unpaid": "not-as-told"}, "problem"),
        ("policy-lapsed", {"why-unpaid": "short-of-money"}, "completed"),
        ("policy-surrendered", {"why-ended": "needs-money", "money-received": "not-yet"}, "completed"),
        ("policy-surrendered", {"why-ended": "persuaded", "money-received": "yes"}, "problem"),
        ("claim-paid", {"content-with-claim": "acceptable", "money-received": "yes"}, "completed"),
        ("claim-paid", {"content-with-claim": "dissatisfied", "money-received": "yes"}, "problem"),
        ("agent-service", {}, "completed"),
        ("agent-service", {"authorised-the-agent": "no"}, "problem"),
    ],
)
async def test_each_project_is_completed_by_its_own_questions(
    centre: Alone, project: str, answers: dict[str, str], status: str
):
    await centre.feed(KNOWN)
    await centre.feed(CAUSES[project])
    asked = (await only(centre))["questions"]
    assert (await call(centre, {"result": "completed"})).json()["missing"] == asked
    done = await call(centre, {"result": "completed", "answers": dict.fromkeys(asked, "yes") | answers})
    assert (done.status_code, done.json().get("status")) == (200, status), done.text
    (clock,) = (await centre.get(f"/callbacks/{done.json()['case_no']}/sla")).json()["clocks"]
    assert clock["explanation"]["state"] == "stopped"


async def test_whom_to_call_is_who_stands_so_on_the_policy(centre: Alone, policy_service: dict[str, Any]):
    """The claims' insured here; where nobody is named the insured, the policyholder is it."""
    await centre.feed(KNOWN)
    await centre.feed(CAUSES["claim-paid"])
    number = (await only(centre))["case_no"]
    await centre.post(f"/callbacks/{number}/hold", Role.CALLER, None)
    where = f"/callbacks/{number}/contact"
    assert (await centre.get(where, Role.CALLER, pii=True)).json()["name"] == PERSON["name"]
    policy_service[PARTIES] = {"masked": False, "items": []}
    nobody = await centre.get(where, Role.CALLER, pii=True)
    assert (nobody.status_code, "insured" in nobody.json()["detail"]) == (404, True)
