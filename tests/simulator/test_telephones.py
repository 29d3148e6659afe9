"""What comes of dialling a number in a play: by either rule, the same people answer, or would have."""

from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from simulator.numbers import mobile_of, neighbours_of
from simulator.telephones import NORMALISED, OLD, dialled, ring

MORNING = datetime(2026, 10, 13, 10, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
EVENING = MORNING.replace(hour=19)
CASE: dict[str, Any] = {
    "project": "new-policy",
    "cause_on": "2026-10-12",
    "org": "350322",
    "salesperson": "A35032207",
    "attempts": [],
}
MOBILE = "13959512345"


def contact(number: int = 0, born: int = 1985, **phones: str) -> dict[str, Any]:
    """As the service gives it to a caller who may read personal data."""
    numbers = [{"field": field, "dial_string": MOBILE} for field in phones]
    return {"name": f"某{number}", "born_on": f"{born}-03-04", "phones": phones, "numbers": numbers}


def test_the_old_dialler_puts_the_area_code_before_whatever_stands_in_the_offices_field():
    assert dialled(contact(office_phone=MOBILE), 0, OLD) == ("office_phone", f"0594{MOBILE}")
    assert dialled(contact(office_phone="2512701"), 0, OLD) == ("office_phone", "05942512701")
    assert dialled(contact(mobile=MOBILE), 0, OLD) == ("mobile", MOBILE)
    assert dialled(contact(office_phone=MOBILE), 0, NORMALISED) == ("office_phone", MOBILE)


def test_the_old_dialler_tries_the_fields_one_after_the_other_and_ours_the_best_that_can_be_dialled():
    two = contact(mobile="1395951", home_phone="0594-2512701")
    assert [dialled(two, tries, OLD) for tries in (0, 1, 2)] == [
        ("mobile", "1395951"),
        ("home_phone", "05942512701"),
        ("mobile", "1395951"),
    ]
    two["numbers"] = [{"field": "mobile", "dial_string": None}, {"field": "home_phone", "dial_string": "05942512701"}]
    assert dialled(two, 0, NORMALISED) == ("home_phone", "05942512701")


def test_without_a_number_nobody_is_rung():
    assert dialled(contact(), 0, OLD) is dialled(contact(), 0, NORMALISED) is None


def outcomes(number: str = MOBILE, at: datetime = EVENING, language: str | None = None, **who: Any) -> Counter[str]:
    return Counter(ring(7, CASE, contact(each, **who), number, at, language) for each in range(2000))


def test_a_mobile_with_an_area_code_before_it_rings_nobody():
    assert outcomes(f"0594{MOBILE}") == outcomes("1395951") == Counter({"vacant-number": 2000})


def test_the_salespersons_number_reaches_the_salesperson_and_the_shop_fetches_some():
    assert set(outcomes(mobile_of(CASE["salesperson"]))) == {"not-the-person"}
    assert 0.5 < outcomes(neighbours_of(CASE["org"]).replace("-", ""))["not-the-person"] / 2000 < 0.7


def test_more_pick_up_in_the_evening_and_some_have_the_wrong_number_or_lost_the_telephone():
    evening, morning = outcomes(), outcomes(at=MORNING)
    assert evening["completed"] > morning["completed"] * 1.3
    assert morning["no-answer"] > evening["no-answer"]
    assert evening["wrong-number"] == morning["wrong-number"] > 40
    assert {"switched-off", "vacant-number", "busy", "hung-up", "appointment"} <= evening.keys()


def test_the_old_speak_a_dialect_and_whoever_speaks_it_too_reaches_them():
    old, young = outcomes(born=1950), outcomes(born=1985)
    assert old["dialect"] > young["dialect"] * 4 > 0
    assert outcomes(born=1950, language="puxian")["dialect"] == 0


def test_people_are_the_same_however_they_are_dialled():
    by_mobile = [ring(7, CASE, contact(n, mobile=MOBILE), MOBILE, EVENING, None) for n in range(200)]
    by_office = [ring(7, CASE, contact(n, office_phone=MOBILE), MOBILE, EVENING, None) for n in range(200)]
    assert by_mobile == by_office
    assert by_mobile != [ring(8, CASE, contact(n), MOBILE, EVENING, None) for n in range(200)]
