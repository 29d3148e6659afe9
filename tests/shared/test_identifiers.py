"""Resident IDs and bank cards, judged from the digits: a table of each fault."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.identifiers import (
    BIRTH_DIFFERS,
    CHECK_WRONG,
    DATE_UNREAL,
    MALFORMED,
    REGION_UNKNOWN,
    SEX_DIFFERS,
    Fault,
    check_character,
    may_be_miskeyed,
    resident_id_fault,
)
from simulator.people import bank_card, resident_id

# Both numbers are the standard's own examples.
WOMAN, MAN = "11010519491231002X", "440524188001010014"
NEW_YEARS_EVE = date(1949, 12, 31)


# fmt: off
RESIDENT_IDS = [
    (WOMAN,                NEW_YEARS_EVE,       "female", None),
    (MAN,                  date(1880, 1, 1),    "male",   None),
    ("110105491231002",    NEW_YEARS_EVE,       "female", MALFORMED),       # the first generation's 15 digits
    ("11010519491231002x", NEW_YEARS_EVE,       "female", MALFORMED),
    ("1101051949123100Ⅹ",  NEW_YEARS_EVE,       "female", MALFORMED),
    ("１1010519491231002X", NEW_YEARS_EVE,       "female", MALFORMED),
    ("01010519491231002X", NEW_YEARS_EVE,       "female", MALFORMED),
    ("",                   NEW_YEARS_EVE,       "female", MALFORMED),
    ("99010519491231002X", NEW_YEARS_EVE,       "female", REGION_UNKNOWN),
    ("11010519490229002X", date(1949, 3, 1),    "female", DATE_UNREAL),     # 1949 was no leap year
    ("11010519491331002X", NEW_YEARS_EVE,       "female", DATE_UNREAL),
    ("110105194912310029", NEW_YEARS_EVE,       "female", CHECK_WRONG),
    ("11010519491231003X", NEW_YEARS_EVE,       "female", CHECK_WRONG),     # one digit off
    ("11010519491231020X", NEW_YEARS_EVE,       "female", CHECK_WRONG),     # two digits swapped
    (WOMAN,                date(1949, 12, 30),  "female", BIRTH_DIFFERS),
    (WOMAN,                NEW_YEARS_EVE,       "male",   SEX_DIFFERS),
]
CARDS = [
    ("4111111111111111",          False),
    ("4111 1111-1111 1111",       False),
    ("4111111111111112",          True),
    ("4111111111111",             True),   # 13 digits
    ("411111111111",              False),  # too short for a card
    ("41111111111111111112",      False),  # too long for one
    ("622848000000000000" + "1",  True),
]
# fmt: on


@pytest.mark.parametrize(("number", "born_on", "sex", "fault"), RESIDENT_IDS)
def test_a_resident_id_has_the_fault_that_it_has(number: str, born_on: date, sex: str, fault: Fault | None):
    assert resident_id_fault(number, born_on, sex) == fault


@given(st.integers(0, 2**32), st.dates(date(1900, 1, 1), date(2026, 10, 12)), st.integers(0, 999), st.integers(0, 16))
def test_every_slip_of_one_digit_is_found(seed: int, born_on: date, serial: int, place: int):
    number = resident_id("350322", born_on, serial)
    sex = "male" if serial % 2 else "female"
    assert resident_id_fault(number, born_on, sex) is None
    other = Random(seed).choice([digit for digit in "0123456789" if digit != number[place]])
    slipped = number[:place] + other + number[place + 1 :]
    assert resident_id_fault(slipped, born_on, sex) is not None
    assert check_character(slipped[:17]) != number[17]


@pytest.mark.parametrize(("account_no", "suspect"), CARDS)
def test_an_account_as_long_as_a_card_without_its_check_digit_is_suspect(account_no: str, suspect: bool):
    assert may_be_miskeyed(account_no) is suspect


@given(st.integers(0, 2**32), st.integers(0, 18))
def test_a_card_with_one_digit_off_is_suspect(seed: int, place: int):
    card = bank_card(Random(seed))
    slipped = card[:place] + str((int(card[place]) + 1) % 10) + card[place + 1 :]
    assert (may_be_miskeyed(card), may_be_miskeyed(slipped)) == (False, True)
