"""From which day to which a fact is looked for when the cases behind a number are listed."""

from datetime import UTC, datetime

from services.metrics.facts import Fact, Step, millis
from services.metrics.periods import local
from services.metrics.state import Clock, State
from services.metrics.store import fact_row

OPENED, CLOSED, ENDS = (datetime(2026, 10, day, 16, tzinfo=UTC) for day in (1, 3, 17))


def test_a_call_that_was_made_early_is_found_on_the_day_on_which_its_free_look_period_ends():
    clocks = (Clock("bsr-cb1", OPENED, ENDS, CLOSED),)
    known = {"kind": "callback", "case_no": "HF1", "version": 2, "org": "350322", "action": "complete", "by": "x"}
    state = State(status="completed", opened_at=OPENED, at=CLOSED, closed_at=CLOSED, clocks=clocks, **known)
    step = Step(2, millis(CLOSED), "complete", "x", "completed", closed=millis(CLOSED))
    _, _, _, first, last, _ = fact_row("callback/HF1", Fact(state, (step,)))
    assert (first, last) == (local(millis(OPENED), "Asia/Shanghai")[0], local(millis(ENDS), "Asia/Shanghai")[0])
