"""Keying and review (录入, 复核): two people, one form."""

from typing import Any

import pytest

from shared.auth import Role
from tests.intake.counter import KEYED, Case, Counter, faults, refused


def tagged(case: Case) -> dict[str, str]:
    return {"If-Match": f'"{case["version"]}"'}


@pytest.mark.parametrize("field", ["premium_fen", "sum_assured_fen"])
async def test_the_figures_are_keyed_as_they_stand_on_the_form(counter: Counter, field: str):
    case = await counter.scanned(await counter.accept())
    async with counter.nothing_written():
        body = KEYED | {field: KEYED[field] + 1}
        answer = await counter.post(f"/{case['case_no']}/keying", Role.TELLER, body)
        refused(answer, 422, "rule-broken", field=field, rule="keyed-equals-form")


async def test_the_keyer_does_not_review_their_own_work(counter: Counter):
    case = await counter.scanned(await counter.accept())
    await counter.step(case, "keying", Role.TELLER, KEYED, **counter.token(Role.TELLER, ref="S-twins"))
    case = await counter.case(case)
    path, keyer = f"/{case['case_no']}/review", counter.token(Role.REVIEWER, ref="S-twins")
    async with counter.nothing_written():
        answer = await counter.post(path, Role.REVIEWER, {"passed": True}, **keyer, **tagged(case))
        refused(answer, 403, "four-eyes", rule="maker-checker")
    assert (await counter.reviewed(case))["status"] == "awaiting_premium"


async def test_what_the_reviewer_sends_back_is_keyed_again_by_anybody(counter: Counter):
    case = await counter.keyed()
    case = await counter.step(case, "review", Role.REVIEWER, {"passed": False, "reason": "misread"}, **tagged(case))
    assert (case["status"], case["underwriting"], case["keying_error"]) == ("scanned", None, "misread")
    case = await counter.step(case, "keying", Role.TELLER, KEYED, **counter.token(Role.TELLER, ref="S-second"))
    assert (case["status"], case["handler"], case["keying_error"]) == ("keyed", "S-second", None)


@pytest.mark.parametrize("verdict", [{"passed": False}, {"passed": True, "reason": "misread"}])
async def test_a_reason_goes_with_a_refusal_only(counter: Counter, verdict: dict[str, Any]):
    case = await counter.keyed()
    async with counter.nothing_written():
        answer = await counter.post(f"/{case['case_no']}/review", Role.REVIEWER, verdict, **tagged(case))
        assert faults(answer) == {("body", "sent-back-with-reason")}


async def test_a_reviewer_must_have_seen_the_case_as_it_stands(counter: Counter):
    case = await counter.keyed()
    path, verdict = f"/{case['case_no']}/review", {"passed": True}
    async with counter.nothing_written():
        refused(await counter.post(path, Role.REVIEWER, verdict), 428, "precondition-missing")
        refused(await counter.post(path, Role.REVIEWER, verdict, **{"If-Match": "*"}), 428, "precondition-missing")
        stale = {"If-Match": f'"{case["version"] - 1}"'}
        refused(
            await counter.post(path, Role.REVIEWER, verdict, **stale), 412, "stale-version", version=case["version"]
        )
        refused(await counter.post(path, Role.REVIEWER, verdict, **{"If-Match": '"x"'}), 412, "stale-version")
        refused(await counter.post(path, Role.REVIEWER, verdict, **{"If-Match": "3"}), 422, "invalid-request")


async def test_any_step_may_say_which_version_it_has_seen(counter: Counter):
    case = await counter.accept()
    async with counter.nothing_written():
        body, stale = {"reason": "customer-request"}, {"If-Match": '"9"'}
        refused(await counter.post(f"/{case['case_no']}/withdrawal", Role.TELLER, body, **stale), 412, "stale-version")
    answer = await counter.post(f"/{case['case_no']}/withdrawal", Role.TELLER, body, **tagged(case))
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')


async def test_what_passes_review_goes_through_the_underwriting_rules_at_once(counter: Counter):
    case = await counter.decided()
    assert (case["status"], case["underwriting"], case["decision"]) == ("awaiting_premium", "auto", "standard")
    review, passed = (await counter.events(case))[-2:]
    assert (review.actor, passed.actor) == ("S-reviewer", "system")
    assert (review.at, passed.version) == (passed.at, review.version + 1)
