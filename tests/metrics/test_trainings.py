"""The route that tells what trainings did: whose, of which days, and its arithmetic."""

import json
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.metrics.facts import Fact, step
from services.metrics.periods import day_code
from services.metrics.state import State
from services.metrics.trainings import ACCEPTED, DEFECTIVE, _effect
from shared.bus import Message
from tests.intake.counter import refused
from tests.metrics.desk import Desk, event

TOPIC = "guimian.intake.events"
HELD = date(2026, 4, 10)


def training(number: int, held_on: str = "2026-04-10", **changes: Any) -> dict[str, Any]:
    times = {"opened_at": f"{held_on}T00:00:00+08:00", "at": "2026-04-18T01:00:00Z"}
    told = {"kind": "training", "case_no": f"PX{number}", "status": "recorded", "outlet": "XY01", "handler": "T1"}
    return event(number, **times, **(told | {"topics": ["unsigned"], "attendees": 9, "due_at": None} | changes))


def form(number: int, day: str, **changes: Any) -> dict[str, Any]:
    told = {"kind": "application", "case_no": f"TB{number}", "outlet": "XY01", "due_at": None}
    times = {"opened_at": f"{day}T10:00:00+08:00", "at": f"{day}T10:00:00+08:00"}
    return event(number, **(times | told | changes))


BAD = {"defects": [{"code": "unsigned"}]}


async def tell(desk: Desk, *events: dict[str, Any]) -> None:
    messages = [Message(TOPIC, each["data"]["case_no"], json.dumps(each).encode()) for each in events]
    assert not any(await desk.app.state.bus.publish(messages))
    await desk.catch_up()


async def test_a_training_is_told_with_the_days_before_and_after(desk: Desk):
    forms = [form(1, "2026-04-02"), form(2, "2026-04-09", **BAD), form(3, "2026-04-10", **BAD), form(4, "2026-04-11")]
    others = [form(5, "2026-04-09", outlet="XY02"), form(6, "2026-04-09", org="350302", **BAD)]
    others += [form(n, f"2026-04-{n}", kind="visit", case_no=f"PH{n}{m}") for n in ("02", "09", "11") for m in "ab"]
    await tell(desk, training(1), *forms, *others)
    (effect,) = (await desk.get("/trainings/effects?org=3503&days=10")).json()
    assert effect == {
        "case_no": "PX1", "org": "350322", "outlet": "XY01", "held_on": "2026-04-10", "trainer": "T1",
        "topics": ["unsigned"], "attendees": 9, "days": 10, "is_partial": True, "difference": -0.5,
        "before": {"start": "2026-03-31", "end": "2026-04-09", "defective": 1, "accepted": 2, "value": 0.5},
        "after": {"start": "2026-04-11", "end": "2026-04-20", "defective": 0, "accepted": 1, "value": 0.0},
    }  # fmt: skip
    (shorter,) = (await desk.get("/trainings/effects?days=9")).json()
    assert (shorter["is_partial"], shorter["after"]["end"]) == (False, "2026-04-19"), "those days are over"


async def test_an_outlet_of_the_same_code_below_is_another(desk: Desk):
    own = [form(1, "2026-04-09", org="3503", **BAD), form(2, "2026-04-11", org="3503")]
    below = [form(3, "2026-04-09"), form(4, "2026-04-11", **BAD), form(5, "2026-04-12", **BAD)]
    await tell(desk, training(1, org="3503"), training(2), *own, *below)
    told = {each["org"]: each for each in (await desk.get("/trainings/effects?days=10")).json()}
    sides = {org: [(each[side]["defective"], each[side]["accepted"]) for side in ("before", "after")]
             for org, each in told.items()}  # fmt: skip
    assert sides == {"3503": [(1, 1), (0, 1)], "350322": [(0, 1), (2, 2)]}


async def test_the_day_of_the_training_is_in_neither_part(desk: Desk):
    """To the second, at either edge of each part."""
    seconds = [
        "03-30T23:59:59", "03-31T00:00:00", "04-09T23:59:59", "04-10T00:00:00",
        "04-10T23:59:59", "04-11T00:00:00", "04-15T12:00:00",
    ]  # fmt: skip
    instants = [f"2026-{each}+08:00" for each in seconds]
    told = [form(n, "", opened_at=instant, at=instant) for n, instant in enumerate(instants)]
    await tell(desk, training(1), *told)
    (effect,) = (await desk.get("/trainings/effects?days=10")).json()
    assert (effect["before"]["start"], effect["before"]["end"]) == ("2026-03-31", "2026-04-09")
    assert (effect["after"]["start"], effect["after"]["end"]) == ("2026-04-11", "2026-04-20")
    assert (effect["before"]["accepted"], effect["after"]["accepted"]) == (2, 2)
    (shorter,) = (await desk.get("/trainings/effects?days=4")).json()
    assert (shorter["before"]["accepted"], shorter["after"]["accepted"]) == (1, 1), "04-15 is the fifth day after"


async def test_a_side_without_forms_has_no_rate(desk: Desk):
    await tell(desk, training(1), form(1, "2026-04-09", **BAD))
    (effect,) = (await desk.get("/trainings/effects")).json()
    assert (effect["before"]["value"], effect["after"]["value"], effect["difference"]) == (1.0, None, None)


async def test_cancelled_ones_are_left_out_and_others_come_newest_first(desk: Desk):
    gone = training(3, held_on="2026-04-12", version=2, status="cancelled")
    await tell(desk, training(1), training(2, held_on="2026-04-14"), gone, training(4, held_on="2026-04-20"))
    told = (await desk.get("/trainings/effects")).json()
    assert [each["case_no"] for each in told] == ["PX4", "PX2", "PX1"]
    assert (told[0]["after"]["accepted"], told[0]["is_partial"]) == (0, True), "held today: nothing has passed"
    some = (await desk.get("/trainings/effects?from=2026-04-11&to=2026-04-14")).json()
    assert [each["case_no"] for each in some] == ["PX2"]


async def test_whose_and_when_is_checked(desk: Desk):
    await tell(desk, training(1))
    assert (await desk.get("/trainings/effects", org="350302")).json() == []
    refused(await desk.get("/trainings/effects?org=350322", org="350302"), 403, "out-of-scope")
    refused(await desk.get("/trainings/effects?to=2026-04-21"), 422, "rule-broken", rule="not-in-the-future")
    for days in ("0", "91", "x"):
        refused(await desk.get(f"/trainings/effects?days={days}"), 422, "invalid-request")
    assert (await desk.get("/trainings/effects?from=1970-01-01&to=1970-01-01")).json() == []


COUNTED = st.dictionaries(st.integers(-40, 40), st.tuples(st.integers(0, 9), st.integers(0, 9)))


@given(COUNTED, st.integers(1, 30), st.integers(0, 60))
def test_each_form_counts_on_its_own_side_of_the_day(counted: dict[int, tuple[int, int]], days: int, passed: int):
    tally = {(pair, "XY01", day_code(HELD) + day): n[which]
             for day, n in counted.items() for which, pair in enumerate((DEFECTIVE, ACCEPTED))}  # fmt: skip
    at = "2026-04-10T00:00:00Z"
    known = {
        "kind": "training",
        "case_no": "PX1",
        "version": 1,
        "status": "recorded",
        "org": "350322",
        "outlet": "XY01",
    }
    state = State(
        **known, opened_at=datetime.fromisoformat(at), at=datetime.fromisoformat(at), action="record", by="M1"
    )
    effect = _effect(Fact(state, (step(state),)), HELD, tally, days, HELD + timedelta(days=passed))
    assert effect.before.accepted == sum(n for day, (_, n) in counted.items() if -days <= day < 0)
    assert effect.after.defective == sum(n for day, (n, _) in counted.items() if 0 < day <= min(days, passed))
    assert effect.is_partial == (passed <= days)
