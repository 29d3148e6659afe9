"""Made-up lists of insured persons hold against the counter's own checks, but for the rows that are spoilt."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from services.intake.groups.list_checks import Terms, find, read
from services.intake.groups.list_files import read_rows
from shared import keyring
from shared.identifiers import is_credit_code
from shared.keyring import KeyRing
from simulator import lists
from simulator.groups import OFFERS
from simulator.lists import CSV, XLSX
from simulator.organisations import firm, school

ORG, ON = "350322", date(2026, 9, 1)
PUPILS = (6, 18)


@pytest.fixture(autouse=True)
def _keys() -> None:
    keyring.install(KeyRing.generate())


def bad(content: bytes, ages: tuple[int, int]) -> dict[int, set[str]]:
    """Row of the sheet to the rules it breaks."""
    terms, found = Terms(ON, range(ages[0], ages[1] + 1), {}), {}
    for row in read_rows(content):
        if fell := find(read(row), terms):
            found[row.number] = {each.code for each in fell}
    return found


@pytest.mark.parametrize("ages", sorted({offer.ages for offer in OFFERS}))
def test_a_list_without_faults_is_taken_whole(ages: tuple[int, int]):
    for number in range(20):
        draw = Random(number)
        file = lists.list_file(draw, lists.roster(draw, ORG, ON, ages, 60))
        assert bad(file.content, ages) == {}, file.name
        assert sum(1 for _ in read_rows(file.content)) == 60


def test_the_rows_that_are_spoilt_are_found_and_no_others():
    codes = Counter[str]()
    for number in range(60):
        draw = Random(number)
        rows = lists.roster(draw, ORG, ON, PUPILS, 50)
        places = lists.bad_rows(draw, 50)
        found = bad(lists.list_file(draw, lists.spoilt(draw, rows, places)).content, PUPILS)
        assert set(found) == {place + 2 for place in places}
        codes.update(code for each in found.values() for code in each)
    assert set(codes) >= {
        *("resident-id-check", "guardian-missing", "id-lost-digits", "resident-id-birth"),
        *("id-twice", "mobile-malformed", "name-missing"),
    }


def test_lists_come_as_workbooks_and_as_text_in_both_encodings():
    rows = lists.roster(Random(1), ORG, ON, PUPILS, 8)
    files = [lists.list_file(Random(number), rows) for number in range(30)]
    assert {file.media_type for file in files} == {CSV, XLSX}
    encodings = {file.content.startswith(b"\xef\xbb\xbf") for file in files if file.media_type == CSV}
    assert encodings == {True, False}
    assert lists.list_file(Random(3), rows) == lists.list_file(Random(3), rows)


def test_the_same_people_are_on_a_list_whenever_it_is_written():
    assert lists.roster(Random(5), ORG, ON, PUPILS, 30) == lists.roster(Random(5), ORG, ON, PUPILS, 30)
    numbers = [row.id_number for row in lists.roster(Random(5), ORG, ON, PUPILS, 900)]
    assert len(set(numbers)) == 900


def test_organisations_have_a_credit_code_that_holds():
    for number in range(50):
        for made_up in (school, firm):
            who = made_up(Random(number), ORG)
            assert is_credit_code(who.credit_code), who
            assert who.name.startswith("仙游县")
