"""What a number is and what to dial: a table that a person at the counter can read, and what holds for any text."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.phones.normalising import PhoneFlag, PhoneKind, normalise

TABLE = list(csv.DictReader((Path(__file__).parent / "numbers.csv").read_text(encoding="utf-8").splitlines()))
MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
FIELDS = st.sampled_from(["mobile", "office_phone", "home_phone", "办公电话", ""])
ORGS = st.sampled_from(["350322", "350100", "3503", "35", "440100", ""])
DRESSINGS = [
    "{}",
    " {} ",
    "+86 {}",
    "0086{}",
    "86{}",
    "0{}",
    "0594{}",
    "(0594){}",
    "0591-{}",
    "010{}",
    "17951{}",
    "\u202a{}\u202c",
    "\ufeff{}\u200b",
    "{}转1",
]


@pytest.mark.parametrize("row", TABLE, ids=[f"{row['field']}-{row['raw']}-{row['org']}" for row in TABLE])
def test_a_number_of_the_table(row: dict[str, str]):
    phone = normalise(row["raw"], row["field"], row["org"])
    told = (phone.kind, phone.dial_string or "", phone.e164 or "", phone.extension or "", " ".join(phone.flags))
    assert told == (row["kind"], row["dial_string"], row["e164"], row["extension"], row["flags"])


def test_the_table_shows_every_kind_and_flag_and_is_long_enough():
    assert len({(row["field"], row["org"], row["raw"]) for row in TABLE}) == len(TABLE) >= 80
    assert {row["kind"] for row in TABLE} == set(PhoneKind)
    assert {flag for row in TABLE for flag in row["flags"].split()} == set(PhoneFlag)


@given(raw=st.text() | st.from_regex(r"[0-9+() \-转x/,]{0,24}", fullmatch=True), field=FIELDS, org=ORGS)
def test_any_text_is_answered_and_only_whole_numbers_are_dialled(raw: str, field: str, org: str):
    phone = normalise(raw, field, org)
    is_diallable = phone.kind in (PhoneKind.MOBILE, PhoneKind.FIXED)
    assert (phone.dial_string is not None) == (phone.e164 is not None) == is_diallable
    if phone.dial_string:
        assert phone.dial_string.isascii()
        assert phone.dial_string.isdigit()
        again = normalise(phone.dial_string, field, org)
        assert (again.kind, again.dial_string, again.e164) == (phone.kind, phone.dial_string, phone.e164)
    else:
        assert phone.flags or phone.kind is PhoneKind.SERVICE


def test_marks_that_nobody_sees_are_no_words_and_part_no_number():
    for raw in ("\u202a13959512345\u202c", "1395951\u200b2345", "139\u00ad5951\u20602345", "\u200e0594-2512701"):
        phone = normalise(raw, "mobile", "350322")
        assert phone.dial_string in ("13959512345", "05942512701"), ascii(raw)
        assert (phone.raw, phone.flags) == (raw, ()), ascii(raw)
    assert normalise("\u200b\ufeff").flags == (PhoneFlag.BLANK,)


@given(mobile=MOBILES, dressing=st.sampled_from(DRESSINGS), field=FIELDS, org=ORGS)
def test_a_mobile_is_rung_by_its_eleven_digits_however_it_is_written(mobile: str, dressing: str, field: str, org: str):
    phone = normalise(dressing.format(mobile), field, org)
    assert (phone.kind, phone.dial_string, phone.e164) == (PhoneKind.MOBILE, mobile, f"+86{mobile}")
