"""What is told of numbers: whom the old dialler would have rung, and why somebody can't be rung at all."""

import pytest

from shared.phones.facts import fact_of, old_rule_rings, reach_of, read_all

# field, as written, rung by the old rule
OLD_RULE = [
    ("mobile", "13959512345", True),
    ("mobile", "+86 139-5951-2345", True),
    ("mobile", "013959512345", True),
    ("mobile", "059413959512345", False),
    ("mobile", "17951013959512345", True),
    ("mobile", "13959512345/13812345678", False),
    ("mobile", "儿子13959512345", False),
    ("mobile", "0594-2512701", True),
    ("mobile", "1395951234", False),
    ("home_phone", "0594-2512701", True),
    ("home_phone", "2512701", True),
    ("home_phone", "13959512345", True),
    ("home_phone", "059413959512345", False),
    ("office_phone", "2512701", True),
    ("office_phone", "2512701转8", True),
    ("office_phone", "0594-2512701", False),
    ("office_phone", "13959512345", False),
    ("office_phone", "013959512345", False),
    ("office_phone", "059413959512345", False),
    ("office_phone", "95519", False),
    ("office_phone", "00852 2345 6789", False),
    ("office_phone", "-", False),
]


@pytest.mark.parametrize(("field", "raw", "rings"), OLD_RULE)
def test_whom_the_old_dialler_would_have_rung(field: str, raw: str, rings: bool):
    (phone,) = read_all({field: raw}, "350322").values()
    assert old_rule_rings(fact_of(field, phone)) is rings


@pytest.mark.parametrize(
    ("phones", "reach"),
    [
        ({"mobile": "13959512345"}, "rung"),
        ({"office_phone": "13959512345"}, "rescued"),
        ({"office_phone": "13959512345", "home_phone": "2512701"}, "rung"),
        ({"mobile": "1395951234", "office_phone": "059413959512345"}, "rescued"),
        ({}, "blank"),
        ({"mobile": "   "}, "blank"),
        ({"mobile": "   ", "home_phone": "95519"}, "service-number"),
        ({"office_phone": "95519", "mobile": "1395951234"}, "no-such-number"),
        ({"mobile": "无"}, "no-number"),
        ({"mobile": "0085223456789"}, "foreign"),
    ],
)
def test_how_somebody_would_be_rung_or_why_not(phones: dict[str, str], reach: str):
    assert reach_of([fact_of(field, phone) for field, phone in read_all(phones, "350322").items()]) == reach


def test_where_no_area_code_is_known_a_local_number_is_none():
    assert reach_of([fact_of(field, phone) for field, phone in read_all({"home_phone": "2512701"}, "35").items()]) == (
        "area-code-unknown"
    )


def test_a_fact_has_no_digit_of_the_number():
    (phone,) = read_all({"office_phone": "059413959512345"}, "350322").values()
    fact = fact_of("office_phone", phone)
    assert fact.model_dump() == {
        "field": "office_phone",
        "kind": "mobile",
        "flags": ("area-prefixed-mobile", "mobile-in-office-field"),
        "since": None,
    }
