"""The table of steps: what follows from it."""

import pytest

from shared.errors import FourEyes, IllegalTransition, RuleBroken, Text
from shared.lifecycle import Guard, Lifecycle, Step
from tests.shared.reservations import LIFECYCLE, ReservationMoved, Status, reservation

S = Status


def test_a_step_is_found_by_action_and_status():
    assert LIFECYCLE.step("keep", "ready").target == S.KEPT
    assert LIFECYCLE.step("keep", S.READY) is LIFECYCLE.step("keep", "ready")
    assert LIFECYCLE.step("place", None).target == S.PLACED


@pytest.mark.parametrize(
    ("action", "status"), [("keep", "placed"), ("place", "placed"), ("fly", "ready"), ("keep", None)]
)
def test_what_the_table_lacks_is_refused_with_what_it_has(action: str, status: str | None):
    with pytest.raises(IllegalTransition) as refused:
        LIFECYCLE.step(action, status)
    assert refused.value.extras == {
        "status_of_case": status,
        "action": action,
        "allowed": LIFECYCLE.allowed(status),
    }


def test_allowed_names_what_people_do_and_leaves_out_what_time_does():
    assert LIFECYCLE.allowed("ready") == ["keep", "extend", "collect"]
    assert LIFECYCLE.allowed("kept") == ["release", "extend", "collect"]
    assert LIFECYCLE.allowed(None) == ["place"]
    assert LIFECYCLE.allowed("collected") == []


def test_a_status_that_no_step_leaves_is_an_end():
    assert {str(status) for status in LIFECYCLE.final} == {"collected", "lapsed"}


def test_at_rest_a_case_is_closed_though_steps_lead_on():
    resting = Lifecycle(
        "rest",
        Step("place", set(), S.PLACED, ReservationMoved),
        Step("rest", {S.PLACED}, S.READY, ReservationMoved),
        Step("wake", {S.READY}, S.PLACED, ReservationMoved),
        at_rest={S.READY},
    )
    assert S.READY in resting.closed - resting.final
    assert S.PLACED not in resting.closed


def test_the_matrix_has_every_status_times_action_once():
    cells = [(status, action) for status, action, _ in LIFECYCLE.matrix()]
    actions = {step.action for step in LIFECYCLE.steps}
    assert len(cells) == len(set(cells)) == (len(Status) + 1) * len(actions)
    drawn = {(status, action) for status, action, step in LIFECYCLE.matrix() if step}
    assert drawn == {(s, step.action) for step in LIFECYCLE.steps for s in (step.sources or {None})}


def test_an_action_may_lead_to_different_statuses_by_where_it_starts():
    forked = Lifecycle(
        "fork",
        Step("place", set(), S.PLACED, ReservationMoved),
        Step("go", {S.PLACED}, S.READY, ReservationMoved),
        Step("go", {S.READY}, S.KEPT, ReservationMoved),
    )
    assert [forked.step("go", status).target for status in ("placed", "ready")] == [S.READY, S.KEPT]


def test_the_diagram_draws_each_step_and_each_end():
    lines = LIFECYCLE.diagram().splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert "    [*] --> placed: place" in lines
    assert "    kept --> kept: extend" in lines
    assert lines[-2:] == ["    collected --> [*]", "    lapsed --> [*]"]


def test_a_guard_refuses_with_its_rule_or_with_a_problem_of_its_own():
    no = Text("不行", "no")
    with pytest.raises(RuleBroken) as broken:
        Guard("never", lambda case, actor: False, no).check(reservation(), None)
    assert broken.value.extras == {"field": "status", "rule": "never"}
    with pytest.raises(RuleBroken) as broken:
        Guard("never", lambda case, actor: False, no, field="fees").check(reservation(), None)
    assert broken.value.extras == {"field": "fees", "rule": "never"}
    with pytest.raises(FourEyes) as refused:
        Guard("never", lambda case, actor: False, no, FourEyes).check(reservation(), None)
    assert (refused.value.detail, refused.value.extras) == (no, {"rule": "never"})
    Guard("always", lambda case, actor: True, no).check(reservation(), None)


def test_a_timer_is_renewed_by_itself_if_it_repeats_and_by_what_it_names():
    remind, lapse = LIFECYCLE.timers
    assert [remind.is_renewed_by(action) for action in ("remind", "extend", "keep")] == [True, False, False]
    assert [lapse.is_renewed_by(action) for action in ("lapse", "extend", "keep")] == [False, True, False]
