"""What the simulator makes up holds against the field's own checks."""

import io
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from PIL import Image

from shared.calendar_data import calendar_for
from simulator.branches import BRANCHES
from simulator.forms import form_of
from simulator.hours import AHEAD, demo_now, form_number, working_days_before
from simulator.numbers import as_written, mobile_of
from simulator.pages import page_image
from simulator.people import bank_card, person, resident_id
from simulator.rhythm import arrivals

ORG = "350322"
MONDAY = date(2026, 10, 12)


def test_resident_ids_have_the_check_digit_of_the_standard():
    assert resident_id("110105", date(1949, 12, 31), 2) == "11010519491231002X"
    assert resident_id("440524", date(1880, 1, 1), 1) == "440524188001010014"


def test_a_person_fits_their_resident_id_and_age():
    for number in range(200):
        who = person(Random(number), ORG, MONDAY, (22, 62))
        assert who.id_number[:14] == f"{ORG}{who.born_on:%Y%m%d}"
        assert int(who.id_number[16]) % 2 == (who.sex == "male")
        assert 22 * 365 < (MONDAY - who.born_on).days < 62 * 366


def test_bank_cards_pass_the_luhn_check():
    for number in range(50):
        digits = [int(digit) for digit in reversed(bank_card(Random(number)))]
        doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
        assert (sum(digits[::2]) + doubled) % 10 == 0
        assert len(digits) == 19


def test_a_page_is_a_real_picture_and_two_pages_differ():
    pages = {page_image(text) for text in ("350322-26-1 form 0", "350322-26-1 form 1", "350322-26-1 mandate 0")}
    assert len(pages) == 3
    for page in pages:
        with Image.open(io.BytesIO(page)) as image:
            image.load()
            assert image.size == (48, 64)


def test_a_form_is_the_same_whenever_it_is_filled_in():
    assert form_of(7, "350322-26-00000001", ORG, MONDAY) == form_of(7, "350322-26-00000001", ORG, MONDAY)
    assert form_of(7, "350322-26-00000001", ORG, MONDAY) != form_of(8, "350322-26-00000001", ORG, MONDAY)


def test_a_mended_form_is_the_same_form_without_its_faults():
    numbers = [f"350322-26-{n:08d}" for n in range(300)]
    forms = [tuple(form_of(7, no, ORG, MONDAY, faulty=faulty) for faulty in (True, False)) for no in numbers]
    spoilt = [(form, mended) for form, mended in forms if form != mended]
    assert 20 < len(spoilt) < 150
    for form, mended in forms:
        assert mended["policyholder"]["id_number"] == form["policyholder"]["id_number"]
        assert mended["sum_assured_fen"] == form["sum_assured_fen"]
        assert "alterations" not in mended
        assert mended.get("mandate_signed", True)


def test_people_come_while_the_counter_is_open_and_stay_away_on_holidays():
    branch, calendar = BRANCHES[0], calendar_for(ORG)
    for on in (MONDAY, date(2026, 10, 10)):  # a Saturday made up for National Day
        times = arrivals(7, branch, on, 20.0, "applications", calendar)
        assert times
        assert all(calendar.is_open(at - timedelta(seconds=1)) for at in times)
        assert len({form_number(ORG, at) for at in times}) == len(times)
    assert arrivals(7, branch, date(2026, 10, 1), 20.0, "applications", calendar) == []


@pytest.mark.usefixtures("_unpublished")
@pytest.mark.parametrize(
    ("real", "demo"),
    [
        (datetime(2026, 6, 3, 7, 0, tzinfo=UTC), datetime(2026, 6, 3, 7, 0, tzinfo=UTC)),  # open
        (datetime(2026, 6, 3, 5, 0, tzinfo=UTC), datetime(2026, 6, 3, 3, 15, tzinfo=UTC)),  # lunch: before it
        (datetime(2026, 6, 7, 2, 0, tzinfo=UTC), datetime(2026, 6, 5, 8, 45, tzinfo=UTC)),  # a Sunday: Friday
        (datetime(2026, 11, 24, 2, 0, tzinfo=UTC), datetime(2026, 10, 30, 8, 45, tzinfo=UTC)),  # 2027 isn't loaded
        (datetime(2027, 3, 1, 2, 0, tzinfo=UTC), datetime(2026, 10, 30, 8, 45, tzinfo=UTC)),
        (datetime(2029, 3, 1, 2, 0, tzinfo=UTC), datetime(2026, 10, 30, 8, 45, tzinfo=UTC)),
    ],
)
def test_the_demo_ends_at_a_busy_moment_whose_deadlines_lie_in_loaded_years(real: datetime, demo: datetime):
    calendar = calendar_for(ORG)
    found = demo_now(real, calendar)
    assert found == demo
    assert calendar.day(calendar.date_of(found + AHEAD))


def test_the_play_begins_at_the_opening_of_a_working_day():
    calendar = calendar_for(ORG)
    start = working_days_before(datetime(2026, 10, 12, 8, 0, tzinfo=UTC), 3, calendar)
    assert start == datetime(2026, 10, 9, 0, 30, tzinfo=UTC) - timedelta(days=1)


def test_numbers_stand_on_forms_as_people_write_them_down():
    who = [person(Random(number), ORG, MONDAY, (22, 62)) for number in range(600)]
    written = [as_written({"office_phone": each.mobile}, each, ORG, "A35032201")["office_phone"] for each in who]
    again = [as_written({"office_phone": each.mobile}, each, ORG, "A35032201")["office_phone"] for each in who]
    assert written == again
    plain = sum(number == each.mobile for number, each in zip(written, who, strict=True))
    assert 480 < plain < 560
    assert {mobile_of("A35032201"), "95519"} < set(written)
    assert {len(number) for number in written} == {5, 9, 11, 12, 15}, "a short one, and one with its area code, too"
    assert as_written({}, who[0], ORG, "A35032201") == {}
