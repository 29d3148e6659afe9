"""The queue of an outlet: numbers, order, priority, windows, and the next day."""

from datetime import UTC

import pytest

from shared.auth import Role
from tests.intake.counter import ORG, refused
from tests.intake.visits.hall import OUTLET, TICKET, Hall, at


async def test_numbers_count_from_one_for_each_outlet_and_day(hall: Hall):
    taken = [await hall.take(), await hall.take(), await hall.take(outlet="XY02"), await hall.take()]
    assert [case["ticket_no"] for case in taken] == ["A001", "A002", "A001", "A003"]
    assert {case["taken_on"] for case in taken} == {"2026-10-12"}
    hall.counter.time.set(at("10-13 08:30"))
    assert (await hall.take())["ticket_no"] == "A001"


async def test_a_day_is_the_counters_own(hall: Hall):
    hall.counter.time.set(at("10-13 00:30").astimezone(UTC))  # there it is still the 12th
    assert (await hall.take())["taken_on"] == "2026-10-13"


async def test_priority_goes_first_and_else_the_order_of_the_numbers(hall: Hall):
    reasons = [None, "elderly", None, "vip"]
    taken = [await hall.take(priority_reason=reason) for reason in reasons]
    assert [case["priority"] for case in taken] == [False, True, False, True]
    called = [(await hall.call_next(str(window)))["ticket_no"] for window in range(1, 5)]
    assert called == ["A002", "A004", "A001", "A003"]
    refused(await hall.ask_next("5"), 404, "not-found", outlet=OUTLET)


async def test_a_call_tells_window_and_teller(hall: Hall):
    await hall.take()
    case = await hall.call_next("7")
    facts = {name: case[name] for name in ("status", "window_no", "handler", "calls")}
    assert facts == {"status": "called", "window_no": "7", "handler": "T7", "calls": 1}


async def test_each_outlet_has_its_own_queue(hall: Hall):
    await hall.take(outlet="XY02")
    refused(await hall.ask_next(), 404, "not-found")
    assert (await hall.ask_next(outlet="XY02")).json()["outlet"] == "XY02"


async def test_a_window_has_one_customer_at_a_time(hall: Hall):
    await hall.take()
    second = await hall.take()
    first = await hall.call_next("1")
    for status in ("called", "in_service"):
        assert (
            await hall.counter.http.get(f"/v1/visits/{first['case_no']}", headers=hall.counter.token(Role.TELLER))
        ).json()["status"] == status
        async with hall.counter.nothing_written():
            problem = refused(await hall.ask_next("1"), 409, "conflict", field="window_no", rule="one-number-a-window")
            assert problem["detail"] == f"Window 1 has not finished with its last number: {first['case_no']}"
            direct = await hall.post(f"/visits/{second['case_no']}/call", Role.TELLER, {"window_no": "1"})
            refused(direct, 409, "conflict", field="window_no", case_no=first["case_no"])
        if status == "called":
            await hall.step(first, "handling")
    await hall.step(first, "completion")
    assert (await hall.call_next("1"))["ticket_no"] == "A002"


async def test_the_same_window_number_at_another_outlet_is_another_window(hall: Hall):
    await hall.take()
    await hall.take(outlet="XY02")
    await hall.call_next("1")
    assert (await hall.ask_next("1", "XY02")).status_code == 200


async def test_a_repeated_request_for_the_next_gets_the_same_number(hall: Hall):
    await hall.take()
    await hall.take()
    key = {"Idempotency-Key": "next-1"}
    first, again = await hall.ask_next(**key), await hall.ask_next(**key)
    assert first.json() == again.json()
    assert (await hall.get("/queues", org=ORG, outlet=OUTLET))["waiting"] == 1


async def test_who_was_passed_over_waits_to_be_called_by_number(hall: Hall):
    case = await hall.take()
    await hall.call_next()
    for calls in (2, 3):
        answer = await hall.post(f"/visits/{case['case_no']}/passing-over")
        refused(answer, 422, "rule-broken", field="calls", rule="called-three-times")
        assert (await hall.step(case, "repeat-call"))["calls"] == calls
    assert (await hall.step(case, "passing-over"))["status"] == "passed_over"
    refused(await hall.ask_next(), 404, "not-found")
    back = await hall.call(case, "2")
    assert (back["status"], back["window_no"], back["calls"]) == ("called", "2", 4)
    answer = await hall.post(f"/visits/{case['case_no']}/passing-over")
    refused(answer, 422, "rule-broken", field="calls", rule="called-three-times")  # in this turn, once


async def test_a_teller_may_call_a_number_out_of_its_turn(hall: Hall):
    await hall.take()
    later = await hall.take()
    assert (await hall.call(later, "1"))["status"] == "called"
    assert (await hall.call_next("2"))["ticket_no"] == "A001"


async def test_another_window_cant_call_what_is_called(hall: Hall):
    case = await hall.call(await hall.take(), "1")
    answer = await hall.post(f"/visits/{case['case_no']}/call", Role.TELLER, {"window_no": "2"})
    refused(answer, 409, "illegal-transition", action="call")


async def test_the_queue_tells_how_many_wait_and_since_when(hall: Hall):
    empty = await hall.get("/queues", org=ORG, outlet=OUTLET)
    assert empty == {"org": ORG, "outlet": OUTLET, "on": "2026-10-12", "waiting": 0, "priority": 0, "since": None}
    first = await hall.take()
    hall.pass_minutes(5)
    second = await hall.take()
    await hall.take(priority_reason="infant")
    hall.pass_minutes(1)
    await hall.take(priority_reason="elderly")
    await hall.take(outlet="XY02")
    await hall.call_next("1")  # the infant's
    await hall.step(first, "abandonment", {"reason": "left"})
    shown = await hall.get("/queues", org=ORG, outlet=OUTLET)
    assert (shown["waiting"], shown["priority"], shown["since"]) == (2, 1, second["opened_at"])


async def test_nobody_is_called_to_yesterdays_number(hall: Hall):
    await hall.take()
    hall.counter.time.set(at("10-13 08:30"))  # before the timers had their turn
    refused(await hall.ask_next(), 404, "not-found")
    assert (await hall.get("/queues", org=ORG, outlet=OUTLET))["waiting"] == 0


async def test_the_list_is_narrowed_by_outlet_day_and_status(hall: Hall):
    one, _ = await hall.take(), await hall.take(outlet="XY02")
    await hall.call_next()
    shown = await hall.get("/visits", outlet=OUTLET, taken_on="2026-10-12", status="called")
    assert [case["case_no"] for case in shown["items"]] == [one["case_no"]]
    assert (await hall.get("/visits", taken_on="2026-10-13"))["items"] == []
    assert len((await hall.get("/visits"))["items"]) == 2


# fmt: off
BAD = [
    #  route           changed in the body                 field              rule
    ("/visits",      {"business": "haircut"},             "business",        "enum"),
    ("/visits",      {"business": None},                  "business",        "enum"),
    ("/visits",      {"priority_reason": "friend"},       "priority_reason", "enum"),
    ("/visits",      {"priority": True},                  "priority",        "extra_forbidden"),
    ("/visits",      {"outlet": "仙游"},                   "outlet",          "string_pattern_mismatch"),
    ("/visits",      {"outlet": None},                    "outlet",          "string_type"),
    ("/visits",      {"org": "35 0322"},                  "org",             "string_pattern_mismatch"),
    ("/queues/next", {"window_no": "三"},                  "window_no",       "string_pattern_mismatch"),
    ("/queues/next", {"window_no": 3},                    "window_no",       "string_type"),
    ("/queues/next", {"window_no": "12345678901"},        "window_no",       "string_pattern_mismatch"),
    ("/queues/next", {"org": ""},                         "org",             "string_pattern_mismatch"),
]
# fmt: on


@pytest.mark.parametrize(("route", "changed", "field", "rule"), BAD)
async def test_bad_input_is_refused_with_its_field(
    hall: Hall, route: str, changed: dict[str, object], field: str, rule: str
):
    good = TICKET if route == "/visits" else {"org": ORG, "outlet": OUTLET, "window_no": "1"}
    async with hall.counter.nothing_written():
        problem = refused(await hall.post(route, Role.TELLER, good | changed), 422, "invalid-request")
    assert [(each["field"], each["rule"]) for each in problem["errors"]] == [(field, rule)]


async def test_another_branchs_hall_is_out_of_reach(hall: Hall):
    await hall.take()
    asked = {"org": ORG, "outlet": OUTLET, "window_no": "1"}
    async with hall.counter.nothing_written():
        refused(await hall.post("/visits", Role.TELLER, TICKET, org="350302"), 403, "out-of-scope")
        for queue in (asked, asked | {"outlet": "EMPTY"}):
            refused(await hall.post("/queues/next", Role.TELLER, queue, org="350302"), 403, "out-of-scope")
        for role in set(Role) - {Role.TELLER}:
            refused(await hall.post("/queues/next", role, asked), 403, "forbidden")
        for role in set(Role) - {Role.TELLER, Role.INTEGRATOR}:
            refused(await hall.post("/visits", role, TICKET), 403, "forbidden")
    token = hall.counter.token(Role.TELLER, "350302")
    refused(await hall.counter.http.get(f"/v1/queues?org={ORG}&outlet={OUTLET}", headers=token), 403, "out-of-scope")
