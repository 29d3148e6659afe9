"""Numbers that people are known by, judged from the digits alone: resident IDs and bank cards. Pure."""

import re
from datetime import date, datetime
from typing import Literal, NamedTuple

from shared.errors import Text

RESIDENT_ID = re.compile(r"[1-9][0-9]{16}[0-9X]")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
# Provinces by GB/T 2260, with Taiwan and the residents of Hong Kong and Macao who hold a residence permit.
PROVINCES = frozenset(
    f"{region}{province}"
    for region, provinces in enumerate(("12345", "123", "1234567", "123456", "01234", "12345", "1", "123"), start=1)
    for province in provinces
)
CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
CREDIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
MIN_CARD_DIGITS, MAX_CARD_DIGITS = 13, 19


class Fault(NamedTuple):
    """Why a number can't be right."""

    rule: str
    text: Text


MALFORMED = Fault("resident-id-format", Text("身份证号应为18位", "A resident ID has 18 characters"))
REGION_UNKNOWN = Fault("resident-id-region", Text("身份证号地区码无效", "The resident ID's region does not exist"))
DATE_UNREAL = Fault("resident-id-date", Text("身份证号出生日期无效", "The resident ID's birth date does not exist"))
CHECK_WRONG = Fault("resident-id-check", Text("身份证号校验码不符", "The resident ID's check character is wrong"))
BIRTH_DIFFERS = Fault(
    "resident-id-birth", Text("出生日期与身份证号不符", "The birth date differs from the resident ID's")
)
SEX_DIFFERS = Fault("resident-id-sex", Text("性别与身份证号不符", "The sex differs from the resident ID's"))


def check_character(digits: str) -> str:
    """The 18th character of a resident ID by GB 11643-1999."""
    return CHECK_CHARACTERS[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]


def resident_id_fault(number: str, born_on: date | None, sex: Literal["male", "female"] | None) -> Fault | None:
    """The first thing wrong with a resident ID (居民身份证号), by itself and against what is known beside it."""
    if not RESIDENT_ID.fullmatch(number):
        return MALFORMED
    born = _date_of(number)
    is_male = int(number[16]) % 2 == 1
    checks = (
        (number[:2] in PROVINCES, REGION_UNKNOWN),
        (born is not None, DATE_UNREAL),
        (check_character(number[:17]) == number[17], CHECK_WRONG),
        (born_on is None or born == born_on, BIRTH_DIFFERS),
        (sex is None or is_male == (sex == "male"), SEX_DIFFERS),
    )
    return next((fault for holds, fault in checks if not holds), None)


def is_credit_code(code: str) -> bool:
    """A unified social credit code (统一社会信用代码) with its check character by GB 32100-2015."""
    if not CREDIT_CODE.fullmatch(code):
        return False
    weighed = sum(CREDIT_CHARACTERS.index(each) * pow(3, place, 31) for place, each in enumerate(code[:17]))
    return CREDIT_CHARACTERS[-weighed % 31] == code[17]


def _date_of(number: str) -> date | None:
    try:
        return datetime.strptime(number[6:14], "%Y%m%d").date()  # noqa: DTZ007
    except ValueError:
        return None


def may_be_miskeyed(account_no: str) -> bool:
    """As long as a bank card, but without its check digit: a warning only, for passbooks (存折) have none."""
    digits = re.sub(r"[ -]", "", account_no)
    return MIN_CARD_DIGITS <= len(digits) <= MAX_CARD_DIGITS and not _luhn_holds(digits)


def _luhn_holds(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0
