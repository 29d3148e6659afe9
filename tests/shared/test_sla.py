from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter

from shared.calendar import CalendarYearMissing, WorkCalendar, round_the_clock
from shared.calendar_data import load_calendars
from shared.contracts.base import ClockReading
from shared.sla import (
    ClockState,
    Limit,
    Pause,
    Sla,
    UnknownRule,
    calendar_days,
    due,
    elapsed,
    limit_due,
    same_day,
    sla_table,
    tick,
    working_days,
    working_hours,
)
from shared.sla_explain import explain

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def shown(instant: datetime | None) -> str | None:
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}".removesuffix(":00") if instant else None


def rule(limit: Limit, **changes: object) -> Sla:
    row = Sla(
        "bsr-nb3",
        "承保时限",
        "Issue",
        {"accept"},
        {"issue", "withdraw"},
        {"medical", "papers"},
        limit,
        "基本服务规定",
        "V2",
    )
    return replace(row, **changes)


def story(rules: tuple[Sla, ...], cn: WorkCalendar, *steps: tuple[str, str | None, str]) -> list[ClockState]:
    clocks: list[ClockState] = []
    for action, waiting, when in steps:
        clocks = tick(rules, clocks, action, waiting, at(when), cn)
    return clocks


@pytest.fixture(scope="module")
def cn() -> WorkCalendar:
    return load_calendars().for_org("")


@pytest.mark.parametrize(
    ("limit", "start", "expected"),
    [
        (working_days(1), "2026-03-02 09:00", "2026-03-03 17:30"),
        (working_days(1), "2026-03-02 17:30", "2026-03-03 17:30"),  # at closing: still received
        (working_days(1), "2026-03-02 17:30:01", "2026-03-04 17:30"),  # after closing: received the next day
        (working_days(1), "2026-03-01 10:00", "2026-03-03 17:30"),  # on a Sunday
        (working_days(1), "2026-03-02 13:00", "2026-03-03 17:30"),  # at lunch
        (working_days(1), "2026-03-02 06:00", "2026-03-03 17:30"),  # before opening
        (working_days(1), "2026-02-13 10:00", "2026-02-14 17:30"),  # the Saturday works
        (working_days(1), "2026-02-13 18:00", "2026-02-24 17:30"),
        (working_days(5), "2026-02-14 10:00", "2026-02-28 17:30"),  # over Spring Festival; that Saturday works too
        (working_days(2), "2025-09-30 10:00", "2025-10-10 17:30"),
        (working_days(15), "2026-02-12 09:00", "2026-03-11 17:30"),
        (calendar_days(3), "2026-03-02 09:00", "2026-03-06 00:00"),
        (calendar_days(3), "2026-03-02 23:59:59", "2026-03-06 00:00"),
        (calendar_days(3), "2026-03-04 09:00", "2026-03-10 00:00"),  # ends on a Saturday, runs on to Monday
        (calendar_days(3, rolls=False), "2026-03-04 09:00", "2026-03-08 00:00"),
        (calendar_days(2), "2026-02-12 09:00", "2026-02-15 00:00"),  # ends on the Saturday that works
        (calendar_days(10), "2026-02-10 09:00", "2026-02-25 00:00"),  # ends inside Spring Festival
        (calendar_days(10), "2025-09-24 09:00", "2025-10-10 00:00"),
        (working_hours(2), "2026-03-02 11:00", "2026-03-02 15:30"),
        (working_hours(0.5), "2026-03-02 11:30", "2026-03-02 12:00"),
        (working_hours(1), "2026-03-02 13:00", "2026-03-02 15:30"),
        (working_hours(1), "2026-02-14 17:00", "2026-02-24 09:00"),
        (same_day(cut_off=time(15)), "2026-03-02 14:59:59", "2026-03-02 17:30"),
        (same_day(cut_off=time(15)), "2026-03-02 15:00", "2026-03-03 17:30"),
        (same_day(cut_off=time(15)), "2026-03-02 18:00", "2026-03-03 17:30"),
        (same_day(cut_off=time(15)), "2026-03-01 09:00", "2026-03-02 17:30"),
        (same_day(cut_off=time(15)), "2026-03-01 16:00", "2026-03-02 17:30"),  # Sunday afternoon is before Monday's
        (same_day(cut_off=time(15)), "2026-02-14 15:30", "2026-02-24 17:30"),
    ],
)
def test_due_time_without_pauses(cn: WorkCalendar, limit: Limit, start: str, expected: str) -> None:
    assert shown(due(rule(limit), at(start), (), cn)) == expected
    assert shown(limit_due(limit, at(start), cn)) == expected


def test_a_short_day_ends_early_for_limits_too(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[day]]\ndate = 2026-02-13\nkind = "short"\nhours = ["08:30-12:00"]\nsource = "x"')
    calendar = load_calendars(own).for_org("")
    assert shown(due(rule(working_days(1)), at("2026-02-12 10:00"), (), calendar)) == "2026-02-13 12:00"
    assert shown(due(rule(working_days(1)), at("2026-02-13 13:00"), (), calendar)) == "2026-02-24 17:30"
    assert shown(due(rule(same_day(cut_off=time(15))), at("2026-02-13 13:00"), (), calendar)) == "2026-02-14 17:30"


def test_round_the_clock_days_end_at_midnight_utc() -> None:
    start = datetime(2011, 7, 1, 9, 30, tzinfo=UTC)
    for limit in (calendar_days(3), working_days(3)):
        assert due(rule(limit), start, (), round_the_clock()) == datetime(2011, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("limit", "paused", "resumed", "expected"),
    [
        (working_days(5), "2026-03-03 09:00", "2026-03-04 09:00", "2026-03-10 17:30"),
        (working_days(5), "2026-03-03 16:30", "2026-03-03 22:00", "2026-03-10 09:30"),  # one working hour
        (working_days(5), "2026-03-03 18:00", "2026-03-04 08:00", "2026-03-09 17:30"),  # overnight: nothing stood still
        (working_days(5), "2026-03-09 18:00", "2026-03-12 18:00", "2026-03-09 17:30"),  # after the due time: too late
        (calendar_days(10), "2026-03-03 09:00", "2026-03-05 09:00", "2026-03-17 00:00"),  # 14th, a Saturday, rolls
        (calendar_days(10), "2026-03-03 09:00", "2026-03-03 15:00", "2026-03-13 06:00"),
        (calendar_days(5), "2026-03-09 09:00", "2026-03-10 09:00", "2026-03-11 00:00"),  # in the days the roll gave
        (calendar_days(5), "2026-03-10 09:00", "2026-03-12 09:00", "2026-03-10 00:00"),
    ],
)
def test_a_pause_moves_the_due_time(cn: WorkCalendar, limit: Limit, paused: str, resumed: str, expected: str) -> None:
    pauses = [Pause(from_at=at(paused), to_at=at(resumed), reason="medical")]
    assert shown(due(rule(limit), at("2026-03-02 10:00"), pauses, cn)) == expected


def test_a_paused_clock_has_no_due_time_until_it_runs_again(cn: WorkCalendar) -> None:
    rules = (rule(working_days(5)),)
    steps = [("accept", None, "2026-03-02 10:00"), ("notify", "medical", "2026-03-03 09:00")]
    (paused,) = story(rules, cn, *steps)
    assert paused.due_at is None
    assert paused.open_pause == Pause(from_at=at("2026-03-03 09:00"), reason="medical")
    (resumed,) = story(rules, cn, *steps, ("answer", None, "2026-03-04 09:00"))
    assert shown(resumed.due_at) == "2026-03-10 17:30"
    assert resumed.open_pause is None


def test_a_pause_after_the_due_time_does_not_undo_the_breach(cn: WorkCalendar) -> None:
    rules = (rule(working_days(1)),)
    (clock,) = story(rules, cn, ("accept", None, "2026-03-02 10:00"), ("notify", "medical", "2026-03-05 09:00"))
    assert shown(clock.due_at) == "2026-03-03 17:30"
    assert clock.breached(at("2026-03-05 09:00"))
    resumed = tick(rules, [clock], "answer", None, at("2026-03-05 10:00"), cn)[0]
    for held, overrun in ((clock, -7 * 3600), (resumed, -12.5 * 3600)):
        read = explain(rules[0], held, at("2026-03-06 09:00"), cn)
        assert (read.breached, read.budget_seconds, read.remaining_seconds) == (True, 11.5 * 3600, overrun)


def test_a_standing_clock_breaches_nothing_however_long_it_stands(cn: WorkCalendar) -> None:
    rules = (rule(working_days(1)),)
    (clock,) = story(rules, cn, ("accept", None, "2026-03-02 10:00"), ("notify", "medical", "2026-03-03 16:30"))
    assert not clock.breached(at("2026-06-01 09:00"))
    for when in ("2026-03-03 16:30", "2026-06-01 09:00"):
        read = explain(rules[0], clock, at(when), cn)
        assert (read.state, read.breached, read.remaining_seconds) == ("paused", False, 3600)


def test_waiting_for_something_else_does_not_pause(cn: WorkCalendar) -> None:
    rules = (rule(working_days(5)),)
    (clock,) = story(rules, cn, ("accept", None, "2026-03-02 10:00"), ("escalate", "province", "2026-03-03 09:00"))
    assert clock.pauses == ()
    assert shown(clock.due_at) == "2026-03-09 17:30"


def test_one_reason_follows_another_and_a_repeated_one_goes_on(cn: WorkCalendar) -> None:
    (clock,) = story(
        (rule(working_days(5)),),
        cn,
        ("accept", "papers", "2026-03-02 10:00"),
        ("dun", "papers", "2026-03-02 11:00"),
        ("notify", "medical", "2026-03-03 10:00"),
        ("answer", None, "2026-03-04 10:00"),
    )
    assert [(shown(p.from_at), shown(p.to_at), p.reason) for p in clock.pauses] == [
        ("2026-03-02 10:00", "2026-03-03 10:00", "papers"),
        ("2026-03-03 10:00", "2026-03-04 10:00", "medical"),
    ]
    assert shown(clock.due_at) == "2026-03-11 17:30"


def test_stopping_while_paused_closes_the_pause(cn: WorkCalendar) -> None:
    (clock,) = story(
        (rule(working_days(5)),),
        cn,
        ("accept", None, "2026-03-02 10:00"),
        ("notify", "medical", "2026-03-03 09:00"),
        ("withdraw", "medical", "2026-03-05 09:00"),
    )
    assert clock.pauses[0].to_at == clock.stopped_at == at("2026-03-05 09:00")
    assert shown(clock.due_at) == "2026-03-11 17:30"
    assert clock.net_working_seconds == 5.5 * 3600  # the rest of Monday and half an hour on Tuesday
    assert ClockReading.model_validate(clock).net_working_seconds == 5.5 * 3600


def test_a_pause_without_length_leaves_no_trace(cn: WorkCalendar) -> None:
    (clock,) = story(
        (rule(working_days(5)),),
        cn,
        ("accept", None, "2026-03-02 10:00"),
        ("notify", "medical", "2026-03-03 09:00"),
        ("answer", None, "2026-03-03 09:00"),
    )
    assert clock.pauses == ()


def test_a_stopped_clock_does_not_move_and_a_reopened_case_gets_a_further_one(cn: WorkCalendar) -> None:
    rules = (rule(working_days(5)),)
    steps = [("accept", None, "2026-03-02 10:00"), ("issue", None, "2026-03-03 10:00")]
    first = story(rules, cn, *steps)
    assert story(rules, cn, *steps, ("notify", "medical", "2026-03-04 10:00")) == first
    reopened = story(rules, cn, *steps, ("accept", None, "2026-03-09 10:00"))
    assert reopened[0] == first[0]
    assert (reopened[1].id, shown(reopened[1].due_at)) == ("bsr-nb3", "2026-03-16 17:30")


def test_a_running_clock_is_not_started_again(cn: WorkCalendar) -> None:
    clocks = story((rule(working_days(5)),), cn, *[("accept", None, f"2026-03-0{day} 10:00") for day in (2, 3)])
    assert [shown(clock.started_at) for clock in clocks] == ["2026-03-02 10:00"]


def test_an_action_that_stops_and_starts_begins_the_next_lap(cn: WorkCalendar) -> None:
    laps = (rule(working_days(1), starts={"accept", "hand_over"}, stops={"hand_over"}),)
    clocks = story(laps, cn, ("accept", None, "2026-03-02 10:00"), ("hand_over", None, "2026-03-03 10:00"))
    assert [shown(clock.stopped_at) for clock in clocks] == ["2026-03-03 10:00", None]
    assert [shown(clock.due_at) for clock in clocks] == ["2026-03-03 17:30", "2026-03-04 17:30"]


def test_a_step_stamped_before_the_clock_started_counts_as_at_its_start(cn: WorkCalendar) -> None:
    (clock,) = story(
        (rule(working_days(5)),), cn, ("accept", None, "2026-03-02 10:00"), ("issue", None, "2026-03-02 09:59")
    )
    assert clock.stopped_at == clock.started_at
    assert clock.net_working_seconds == 0


def test_the_row_in_force_when_the_clock_starts_holds_until_it_stops(cn: WorkCalendar) -> None:
    rules = sla_table(
        rule(working_days(15), effective_to=date(2026, 3, 2)), rule(working_days(5), effective_from=date(2026, 3, 3))
    )
    (old,) = story(rules, cn, ("accept", None, "2026-03-02 10:00"), ("scan", None, "2026-03-04 10:00"))
    (new,) = story(rules, cn, ("accept", None, "2026-03-03 00:30"))
    assert (shown(old.due_at), shown(new.due_at)) == ("2026-03-23 17:30", "2026-03-10 17:30")


def test_rows_of_one_rule_may_not_overlap() -> None:
    with pytest.raises(ValueError, match="two rows of bsr-nb3 are in force on 2026-01-01"):
        sla_table(rule(working_days(5), effective_from=date(2026, 1, 1)), rule(working_days(15)))


def counted_from_acceptance() -> tuple[Sla, ...]:
    """A duty that exists only once somebody asks, and then counts from when the case was accepted."""
    examination = rule(working_days(5), id="bsr-nb2", starts={"ask"}, stops={"tell", "withdraw"}, pauses=set())
    return sla_table(rule(working_days(15)), replace(examination, since="bsr-nb3"))


@pytest.mark.parametrize(
    ("asked", "late"),
    [("2026-03-03 10:00", False), ("2026-03-09 17:30", False), ("2026-03-11 09:00", True)],
)
def test_a_clock_may_exist_from_an_asking_on_and_count_from_before(cn: WorkCalendar, asked: str, late: bool) -> None:
    rules = counted_from_acceptance()
    accepted, scanned = ("accept", None, "2026-03-02 10:00"), ("scan", None, "2026-03-02 11:00")
    assert [clock.id for clock in story(rules, cn, accepted, scanned)] == ["bsr-nb3"], "nobody asked: nothing is owed"
    _, clock = story(rules, cn, accepted, scanned, ("ask", "medical", asked), ("ask", "medical", "2026-03-12 09:00"))
    assert (shown(clock.started_at), shown(clock.asked_at)) == ("2026-03-02 10:00", asked)
    assert shown(clock.due_at) == "2026-03-09 17:30"
    assert clock.breached(at(asked)) is late


def test_a_clock_that_counts_from_before_stops_no_earlier_than_it_was_asked_for(cn: WorkCalendar) -> None:
    steps = [("accept", None, "2026-03-02 10:00"), ("ask", None, "2026-03-03 10:00")]
    for stop, stopped, net in (("2026-03-04 10:00", "2026-03-04 10:00", 13), ("2026-03-03 09:59", steps[1][2], 6.5)):
        _, clock = story(counted_from_acceptance(), cn, *steps, ("tell", None, stop))
        assert (shown(clock.stopped_at), clock.net_working_seconds) == (stopped, net * 3600)


def test_where_the_clock_to_count_from_does_not_run_the_asking_is_the_start(cn: WorkCalendar) -> None:
    steps = [
        ("accept", None, "2026-03-02 10:00"),
        ("issue", None, "2026-03-03 10:00"),
        ("ask", None, "2026-03-04 10:00"),
    ]
    clock = story(counted_from_acceptance(), cn, *steps)[-1]
    assert (clock.id, shown(clock.started_at), clock.asked_at) == ("bsr-nb2", "2026-03-04 10:00", None)


def test_the_row_of_the_day_counted_from_holds(cn: WorkCalendar) -> None:
    usual, examination = counted_from_acceptance()
    old = replace(examination, effective_to=date(2026, 3, 2))
    new = replace(examination, limit=working_days(3), effective_from=date(2026, 3, 3))
    rules = sla_table(usual, old, new)
    steps = [
        ("accept", None, "2026-03-02 10:00"),
        ("ask", None, "2026-03-04 10:00"),
        ("scan", None, "2026-03-05 10:00"),
    ]
    assert [shown(clock.due_at) for clock in story(rules, cn, *steps)] == ["2026-03-23 17:30", "2026-03-09 17:30"]


def test_a_clock_counts_from_one_of_its_table_and_has_no_pauses() -> None:
    with pytest.raises(ValueError, match="bsr-nb3 counts from bsr-nb9, which is no clock of this table"):
        sla_table(rule(working_days(5), since="bsr-nb9", pauses=set()))
    with pytest.raises(ValueError, match="bsr-nb3 can't pause"):
        rule(working_days(5), since="bsr-nb9")


def test_rows_of_different_rules_may(cn: WorkCalendar) -> None:
    rules = sla_table(rule(working_days(5)), rule(working_days(1), id="bsr-nb1"))
    clocks = story(rules, cn, ("accept", None, "2026-03-02 10:00"))
    assert [(clock.id, shown(clock.due_at)) for clock in clocks] == [
        ("bsr-nb3", "2026-03-09 17:30"),
        ("bsr-nb1", "2026-03-03 17:30"),
    ]


def test_a_clock_without_its_rule_is_an_error(cn: WorkCalendar) -> None:
    clocks = story((rule(working_days(5)),), cn, ("accept", None, "2026-03-02 10:00"))
    with pytest.raises(UnknownRule, match="no row of bsr-nb3 is in force on 2026-03-02"):
        tick((), clocks, "scan", None, at("2026-03-03 10:00"), cn)


def test_a_due_time_in_a_year_without_data_is_an_error(cn: WorkCalendar) -> None:
    with pytest.raises(CalendarYearMissing, match="2027"):
        story((rule(working_days(15)),), cn, ("accept", None, "2026-12-28 10:00"))


@pytest.mark.parametrize("make", [calendar_days, working_days, working_hours])
def test_a_limit_must_be_positive(make: type) -> None:
    with pytest.raises(ValueError, match="must be positive, not 0"):
        make(0)


def test_overlapping_pauses_count_once(cn: WorkCalendar) -> None:
    spans = [("10:00", "11:00", "papers"), ("10:30", "11:30", "medical"), ("10:40", "10:50", "medical")]
    pauses = tuple(
        Pause(from_at=at(f"2026-03-03 {since}"), to_at=at(f"2026-03-03 {to}"), reason=why) for since, to, why in spans
    )
    clock = ClockState(id="bsr-nb3", started_at=at("2026-03-03 08:30"), pauses=pauses)
    reading = elapsed(clock, at("2026-03-03 12:00"), cn)
    assert (reading.working_seconds, reading.net_working_seconds) == (3.5 * 3600, 2 * 3600)
    paused = [s for s in explain(rule(working_days(5)), clock, at("2026-03-03 12:00"), cn).segments if s.reason]
    assert [(s.reason, s.calendar_seconds) for s in paused] == [("papers", 3600), ("medical", 1800)]
    assert shown(due(rule(working_days(1)), clock.started_at, pauses, cn)) == "2026-03-05 10:00"


def test_four_readings_of_one_clock(cn: WorkCalendar) -> None:
    (clock,) = story(
        (rule(working_days(5)),),
        cn,
        ("accept", None, "2026-03-02 10:00"),
        ("notify", "medical", "2026-03-03 10:00"),
        ("answer", None, "2026-03-05 10:00"),
        ("issue", None, "2026-03-06 10:00"),
    )
    reading = elapsed(clock, at("2026-04-01 10:00"), cn)
    assert reading.calendar_seconds == 4 * 86_400
    assert reading.working_seconds == 4 * 6.5 * 3600
    assert reading.net_working_seconds == clock.net_working_seconds == 2 * 6.5 * 3600
    assert reading.net_calendar_seconds == 2 * 86_400
    assert elapsed(clock, at("2026-03-01 10:00"), cn).calendar_seconds == 0


def test_clocks_survive_the_case_row(cn: WorkCalendar) -> None:
    clocks = story((rule(working_days(5)),), cn, ("accept", "medical", "2026-03-02 10:00"))
    column = TypeAdapter(list[ClockState])
    assert column.validate_json(column.dump_json(clocks)) == clocks
