"""A problem case (问题件) from the call that found it to its settlement, and back."""

import json
from typing import Any

import pytest

from services.callback.problems.reasons import BY_QUESTION, REASONS
from services.callback.problems.settlements import SETTLEMENTS
from services.callback.projects.questions import QUESTIONS
from shared.auth import Role
from shared.contracts.words import in_words
from shared.tables import case_events
from shared.testing.alone import Alone
from tests.callback.causes import CAUSES
from tests.callback.conftest import POLICY_NO, acknowledged, call, opened
from tests.callback.problems.finding import (
    HANDLER,
    assign,
    assigned,
    done,
    find,
    find_by,
    find_in,
    only,
    post,
    report,
    settle,
)


async def announced(centre: Alone) -> list[str]:
    """What was told of problem cases, in order."""
    names = [row.type.split(".") for row in await centre.rows(case_events)]
    return [name for _, kind, name, _ in names if kind == "problem-case"]


async def test_a_call_that_finds_something_opens_a_case_with_all_that_who_settles_it_needs(centre: Alone):
    case = await find(centre, **{"knows-surrender-loss": "no"})
    (task,) = (await centre.get("/callbacks")).json()["items"]
    assert (case["status"], case["callback_no"], case["policy_no"]) == ("open", task["case_no"], POLICY_NO)
    assert (case["project"], case["salesperson"], case["found_by"]) == ("new-policy", "A1024", "S-caller")
    assert case["points"] == [{"point": "knows-surrender-loss", "choice": "no"}]
    assert (case["reason"], case["handler"], case["case_no"][:2]) == ("terms-unclear", None, "WT")


async def test_a_call_all_answered_in_the_affirmative_opens_none(centre: Alone):
    await centre.feed(opened(), acknowledged())
    assert (await centre.get("/problem-cases")).json()["items"] == []


@pytest.mark.parametrize(
    ("project", "denied", "reason"),
    [
        ("policy-surrendered", {"why-ended": "persuaded", "money-received": "no"}, "mis-selling"),
        ("policy-surrendered", {"why-ended": "needs-money", "money-received": "no"}, "money-astray"),
        ("grace-period", {"why-unpaid": "not-as-told", "knows-premium-due": "no"}, "mis-selling"),
        ("claim-paid", {"content-with-claim": "dissatisfied"}, "claim-service"),
        ("agent-service", {"authorised-the-agent": "no", "knows-the-result": "no"}, "not-authorised"),
    ],
)
async def test_its_reason_is_the_gravest(centre: Alone, project: str, denied: dict[str, str], reason: str):
    case = await find_in(centre, CAUSES[project], **denied)
    assert (case["reason"], case["project"]) == (reason, project)


@pytest.mark.parametrize("result", ["denies-purchase", "complaint", "mis-selling"])
async def test_what_a_call_comes_to_opens_one_with_that_as_its_reason(centre: Alone, result: str):
    await centre.feed(opened(), acknowledged())
    (task,) = (await centre.get("/callbacks")).json()["items"]
    assert (await call(centre, task["case_no"], {"result": result})).json()["status"] == "problem"
    case = await only(centre)
    assert (case["reason"], case["points"]) == (result, [{"point": result, "choice": None}])


async def test_reasons_alone_open_one_though_not_everything_was_asked(centre: Alone):
    await centre.feed(opened(), acknowledged())
    case = await find_by(centre, "complaint", "denies-purchase", "complaint")
    assert case["points"] == [{"point": "complaint", "choice": None}, {"point": "denies-purchase", "choice": None}]
    assert (case["reason"], case["found_by"]) == ("denies-purchase", "V1")


async def test_what_a_further_call_finds_is_added_to_the_open_case_once(centre: Alone):
    await centre.feed(opened(), acknowledged())
    first = await find_by(centre, "complaint")
    again = await find_by(centre, "complaint")
    more = await find_by(centre, "complaint", "mis-selling")
    assert [each["case_no"] for each in (again, more)] == [first["case_no"]] * 2
    assert (again["version"], more["version"], more["reason"]) == (1, 2, "mis-selling")
    assert [each["point"] for each in more["points"]] == ["complaint", "mis-selling"]
    assert await announced(centre) == ["opened", "added"]


async def test_it_is_assigned_settled_by_its_handler_and_opened_again(centre: Alone):
    case = await assigned(centre)
    assert (case["status"], case["handler"], case["allowed"]) == ("assigned", "T2", ["assign", "settle_instead"])
    case = await settle(centre, case, "mended")
    assert (case["status"], case["outcome"], case["due_at"]) == ("settled", "mended", None)
    case = await done(centre, case, "reopening", {"reason": "customer-called-again"})
    assert (case["status"], case["outcome"], case["handler"]) == ("open", None, None)
    assert (case["because"], case["reopenings"], case["closed_at"]) == ("customer-called-again", 1, None)
    assert await announced(centre) == ["opened", "assigned", "settled", "reopened"]


async def test_it_goes_to_another_handler_while_it_is_open(centre: Alone):
    case = await assign(centre, await assigned(centre), "T3")
    assert case["handler"] == "T3"
    refused = await post(centre, case, "settlement", {"result": "explained"}, HANDLER, ref="T2")
    assert (refused.status_code, refused.json()["rule"]) == (403, "handler-only")


async def test_the_manager_settles_it_instead_and_says_why(centre: Alone):
    case = await find(centre, **{"knows-surrender-loss": "no"})
    body = {"result": "not-reached", "reason": "handler-on-leave"}
    refused = await post(centre, case, "manager-settlement", {"result": "not-reached"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "reason")
    case = await done(centre, case, "manager-settlement", body)
    assert (case["status"], case["outcome"], case["because"]) == ("settled", "not-reached", "handler-on-leave")


async def test_a_settled_one_is_not_opened_again_beside_another_of_its_call(centre: Alone):
    await centre.feed(opened(), acknowledged())
    first = await settle(centre, await assign(centre, await find_by(centre, "complaint")))
    second = await report(centre, "mis-selling")
    assert second != first["case_no"], "what is settled takes nothing in"
    refused = await post(centre, first, "reopening", {"reason": "customer-called-again"})
    assert (refused.status_code, refused.json()["rule"]) == (409, "one-open-a-callback")
    assert refused.json()["case_no"] == second


@pytest.mark.parametrize(
    ("step", "body"),
    [
        ("settlement", {"result": "forgotten"}),
        ("settlement", {"result": "explained", "words": "客户王某已经认可"}),
        ("manager-settlement", {"result": "explained", "reason": "电话13959512345"}),
        ("reopening", {}),
        ("assignment", {"handler": "张三"}),
        ("assignment", {}),
        ("assignment", []),
    ],
)
async def test_what_does_not_fit_is_refused_and_changes_nothing(centre: Alone, step: str, body: Any):
    case = await assigned(centre)
    role, ref = (HANDLER, "T2") if step == "settlement" else (Role.BRANCH_MANAGER, "M1")
    assert (await post(centre, case, step, body, role, ref=ref)).status_code == 422
    assert (await only(centre))["version"] == case["version"]


async def test_a_stale_view_settles_nothing(centre: Alone):
    case = await assigned(centre)
    path, stale = f"/problem-cases/{case['case_no']}/reopening", {"If-Match": '"1"'}
    refused = await centre.post(path, Role.BRANCH_MANAGER, {"reason": "mistake"}, **stale)
    assert refused.status_code == 412


async def test_lists_are_narrowed_by_reason_handler_and_policy(centre: Alone):
    await assigned(centre)
    for asked in ({"reason": "terms-unclear"}, {"handler": "T2"}, {"policy_no": POLICY_NO}, {"status": "assigned"}):
        assert len((await centre.get("/problem-cases", **asked)).json()["items"]) == 1, asked
    for asked in ({"reason": "complaint"}, {"handler": "T3"}, {"policy_no": "BD1"}, {"status": "settled"}):
        assert (await centre.get("/problem-cases", **asked)).json()["items"] == [], asked
    assert (await centre.get("/problem-cases", reason="none-such")).status_code == 422


async def test_events_and_answers_hold_codes_and_references_only(centre: Alone):
    await settle(centre, await assigned(centre))
    told = [json.loads(row.data) for row in await centre.rows(case_events) if "problem-case" in row.type]
    names = {"case_no", "callback_no", "policy_no", "policyholder_ref", "project", "reason", "points", "found_by"}
    assert all(names <= each.keys() for each in told)
    words = json.dumps(told, ensure_ascii=False) + json.dumps(await only(centre), ensure_ascii=False)
    assert not [sign for sign in words if ord(sign) > 127]


async def test_the_tables_tell_reasons_and_results_in_both_languages(centre: Alone):
    told = (await centre.get("/problem-case-tables", Role.CALLER)).json()
    assert [each["code"] for each in told["reasons"]] == list(REASONS)
    assert [each["code"] for each in told["results"] if each["confirms"]] == ["mis-selling-confirmed"]
    for each in (*told["reasons"], *told["results"]):
        assert all((each["zh"] != each["code"], each["en"], each["basis"])), each["code"]


def test_every_question_points_to_a_reason_and_the_board_has_words_for_all():
    assert {code for code in QUESTIONS if code not in BY_QUESTION} == set()
    assert {code for code in BY_QUESTION if code not in QUESTIONS} == set()
    assert not [code for code in (*REASONS, *SETTLEMENTS) if in_words(code, "problem_case").zh == code]
