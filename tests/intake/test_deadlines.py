"""What an application does by itself (定时): dunning, withdrawal at the deadline, catching up after a stop."""

from datetime import datetime

import pytest
from sqlalchemy import select

from shared.auth import Role
from shared.tables import case_events, timers
from tests.intake.counter import CHINA, Case, Counter


def on(text: str) -> datetime:
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


async def waiting_in(counter: Counter, status: str) -> Case:
    """A case accepted on Monday the 12th that waits for its customer."""
    if status == "awaiting_supplement":
        return await counter.accept(mandate_signed=False)
    if status == "awaiting_replacement":
        return await counter.accept(alterations=[{"field": "premium", "countersigned": True}])
    return await (counter.noticed("medical", "survey") if status == "awaiting_answer" else counter.decided())


# fmt: off
WAITS = [
    ("awaiting_supplement",  "form-deadline",    "not-supplemented"),
    ("awaiting_replacement", "form-deadline",    "not-replaced"),
    ("awaiting_answer",      "notice-deadline",  "notice-unanswered"),
    ("awaiting_premium",     "premium-deadline", "premium-unpaid"),
]
# fmt: on
DUNS = ["10-15 17:30", "10-20 17:30", "10-23 17:30", "10-28 17:30", "11-02 17:30", "11-05 17:30", "11-10 17:30"]


@pytest.mark.parametrize(("status", "deadline", "reason"), WAITS)
async def test_a_customer_who_never_answers(counter: Counter, status: str, deadline: str, reason: str):
    case = await waiting_in(counter, status)
    assert case["status"] == status
    assert await counter.timers(case) == {"dun": on(DUNS[0]), deadline: on("11-12 00:00")}
    version = case["version"]
    for count, due in enumerate(DUNS, start=1):
        assert await counter.until(on(due).replace(minute=29)) == 0
        assert await counter.until(on(due)) == 1
        case = await counter.case(case)
        assert (case["status"], case["dun_count"], case["version"]) == (status, count, version + count)
        assert (case["by"], case["action"]) == ("system", "dun")
    assert await counter.until(on("11-11 23:59")) == 0
    assert await counter.until(on("11-12 00:00")) == 1
    case = await counter.case(case)
    assert (case["status"], case["outcome"], case["withdrawn"]) == ("withdrawn", "withdrawn", reason)
    assert (case["allowed"], case["due_at"], case["by"]) == ([], None, "system")
    assert {notice["status"] for notice in case["notices"]} <= {"expired"}
    assert await counter.rows(timers) == 0
    assert (await counter.events(case))[-1].type == "intake.application.withdrawn.v1"


async def test_an_answer_ends_the_dunning(counter: Counter):
    case = await counter.accept(mandate_signed=False)
    await counter.until(on("10-15 17:30"))
    form = counter.form(form_no=case["form_no"])
    case = await counter.step(case, "supplement", Role.TELLER, {"form": form})
    assert (case["status"], case["dun_count"]) == ("received", 1)
    assert await counter.rows(timers) == 0
    assert await counter.until(on("12-15 17:30")) == 0


async def test_a_form_that_comes_back_with_faults_has_thirty_days_again(counter: Counter):
    case = await counter.accept(mandate_signed=False)
    counter.time.set(on("10-20 10:00"))
    form = counter.form(form_no=case["form_no"], mandate_signed=False)
    case = await counter.step(case, "supplement", Role.TELLER, {"form": form})
    assert await counter.timers(case) == {"dun": on("10-23 17:30"), "form-deadline": on("11-20 00:00")}


async def test_a_further_notice_gives_its_own_thirty_days(counter: Counter):
    case = await counter.noticed("medical")
    await counter.until(on("10-14 10:00"))
    assert (await counter.underwrite(case, "notices", {"type": "financial"})).status_code == 200
    running = await counter.timers(case)
    assert running == {"dun": on("10-15 17:30"), "notice-deadline": on("11-14 00:00")}, "dunning goes on as it was"


async def test_other_steps_while_waiting_leave_the_deadline_alone(counter: Counter):
    case = await counter.decided()
    before = await counter.timers(case)
    await counter.until(on("10-14 10:00"))
    case = (await counter.debit(case, "insufficient-funds", "D-1")).json()
    assert await counter.timers(case) == before


async def test_each_wait_has_its_own_count_of_days(counter: Counter):
    case = await counter.noticed("medical")
    await counter.until(on("10-20 10:00"))
    case = await counter.step(case, "notice-answer", Role.TELLER, {"no": 1})
    assert await counter.rows(timers) == 0
    approve = {"outcome": "approve", "code": "standard"}
    case = (await counter.underwrite(case, "decision", approve, **{"If-Match": f'"{case["version"]}"'})).json()
    assert await counter.timers(case) == {"dun": on("10-23 17:30"), "premium-deadline": on("11-20 00:00")}


async def test_after_a_weeks_stop_the_timers_fire_in_the_order_in_which_they_were_due(counter: Counter):
    first = await counter.accept(mandate_signed=False)
    counter.time.set(on("10-13 10:00"))
    second = await counter.decided()
    counter.time.set(on("10-14 10:00"))
    third = await counter.accept(alterations=[{"field": "premium", "countersigned": True}])
    done = await counter.rows()
    assert await counter.until(on("10-21 09:00")) == 3
    async with counter.app.state.sessions() as session:
        fired = (await session.execute(select(case_events).order_by(case_events.c.id).offset(done))).all()
    assert [event.case_no for event in fired] == [case["case_no"] for case in (first, second, third)]
    for case in (first, second, third):
        assert (await counter.case(case))["dun_count"] == 1, "one reminder, not one for each missed"
        assert (await counter.timers(case))["dun"] == on("10-26 17:30"), "three working days from now"


async def test_after_a_long_stop_the_reminder_still_precedes_the_withdrawal(counter: Counter):
    case = await counter.decided()
    assert await counter.until(on("12-01 09:00")) == 2
    assert [event.type.split(".")[2] for event in await counter.events(case)][-2:] == ["dunned", "withdrawn"]
    assert await counter.until(on("12-20 09:00")) == 0
