"""At the window: handling, evaluation, the clocks, the day's end, and what the events tell."""

from typing import Any

import orjson
import pytest

from shared.auth import Role
from shared.settings import Settings
from shared.tables import case_events
from tests.intake.counter import Case, counter_in, refused
from tests.intake.visits.hall import Hall, at


async def clocks(hall: Hall, case: Case) -> dict[str, Any]:
    shown = await hall.get(f"/visits/{case['case_no']}/sla")
    return {each["explanation"]["id"]: each["explanation"] for each in shown["clocks"]}


async def test_a_visit_from_ticket_to_evaluation(hall: Hall):
    case = await hall.served()
    assert (case["status"], case["handler"], case["served_at"]) == ("in_service", "S-teller", case["at"])
    case = await hall.step(case, "evaluation-request")
    case = await hall.step(case, "completion")
    assert (case["status"], case["outcome"], case["closed_at"]) == ("finished", "finished", case["at"])
    hall.pass_minutes(1)
    rated = await hall.rate(case, score=4)
    assert (rated["score"], rated["satisfaction"], rated["status"]) == (4, "satisfied", "finished")
    assert rated["closed_at"] == case["closed_at"], "an evaluation doesn't make the visit longer"
    types = [event.type.removeprefix("intake.visit.") for event in await hall.counter.events(case)]
    expected = ["taken", "called", "served", "evaluation-requested", "finished", "evaluated"]
    assert types == [f"{each}.v1" for each in expected]


async def test_the_visit_is_whose_window_serves_it(hall: Hall):
    await hall.take()
    case = await hall.call_next("1")
    answer = await hall.post(f"/visits/{case['case_no']}/handling", ref="T9")
    assert (case["handler"], answer.json()["handler"]) == ("T1", "T9")


@pytest.mark.parametrize(
    ("given", "means"),
    [
        ({"score": 5}, "satisfied"),
        ({"score": 4}, "satisfied"),
        ({"score": 3}, "neutral"),
        ({"score": 2}, "dissatisfied"),
        ({"score": 1}, "dissatisfied"),
        ({"satisfaction": "satisfied"}, "satisfied"),
        ({"satisfaction": "neutral"}, "neutral"),
        ({"satisfaction": "dissatisfied"}, "dissatisfied"),
    ],
)
async def test_numbers_and_buttons_mean_the_same(hall: Hall, given: dict[str, Any], means: str):
    case = await hall.step(await hall.served(), "evaluation-request")
    rated = await hall.rate(case, **given)
    assert (rated["satisfaction"], rated["score"], rated["status"]) == (means, given.get("score"), "in_service")


async def test_an_evaluation_needs_a_prompt_and_comes_once(hall: Hall):
    case = await hall.served()
    path = f"/visits/{case['case_no']}/evaluation"
    early = await hall.post(path, Role.INTEGRATOR, {"score": 5})
    refused(early, 422, "rule-broken", field="prompted_at", rule="evaluation-prompted")
    prompted = await hall.step(case, "evaluation-request")
    await hall.rate(case, satisfaction="dissatisfied")
    async with hall.counter.nothing_written():
        again = await hall.post(path, Role.INTEGRATOR, {"score": 5})
        refused(again, 422, "rule-broken", field="satisfaction", rule="evaluated-once")
    hall.pass_minutes(1)
    assert (await hall.step(case, "evaluation-request"))["prompted_at"] == prompted["prompted_at"]


async def test_a_forgotten_prompt_cant_be_made_up_for(hall: Hall):
    case = await hall.step(await hall.served(), "completion")
    refused(await hall.post(f"/visits/{case['case_no']}/evaluation-request"), 409, "illegal-transition")
    late = await hall.post(f"/visits/{case['case_no']}/evaluation", Role.INTEGRATOR, {"score": 5})
    refused(late, 422, "rule-broken", rule="evaluation-prompted")


async def test_an_evaluation_comes_on_the_day_so_that_past_figures_stand(hall: Hall):
    case = await hall.step(await hall.served(), "evaluation-request")
    await hall.step(case, "completion")
    hall.counter.time.set(at("10-13 00:00"))
    late = await hall.post(f"/visits/{case['case_no']}/evaluation", Role.INTEGRATOR, {"score": 5})
    refused(late, 422, "rule-broken", field="taken_on", rule="evaluated-that-day")


# fmt: off
BAD = [
    ({},                                        "body",         "one-of-two"),
    ({"score": 5, "satisfaction": "satisfied"}, "body",         "one-of-two"),
    ({"score": 0},                              "score",        "greater_than_equal"),
    ({"score": 6},                              "score",        "less_than_equal"),
    ({"score": "5"},                            "score",        "int_type"),
    ({"score": 4.5},                            "score",        "int_type"),
    ({"satisfaction": "very"},                  "satisfaction", "enum"),
    ({"remark": "柜员很好"},                     "remark",       "extra_forbidden"),
]
# fmt: on


@pytest.mark.parametrize(("body", "field", "rule"), BAD)
async def test_what_is_no_evaluation_is_refused(hall: Hall, body: dict[str, Any], field: str, rule: str):
    case = await hall.step(await hall.served(), "evaluation-request")
    async with hall.counter.nothing_written():
        answer = await hall.post(f"/visits/{case['case_no']}/evaluation", Role.INTEGRATOR, body)
        problem = refused(answer, 422, "invalid-request")
        bad_reason = await hall.post(f"/visits/{case['case_no']}/abandonment", Role.TELLER, {"reason": "day-over"})
        refused(bad_reason, 422, "invalid-request")
    assert (field, rule) in {(each["field"], each["rule"]) for each in problem["errors"]}


async def test_waiting_ends_with_the_first_call_and_handling_with_completion(hall: Hall):
    hall.counter.time.set(at("10-12 11:50"))  # the wall's time runs through the lunch break
    case = await hall.take()
    assert case["due_at"] == "2026-10-12T04:05:00Z"
    hall.pass_minutes(20)
    case = await hall.call(case)
    assert case["due_at"] is None
    waited = (await clocks(hall, case))["hall-waiting"]
    assert (waited["used_seconds"], waited["budget_seconds"], waited["breached"]) == (1200, 900, True)
    assert (waited["counts"], waited["limit_zh"], waited["mark"]) == ("calendar", "15分钟", "D")
    case = await hall.step(case, "repeat-call")
    hall.pass_minutes(2)
    case = await hall.step(case, "handling")
    assert case["due_at"] == "2026-10-12T04:22:00Z"
    hall.pass_minutes(10)
    case = await hall.step(case, "completion")
    handled = (await clocks(hall, case))["hall-handling"]
    assert (handled["used_seconds"], handled["remaining_seconds"], handled["breached"]) == (600, 0, False)


async def test_who_comes_back_waits_by_the_clock_of_their_first_call(hall: Hall):
    case = await hall.call(await hall.take())
    first = case["called_at"]
    for _ in range(2):
        await hall.step(case, "repeat-call")
    await hall.step(case, "passing-over")
    hall.pass_minutes(30)
    case = await hall.call(case)
    assert case["called_at"] == first
    assert len((await hall.get(f"/visits/{case['case_no']}/sla"))["clocks"]) == 1, "it doesn't begin anew"


async def test_the_limits_of_the_settings_hold_for_the_tickets_to_come(settings: Settings, hall: Hall):
    before = await hall.take()
    stricter = settings.model_copy(update={"hall_waiting_minutes": 5, "hall_handling_minutes": 3})
    async with counter_in(stricter, hall.counter.time) as counter:
        there = Hall(counter)
        case = await there.take()
        assert case["due_at"] == "2026-10-12T01:05:00Z"
        case = await there.step(await there.call(case), "handling")
        assert case["due_at"] == "2026-10-12T01:03:00Z"
        old = await there.step(await there.call(before, "2"), "handling")
        assert old["due_at"] == "2026-10-12T01:10:00Z"


@pytest.mark.parametrize("stood", ["waiting", "called", "passed_over"])
async def test_what_nobody_served_lapses_at_the_days_end(hall: Hall, stood: str):
    case = await hall.take()
    if stood != "waiting":
        case = await hall.call(case)
    if stood == "passed_over":
        for what in ("repeat-call", "repeat-call", "passing-over"):
            case = await hall.step(case, what)
    assert case["status"] == stood
    assert await hall.counter.until(at("10-12 23:59")) == 0
    assert await hall.counter.until(at("10-13 00:00")) == 1
    case = await hall.get(f"/visits/{case['case_no']}")
    assert (case["status"], case["outcome"], case["abandoned"], case["by"]) == (
        "abandoned",
        "abandoned",
        "day-over",
        "system",
    )
    assert await hall.counter.timers(case) == {}
    late = await hall.post(f"/visits/{case['case_no']}/evaluation", Role.INTEGRATOR, {"score": 1})
    refused(late, 409, "illegal-transition", status_of_case="abandoned")


async def test_what_the_teller_forgot_to_end_is_left_open_at_the_days_end(hall: Hall):
    case = await hall.served()
    assert await hall.counter.until(at("10-12 23:59")) == 0
    assert await hall.counter.until(at("10-13 00:00")) == 1
    case = await hall.get(f"/visits/{case['case_no']}")
    assert (case["status"], case["outcome"], case["by"]) == ("left_open", "left-open", "system")
    refused(await hall.post(f"/visits/{case['case_no']}/completion"), 409, "illegal-transition")


async def test_a_teller_gives_a_number_up_with_its_reason(hall: Hall):
    case = await hall.step(await hall.take(), "abandonment", {"reason": "left"})
    assert (case["status"], case["outcome"], case["abandoned"]) == ("abandoned", "abandoned", "left")
    assert (await clocks(hall, case))["hall-waiting"]["state"] == "stopped"


async def test_no_event_tells_why_somebody_goes_first(hall: Hall):
    case = await hall.take(priority_reason="disabled")
    await hall.step(case, "abandonment", {"reason": "left"})
    assert case["priority_reason"] == "disabled"
    async with hall.counter.app.state.sessions() as session:
        told = [row.data for row in await session.execute(case_events.select())]
    assert [orjson.loads(data)["priority"] for data in told] == [True, True]
    assert not [data for data in told if "disabled" in data]
