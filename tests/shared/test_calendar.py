import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest

from shared.calendar import CalendarYearMissing, DayKind, WorkCalendar, round_the_clock
from shared.calendar_data import (
    CalendarFileInvalid,
    Calendars,
    calendar_for,
    install,
    load_calendars,
    read_calendar_file,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
BRANCH = """
[[calendar]]
name = "county"
org = "3503"
effective_from = 2026-07-01
hours = ["09:00-17:00"]
weekday_hours = { fri = ["09:00-12:00", "13:00-16:00"] }
source = "branch notice 1"

[[day]]
org = "3503"
date = 2026-07-23
kind = "closed"
name = "台风停业"
name_en = "typhoon"
source = "branch notice 2"

[[day]]
org = "350322"
date = 2026-07-25
kind = "working"
source = "branch notice 3"

[[day]]
date = 2026-02-13
kind = "short"
hours = ["08:30-12:00"]
name = "除夕前"
source = "head office"

[[day]]
from = 2026-08-01
to = 2026-08-04
kind = "short"
hours = ["08:00-10:00"]
source = "stocktaking"
"""
YEAR_2027 = """
[[year]]
year = 2027
source = "notice"
holidays = [{ name = "元旦", from = 2027-01-01, to = 2027-01-03 }]
make_up_days = [{ name = "元旦", date = 2027-01-09 }]
"""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def shown(instant: datetime) -> str:
    assert instant.tzinfo is UTC
    return f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}".removesuffix(":00")


def of_file(tmp_path: Path, text: str) -> Calendars:
    own = tmp_path / "calendars.toml"
    own.write_text(text, encoding="utf-8")
    return load_calendars(own)


@pytest.fixture(scope="module")
def cn() -> WorkCalendar:
    return load_calendars().for_org("")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-02-13", True),
        ("2026-02-14", True),  # Saturday, made up for Spring Festival
        ("2026-02-15", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),  # Saturday, made up
        ("2026-03-01", False),
        ("2025-09-28", True),  # Sunday, made up for National Day
        ("2025-10-01", False),
        ("2025-10-08", False),
        ("2025-10-09", True),
        ("2025-10-11", True),  # Saturday, made up
        ("2026-09-20", True),  # Sunday, made up
        ("2026-10-01", False),
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),  # Saturday, made up
        ("2026-10-11", False),
    ],
)
def test_working_days_follow_the_state_council_notice(cn: WorkCalendar, day: str, works: bool) -> None:
    assert cn.is_working_day(date.fromisoformat(day)) is works


def test_every_day_of_the_package_is_taken_over(cn: WorkCalendar) -> None:
    days = (date(2004, 1, 1) + timedelta(days=i) for i in range((date(2027, 1, 1) - date(2004, 1, 1)).days))
    assert [day for day in days if cn.is_working_day(day) != chinese_calendar.is_workday(day)] == []


def test_a_day_knows_its_holiday_and_where_that_is_from(cn: WorkCalendar) -> None:
    festival, made_up = cn.day(date(2026, 2, 17)), cn.day(date(2026, 2, 14))
    assert (festival.kind, festival.name) == (DayKind.HOLIDAY, ("春节", "Spring Festival"))
    assert made_up.name == ("春节调休上班", "make-up day for Spring Festival")
    assert festival.source.startswith("chinesecalendar ")
    assert cn.day(date(2026, 3, 1)).kind is DayKind.WEEKEND


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-02 08:30", "2026-03-02 17:30", 6.5),
        ("2026-03-02 11:00", "2026-03-02 15:00", 1.5),  # over lunch
        ("2026-03-02 12:30", "2026-03-02 13:30", 0),  # inside lunch
        ("2026-03-02 00:00", "2026-03-02 08:30", 0),
        ("2026-03-06 17:00", "2026-03-09 09:00", 1),  # over a weekend
        ("2026-02-13 17:00", "2026-02-14 09:00", 1),  # into a Saturday that works
        ("2026-02-14 17:00", "2026-02-24 09:00", 1),  # over Spring Festival
        ("2025-12-31 16:30", "2026-01-04 09:30", 2),  # over New Year, into a Sunday that works
        ("2026-01-01 00:00", "2026-01-01 00:00", 0),
    ],
)
def test_working_time_between_two_instants(cn: WorkCalendar, start: str, end: str, hours: float) -> None:
    assert cn.working_seconds(at(start), at(end)) == hours * 3600
    assert cn.working_seconds(at(end), at(start)) == -hours * 3600


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-03-02 11:30", 1, "2026-03-02 15:00"),
        ("2026-03-02 11:30", 0.5, "2026-03-02 12:00"),  # the end of the morning, not the afternoon's opening
        ("2026-03-02 17:00", 0.5, "2026-03-02 17:30"),
        ("2026-03-02 12:30", 1, "2026-03-02 15:30"),
        ("2026-03-02 20:00", 0, "2026-03-02 20:00"),
        ("2026-02-14 17:00", 1, "2026-02-24 09:00"),
        ("2025-12-31 17:00", 7, "2026-01-04 17:30"),
        ("2025-12-31 17:00", 0.5, "2025-12-31 17:30"),  # the last second of the year's working time
        ("2024-12-31 08:30", 250 * 6.5, "2026-01-04 17:30"),  # 248 working days in 2025, one on either side
    ],
)
def test_adding_working_time(cn: WorkCalendar, start: str, hours: float, end: str) -> None:
    assert shown(cn.add_working(at(start), round(hours * 3600))) == end


def test_seconds_are_whole(cn: WorkCalendar) -> None:
    tick = timedelta(microseconds=999_999)
    assert cn.working_seconds(at("2026-03-02 09:00") + tick, at("2026-03-02 09:01") + tick) == 60
    assert cn.add_working(at("2026-03-02 09:00") + tick, 1) == at("2026-03-02 09:00:01")


def test_time_can_not_be_taken_back(cn: WorkCalendar) -> None:
    with pytest.raises(ValueError, match="can't go back by -1"):
        cn.add_working(at("2026-03-02 09:00"), -1)


def test_naive_times_are_refused(cn: WorkCalendar) -> None:
    with pytest.raises(TypeError):
        cn.working_seconds(datetime(2026, 3, 2), datetime(2026, 3, 3))  # noqa: DTZ001


def test_hours_and_closing_are_utc_instants(cn: WorkCalendar) -> None:
    morning, afternoon = cn.hours(date(2026, 3, 2))
    assert [shown(edge) for edge in (*morning, *afternoon)] == [
        "2026-03-02 08:30", "2026-03-02 12:00", "2026-03-02 14:30", "2026-03-02 17:30",
    ]  # fmt: skip
    assert cn.closing(date(2026, 3, 2)) == afternoon[1]
    assert shown(cn.end_of_day(date(2026, 3, 1))) == "2026-03-02 00:00"
    assert cn.hours(date(2026, 3, 1)) == ()
    with pytest.raises(ValueError, match="2026-03-01 is not a working day"):
        cn.closing(date(2026, 3, 1))


@pytest.mark.parametrize(
    ("instant", "is_open"),
    [
        ("2026-03-02 08:29:59", False),
        ("2026-03-02 08:30", True),
        ("2026-03-02 11:59:59", True),
        ("2026-03-02 12:00", False),
        ("2026-03-01 10:00", False),
    ],
)
def test_open_and_closed(cn: WorkCalendar, instant: str, is_open: bool) -> None:
    assert cn.is_open(at(instant)) is is_open


@pytest.mark.parametrize(
    ("after", "n", "expected"),
    [
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-02-16", 1, "2026-02-24"),
        ("2026-02-13", 7, "2026-03-02"),
        ("2025-09-30", 2, "2025-10-10"),
        ("2025-12-31", 1, "2026-01-04"),
        ("2025-01-01", 248 + 1, "2026-01-04"),
    ],
)
def test_nth_working_day(cn: WorkCalendar, after: str, n: int, expected: str) -> None:
    found = cn.nth_working_day(date.fromisoformat(after), n)
    assert found == date.fromisoformat(expected)
    assert cn.working_days(date.fromisoformat(after), found) == n


def test_working_days_need_a_positive_count(cn: WorkCalendar) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        cn.nth_working_day(date(2026, 3, 2), 0)
    assert cn.working_days(date(2026, 3, 2), date(2026, 3, 2)) == 0
    assert cn.working_day_from(date(2026, 3, 1)) == date(2026, 3, 2)
    assert cn.working_day_from(date(2026, 3, 2)) == date(2026, 3, 2)


def test_a_year_without_data_is_an_error_that_says_how_to_load_it(cn: WorkCalendar) -> None:
    with pytest.raises(CalendarYearMissing) as missing:
        cn.nth_working_day(date(2026, 12, 30), 2)
    assert missing.value.year == 2027
    assert missing.value.extras == {"year": 2027, "calendar": "cn"}
    for text in missing.value.detail:
        assert "2027" in text
        assert "GUIMIAN_CALENDARS" in text
        assert "[[year]]" in text
    with pytest.raises(CalendarYearMissing, match="2003"):
        cn.working_seconds(at("2003-12-31 09:00"), at("2004-01-05 09:00"))


def test_the_last_midnight_of_the_data_needs_no_further_year(cn: WorkCalendar) -> None:
    midnight = at("2027-01-01 00:00")
    assert cn.working_seconds(at("2026-12-31 17:00"), midnight) == 1800
    assert [piece.kind for piece in cn.pieces(at("2026-12-31 17:00"), midnight)] == [DayKind.WORKING, DayKind.CLOSED]


def test_an_operator_can_declare_a_year(tmp_path: Path) -> None:
    calendar = of_file(tmp_path, YEAR_2027).for_org("")
    assert calendar.nth_working_day(date(2026, 12, 31), 1) == date(2027, 1, 4)
    assert calendar.is_working_day(date(2027, 1, 9))  # a Saturday
    assert calendar.day(date(2027, 1, 1)).source == "notice"
    assert calendar.version != load_calendars().for_org("").version


def test_an_organisation_has_its_own_hours_from_their_date_on(tmp_path: Path) -> None:
    calendar = of_file(tmp_path, BRANCH).for_org("350322")
    monday = calendar.working_seconds(at("2026-06-29 00:00"), at("2026-06-30 00:00"))
    assert monday == 6.5 * 3600  # before its own hours: the parent's
    assert calendar.working_seconds(at("2026-07-06 00:00"), at("2026-07-07 00:00")) == 8 * 3600
    assert shown(calendar.closing(date(2026, 7, 3))) == "2026-07-03 16:00"  # a Friday
    assert calendar.version.startswith("county@2026-07-01 ")


def test_days_of_an_organisation_override_the_national_ones(tmp_path: Path) -> None:
    calendars = of_file(tmp_path, BRANCH)
    city, county, others = (calendars.for_org(org) for org in ("350301", "350322", "1101"))
    typhoon = city.day(date(2026, 7, 23))
    assert (typhoon.kind, typhoon.name, typhoon.hours) == (DayKind.CLOSED, ("台风停业", "typhoon"), ())
    assert not county.is_working_day(date(2026, 7, 23))
    assert others.is_working_day(date(2026, 7, 23))
    assert [calendar.is_working_day(date(2026, 7, 25)) for calendar in (city, county, others)] == [False, True, False]
    assert shown(others.closing(date(2026, 2, 13))) == "2026-02-13 12:00"


def test_a_short_day_does_not_make_a_day_off_work(tmp_path: Path) -> None:
    calendar = of_file(tmp_path, BRANCH).for_org("")
    assert not calendar.is_working_day(date(2026, 8, 2))  # a Sunday inside the span
    assert shown(calendar.closing(date(2026, 8, 4))) == "2026-08-04 10:00"


def test_organisations_under_the_same_blocks_share_a_calendar(tmp_path: Path) -> None:
    calendars = of_file(tmp_path, BRANCH)
    assert calendars.for_org("350301") is calendars.for_org("350399")
    assert calendars.for_org("350301") is not calendars.for_org("350322")


def test_a_saturday_counter_works_but_not_on_holidays(tmp_path: Path) -> None:
    text = """
        [[calendar]]
        name = "six days"
        org = "9"
        effective_from = 2025-01-01
        weekdays = ["mon", "tue", "wed", "thu", "fri", "sat"]
        hours = ["09:00-12:00"]
        source = "x"
    """
    calendar = of_file(tmp_path, text).for_org("9")
    assert calendar.is_working_day(date(2026, 3, 7))
    assert not calendar.is_working_day(date(2026, 10, 3))


def test_the_environment_names_the_operators_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own.toml"
    own.write_text(BRANCH, encoding="utf-8")
    monkeypatch.setenv("GUIMIAN_CALENDARS", str(own))
    install(None)
    try:
        assert calendar_for("350322").name == "county"
        assert calendar_for("350322") is calendar_for("35032299")
    finally:
        install(None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[calendar]\n", "not TOML"),
        ('[[calendar]]\nname = "x"\neffective_from = 2026-01-01\nhours = ["8-12"]\nsource = "x"', "calendar.0.hours.0"),
        (
            '[[calendar]]\nname = "x"\neffective_from = 2026-01-01\nhours = ["08:00-12:00", "11:00-13:00"]',
            "must be in order",
        ),
        ('[[day]]\ndate = 2026-01-05\nkind = "short"\nsource = "x"', "a short day needs hours"),
        ('[[day]]\ndate = 2026-01-05\nkind = "closed"\nhours = ["09:00-10:00"]\nsource = "x"', "a closed one has none"),
        ('[[day]]\ndate = 2026-01-05\nkind = "closed"', "day.0.source"),
        ('[[day]]\nkind = "closed"\nsource = "x"', "give either date, or from and to"),
        ('[[day]]\nfrom = 2026-01-05\nkind = "closed"\nsource = "x"', "give either date, or from and to"),
        ('[[day]]\nfrom = 2026-01-05\nto = 2026-01-04\nkind = "closed"\nsource = "x"', "to is before from"),
        ('[[year]]\nyear = 2027\nsource = "x"\nholidays = [{ date = 2026-12-31 }]', "2026-12-31 is not in 2027"),
        ('[[years]]\nyear = 2027\n', "years"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_naming_the_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(CalendarFileInvalid, match=says) as refused:
        of_file(tmp_path, text)
    assert "calendars.toml" in str(refused.value)


def test_the_examples_of_the_documentation_load(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "calendar.md").read_text(encoding="utf-8")
    calendars = of_file(tmp_path, "\n".join(re.findall(r"```toml\n(.*?)```", page, re.DOTALL)))
    branch = calendars.for_org("350322")
    assert branch.name == "xianyou"
    assert branch.day(date(2026, 7, 23)).name == ("台风停业", "closed for the typhoon")
    assert branch.nth_working_day(date(2026, 12, 31), 1) == date(2027, 1, 4)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CalendarFileInvalid, match="No such file"):
        read_calendar_file(tmp_path / "none.toml")


@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_round_the_clock_every_second_works(zone: str) -> None:
    calendar = round_the_clock(ZoneInfo(zone))
    start = datetime(1999, 3, 1, 7, 11, 5, tzinfo=UTC)
    end = datetime(2031, 11, 9, 1, 0, 0, tzinfo=UTC)  # over many changes to and from summer time
    assert calendar.working_seconds(start, end) == (end - start).total_seconds()
    assert calendar.add_working(start, 10_000_000) == start + timedelta(seconds=10_000_000)
    assert calendar.is_working_day(date(2030, 1, 1))


def test_calendars_are_found_by_name(tmp_path: Path) -> None:
    calendars = of_file(tmp_path, BRANCH)
    assert calendars.named("24x7").version == "24x7 UTC"
    assert calendars.named("county") is calendars.for_org("3503")
    with pytest.raises(LookupError, match="there are: 24x7, cn, county"):
        calendars.named("moon")


def test_local_hours_follow_summer_time(tmp_path: Path) -> None:
    text = """
        [[calendar]]
        name = "ny"
        org = "9"
        effective_from = 2025-01-01
        time_zone = "America/New_York"
        hours = ["09:00-17:00"]
        source = "x"
    """
    calendar = of_file(tmp_path, text).for_org("9")
    assert calendar.closing(date(2026, 3, 6)).hour == 22
    assert calendar.closing(date(2026, 3, 9)).hour == 21
