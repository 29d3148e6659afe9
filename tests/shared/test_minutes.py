"""A limit in minutes goes by the clock on the wall."""

from datetime import datetime

import pytest

from shared.calendar_data import calendar_for
from shared.errors import Text
from shared.limits import limit_due, minutes
from shared.sla import Pause, Sla, due

CALENDAR = calendar_for("350322")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}+00:00")


# fmt: off
DUES = [
    #  from               minutes  due                 by the counter in China
    ("03-02 01:00:00",    15,      "03-02 01:15:00"),  # nine o'clock on a Monday
    ("03-02 03:55:00",    15,      "03-02 04:10:00"),  # into the lunch break
    ("03-02 09:25:00",    15,      "03-02 09:40:00"),  # past closing
    ("03-07 02:00:00",    10,      "03-07 02:10:00"),  # a Saturday
    ("03-02 15:55:00",    10,      "03-02 16:05:00"),  # past midnight
]
# fmt: on


@pytest.mark.parametrize(("start", "count", "due_at"), DUES)
def test_minutes_run_whatever_the_opening_hours(start: str, count: int, due_at: str):
    assert limit_due(minutes(count), at(start), CALENDAR) == at(due_at)


def test_a_pause_moves_the_due_time_by_its_length_and_an_open_one_holds_it():
    rule = Sla("wait", "等候", "Wait", {"take"}, {"call"}, {"lunch"}, minutes(15), "-", "D")
    start = at("03-02 01:00:00")
    pause = Pause(from_at=at("03-02 01:05:00"), to_at=at("03-02 01:25:00"), reason="lunch")
    assert due(rule, start, [pause], CALENDAR) == at("03-02 01:35:00")
    again = Pause(from_at=at("03-02 01:30:00"), to_at=at("03-02 01:31:00"), reason="lunch")
    assert due(rule, start, [pause, again], CALENDAR) == at("03-02 01:36:00")
    too_late = Pause(from_at=at("03-02 01:36:00"), reason="lunch")
    assert due(rule, start, [pause, again, too_late], CALENDAR) == at("03-02 01:36:00")
    assert due(rule, start, [pause, Pause(from_at=at("03-02 01:30:00"), reason="lunch")], CALENDAR) is None


def test_it_is_told_in_minutes_and_must_be_some():
    assert minutes(15).text == Text("15分钟", "15 minutes")
    assert minutes(1).text == Text("1分钟", "1 minute")
    with pytest.raises(ValueError, match="positive"):
        minutes(0)
