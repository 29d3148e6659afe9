from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from shared.calendar import WorkCalendar
from shared.calendar_data import load_calendars
from shared.errors import Text
from shared.sla import ClockState, Limit, Pause, Sla, calendar_days, tick, working_days
from shared.sla_explain import SegmentState, explain
from shared.sla_words import in_words

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


def test_explanation_as_of_a_past_instant_knows_nothing_later(cn: WorkCalendar) -> None:
    rules = (rule(working_days(5)),)
    steps = [
        ("accept", None, "2026-03-02 10:00"),
        ("notify", "medical", "2026-03-03 10:00"),
        ("answer", None, "2026-03-05 10:00"),
        ("issue", None, "2026-03-06 10:00"),
    ]
    (clock,) = story(rules, cn, *steps)
    instants = ("2026-03-02 12:00", "2026-03-03 10:00", "2026-03-05 10:00", "2026-03-06 10:00")
    states = [explain(rules[0], clock, at(instant), cn).state for instant in instants]
    assert states == ["running", "paused", "running", "stopped"]
    then = explain(rules[0], clock, at("2026-03-04 12:00"), cn)
    assert (then.waiting, then.due_at, then.stopped_at) == ("medical", None, None)
    assert then.used_seconds == 6.5 * 3600


def test_segments_show_lunch_night_weekend_holiday_and_pause(cn: WorkCalendar) -> None:
    (clock,) = story(
        (rule(working_days(5)),),
        cn,
        ("accept", None, "2026-02-14 11:00"),
        ("notify", "medical", "2026-02-24 09:00"),
        ("answer", None, "2026-02-27 17:00"),
    )
    read = explain(rule(working_days(5)), clock, at("2026-03-02 09:00"), cn)
    assert [(s.state, shown(s.to_at), s.counted_seconds) for s in read.segments] == [
        (SegmentState.RUNNING, "2026-02-14 12:00", 3600),
        (SegmentState.CLOSED, "2026-02-14 14:30", 0),
        (SegmentState.RUNNING, "2026-02-14 17:30", 3 * 3600),
        (SegmentState.CLOSED, "2026-02-15 00:00", 0),
        (SegmentState.HOLIDAY, "2026-02-24 00:00", 0),
        (SegmentState.CLOSED, "2026-02-24 08:30", 0),
        (SegmentState.RUNNING, "2026-02-24 09:00", 1800),
        (SegmentState.PAUSED, "2026-02-27 17:00", 0),
        (SegmentState.RUNNING, "2026-02-27 17:30", 1800),
        (SegmentState.CLOSED, "2026-02-28 08:30", 0),
        (SegmentState.RUNNING, "2026-02-28 12:00", 3.5 * 3600),
        (SegmentState.CLOSED, "2026-02-28 14:30", 0),
        (SegmentState.RUNNING, "2026-02-28 17:30", 3 * 3600),
        (SegmentState.CLOSED, "2026-03-01 00:00", 0),
        (SegmentState.WEEKEND, "2026-03-02 00:00", 0),
        (SegmentState.CLOSED, "2026-03-02 08:30", 0),
        (SegmentState.RUNNING, "2026-03-02 09:00", 1800),
    ]
    assert [s.name_zh for s in read.segments if s.name_zh] == ["春节", "周末"]


def test_a_pause_within_one_second_is_no_segment(cn: WorkCalendar) -> None:
    since = at("2026-03-02 11:00")
    pause = Pause(from_at=since, to_at=since + timedelta(milliseconds=400), reason="medical")
    clock = ClockState(id="bsr-nb3", started_at=at("2026-03-02 10:00"), pauses=(pause,))
    read = explain(rule(working_days(5)), clock, at("2026-03-02 12:00"), cn)
    assert [(s.state, s.counted_seconds) for s in read.segments] == [(SegmentState.RUNNING, 3600)] * 2


def test_a_clock_asked_for_late_tells_its_true_start_and_the_asking(cn: WorkCalendar) -> None:
    tell = rule(working_days(5), id="tell", starts={"ask"}, stops={"tell"}, pauses=set(), since="bsr-nb3")
    rules = (rule(working_days(15)), tell)
    for asked, zh, en in (
        ("2026-03-04 10:00", "仍自上述时间起算。", "all the same."),
        ("2026-03-11 09:00", "提出时已超时。", "it was overdue at once."),
    ):
        _, clock = story(rules, cn, ("accept", None, "2026-03-02 10:00"), ("ask", "medical", asked))
        read = explain(tell, clock, at(asked), cn)
        assert [(step.step, shown(step.at)) for step in read.due_steps] == [
            ("start", "2026-03-02 10:00"),
            ("asked", asked),
            ("limit", "2026-03-09 17:30"),
        ]
        assert (shown(read.started_at), shown(read.asked_at)) == ("2026-03-02 10:00", asked)
        assert read.used_seconds == sum(segment.counted_seconds for segment in read.segments) > 0
        start, asking = in_words(read, "zh")[1:3]
        assert (start, asking) == ("2026-03-02 10:00 开始计时。", f"{asked} 才有此要求,{asking.split(',', 1)[1]}")
        assert asking.endswith(zh)
        assert in_words(read, "en")[2].endswith(en)


def test_an_explanation_in_words(cn: WorkCalendar) -> None:
    rules = (rule(working_days(5)),)
    (clock,) = story(
        rules,
        cn,
        ("accept", None, "2026-02-13 18:00"),
        ("notify", "medical", "2026-02-25 09:00"),
        ("answer", None, "2026-02-26 10:00"),
    )
    read = explain(rules[0], clock, at("2026-02-26 11:00"), cn)
    assert in_words(read, "zh", {"medical": Text("体检", "medical examination")}) == (
        "承保时限:时限5个工作日。依据:基本服务规定(间接来源)。",
        "2026-02-13 18:00 开始计时。",
        "当时不在受理时间内,视为 2026-02-14 受理。",
        "按“5个工作日”计算,应于 2026-02-28 17:30 前办结。",
        "因体检暂停 7小时30分工作时间,到期顺延至 2026-03-03 09:30。",
        "自然时间 12天17小时;工作时间 22小时;净时效(扣除等待客户) 14小时30分。",
        "已用 14小时30分,限额 39小时工作时间,剩余 24小时30分。",
        f"工作日历版本:{cn.version}。",
    )
    assert in_words(read, "en")[4] == "Paused for 7 h 30 min of working time (medical): due moves to 2026-03-03 09:30."
    assert in_words(read, "en")[6] == "24 h 30 min left: used 14 h 30 min of 39 h of working time."


@pytest.mark.parametrize(
    ("limit", "when", "zh", "en"),
    [
        (
            calendar_days(3),
            "2026-03-10 00:00",
            "期限最后一日为休息日,顺延至 2026-03-09 24:00。",
            "The last day is a day off: due runs on to 2026-03-09 24:00.",
        ),
        (
            working_days(1),
            "2026-03-05 20:00",
            "已用 8小时,限额 8小时工作时间;已过到期时间。",
            "Past its due time",
        ),
        (working_days(1), "2026-03-06 09:00", "已用 8小时30分,限额 8小时工作时间,超时 30分。", "Overdue by 30 min"),
        (calendar_days(3), "2026-03-10 00:00:05", "已用 5天8小时5秒,限额 5天8小时,超时 5秒。", "Overdue by 5 s"),
    ],
)
def test_words_for_rolled_and_overdue_clocks(cn: WorkCalendar, limit: Limit, when: str, zh: str, en: str) -> None:
    (clock,) = story((rule(limit),), cn, ("accept", None, "2026-03-04 16:00"))
    read = explain(rule(limit), clock, at(when), cn)
    assert zh in in_words(read, "zh")
    assert any(sentence.startswith(en) for sentence in in_words(read, "en"))


def test_words_for_a_standing_and_a_finished_clock(cn: WorkCalendar) -> None:
    rules = (rule(working_days(5)),)
    steps = [("accept", None, "2026-03-02 10:00"), ("notify", "papers", "2026-03-02 11:00")]
    (paused,) = story(rules, cn, *steps)
    said = in_words(explain(rules[0], paused, at("2026-03-03 10:00"), cn), "zh")
    assert "自 2026-03-02 11:00 起因“papers”暂停,恢复后重新计算到期时间。" in said
    (done,) = story(rules, cn, *steps, ("issue", None, "2026-03-04 10:00"))
    said = in_words(explain(rules[0], done, at("2026-03-10 10:00"), cn), "en")
    assert "Finished in time: used 1 h of 37 h 30 min of working time." in said


def test_a_calendar_changed_since_the_last_step_is_told(cn: WorkCalendar, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[[day]]\ndate = 2026-03-04\nkind = "closed"\nname = "台风停业"\nsource = "x"')
    changed = load_calendars(own).for_org("")
    (clock,) = story((rule(working_days(5)),), cn, ("accept", None, "2026-03-02 10:00"))
    read = explain(rule(working_days(5)), clock, at("2026-03-05 10:00"), changed)
    assert (shown(read.due_at), shown(read.stamped_due_at)) == ("2026-03-10 17:30", "2026-03-09 17:30")
    assert "日历已变更:上一步登记的到期时间为 2026-03-09 17:30。" in in_words(read, "zh")
    assert ("台风停业", SegmentState.CLOSED) in [(s.name_zh, s.state) for s in read.segments]
    assert timedelta(seconds=read.remaining_seconds) == timedelta(hours=5 + 3 * 6.5)
