"""What is checked of each row of a list: one table, from the row as a whole to the rules of the product."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Literal, NamedTuple

from shared import identifiers
from shared.ages import ADULT, age_on
from shared.csv_files import ROW_LONG, ROW_SHORT, Row
from shared.errors import Text
from shared.identifiers import Fault, resident_id_fault
from shared.people import MOBILE
from shared.person_forms import EARLIEST_BIRTH
from shared.pii import blind_index, normalise
from shared.routing import CONTROL
from shared.written_dates import date_of

LONGEST_CELL = 80
HAN_NAME = re.compile(r"[\u3007\u3400-\u9fff\U00020000-\U000323af]+(?:[·•・.][\u3400-\u9fff\U00020000-\U000323af]+)*")
LATIN_NAME = re.compile(r"[A-Za-zÀ-ɏ]+(?:[ .'’-]+[A-Za-zÀ-ɏ]+)*\.?")
PLACEHOLDERS = frozenset({"测试", "不详", "未知", "同上", "无名", "姓名"})
LOST_DIGITS = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+", re.ASCII)
ID_NUMBER = re.compile(r"[A-Z0-9()]{4,30}")
SEXES: Mapping[str, Literal["male", "female"]] = {
    "男": "male", "male": "male", "m": "male", "女": "female", "female": "female", "f": "female"
}  # fmt: skip
ID_TYPES = {
    "身份证": "resident_id", "居民身份证": "resident_id", "resident_id": "resident_id",
    "护照": "passport", "passport": "passport",
    "户口本": "household_register", "户口簿": "household_register", "household_register": "household_register",
    "出生证": "birth_certificate", "出生医学证明": "birth_certificate", "birth_certificate": "birth_certificate",
    "港澳台通行证": "hk_mo_tw_permit", "港澳居民来往内地通行证": "hk_mo_tw_permit",
    "台湾居民来往大陆通行证": "hk_mo_tw_permit", "hk_mo_tw_permit": "hk_mo_tw_permit",
}  # fmt: skip
RELATIONS: Mapping[str, Literal["employee", "other"]] = {
    "职工": "employee", "员工": "employee", "本单位职工": "employee", "在职": "employee", "employee": "employee",
    "学生": "other", "会员": "other", "成员": "other", "家属": "other", "配偶": "other", "子女": "other",
    "父母": "other", "其他": "other", "other": "other",
}  # fmt: skip
CONSENTS: Mapping[str, Literal["yes", "no"]] = {
    "是": "yes", "同意": "yes", "已签名": "yes", "yes": "yes", "否": "no", "不同意": "no", "no": "no",
}  # fmt: skip


class Terms(NamedTuple):
    """What the case says: the day of the form, the ages its product takes, and where each ID number stood first."""

    form_on: date
    ages: range
    first_row: dict[str, int]
    on_policy: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """A row, read: what could not be read is None."""

    row: Row
    name: str
    sex: Literal["male", "female"] | None
    born_on: date | None
    id_type: str | None
    id_number: str
    id_hash: str | None
    mobile: str
    guardian: str
    relation: Literal["employee", "other"] | None
    consent: Literal["yes", "no", "unsaid"] | None
    fault: Fault | None

    @property
    def person(self) -> dict[str, Any]:
        """As `person_columns` takes people."""
        phones = {"mobile": self.mobile} if self.mobile else {}
        known = {"name": self.name, "sex": self.sex, "born_on": str(self.born_on), "id_type": self.id_type}
        return known | {"id_number": self.id_number, "phones": phones, "address": "", "account_no": None}

    def is_minor_on(self, day: date) -> bool:
        return self.born_on is not None and age_on(self.born_on, day) < ADULT


class Check(NamedTuple):
    """`finds`: whether the row breaks it. Of a row that is no whole row nothing else is asked."""

    code: str
    column: str
    finds: Callable[[Reading, Terms], bool]
    text: Text
    whole_row: bool = False


class Fell(NamedTuple):
    code: str
    column: str
    other_row: int | None = None


def read(row: Row) -> Reading:
    cells = row.cells
    sex, born_on = SEXES.get(cells.get("sex", "").lower()), date_of(cells.get("born_on", ""))
    id_type, number = ID_TYPES.get(cells.get("id_type", "").lower()), normalise(cells.get("id_number", ""))
    relation, consent = cells.get("relation", ""), cells.get("consent", "")
    is_resident = id_type == "resident_id" and number and not LOST_DIGITS.fullmatch(number)
    return Reading(
        row=row,
        name=_name(cells.get("name", "")),
        sex=sex,
        born_on=born_on,
        id_type=id_type,
        id_number=number,
        id_hash=blind_index(number, "id_number") if number else None,
        mobile=normalise(cells.get("mobile", "")),
        guardian=_name(cells.get("guardian", "")),
        relation=RELATIONS.get(relation.lower()) if relation else "other",
        consent=CONSENTS.get(consent.lower()) if consent else "unsaid",
        fault=resident_id_fault(number, born_on, sex) if is_resident else None,
    )


def _name(written: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", written).split())


def _is_name(name: str) -> bool:
    if name in PLACEHOLDERS or not 2 <= len(name) <= LONGEST_CELL:
        return False
    return bool(HAN_NAME.fullmatch(name.replace(" ", "")) or LATIN_NAME.fullmatch(name))


def _age(reading: Reading, terms: Terms) -> int | None:
    return None if reading.born_on is None else age_on(reading.born_on, terms.form_on)


def _outside_ages(reading: Reading, terms: Terms) -> bool:
    age = _age(reading, terms)
    return age is not None and age >= 0 and age not in terms.ages


def _needs_guardian(reading: Reading, terms: Terms) -> bool:
    age = _age(reading, terms)
    return age is not None and 0 <= age < ADULT and not reading.guardian


def _birth_implausible(reading: Reading, terms: Terms) -> bool:
    return reading.born_on is not None and not EARLIEST_BIRTH <= reading.born_on <= terms.form_on


def _id_implausible(reading: Reading, _: Terms) -> bool:
    number = reading.id_number
    other = reading.id_type != "resident_id" and number and not LOST_DIGITS.fullmatch(number)
    return bool(other and not ID_NUMBER.fullmatch(number))


def _is_faulty(fault: Fault, reading: Reading, _: Terms) -> bool:
    return reading.fault is fault


def _of_the_id(fault: Fault, column: str = "id_number") -> Check:
    return Check(fault.rule, column, partial(_is_faulty, fault), fault.text)


# Basis of the rows on IDs: GB 11643-1999 (V); ages: the product; guardian: Civil Code 34, 保监发〔2015〕14号 (M); the rest
# is what makes a list unusable at the counter (D).
# fmt: off
CHECKS = (
    #     code                 column       finds                                                          what the counter says
    Check("row-short",         "row",       lambda r, t: r.row.missing > 0,                                ROW_SHORT, whole_row=True),
    Check("row-long",          "row",       lambda r, t: r.row.surplus > 0,                                ROW_LONG, whole_row=True),
    Check("cell-formula",      "row",       lambda r, t: any(c.startswith("=") for c in r.row.cells.values()), Text("单元格是公式", "A cell is a formula"), whole_row=True),
    Check("cell-unreadable",   "row",       lambda r, t: any("\ufffd" in c or CONTROL.search(c) for c in r.row.cells.values()), Text("单元格含无法识别的字符", "A cell has characters that can't be read"), whole_row=True),
    Check("cell-too-long",     "row",       lambda r, t: any(len(c) > LONGEST_CELL for c in r.row.cells.values()), Text("单元格内容过长", "A cell is too long"), whole_row=True),
    Check("name-missing",      "name",      lambda r, t: not r.name,                                       Text("缺少姓名", "The name is missing")),
    Check("name-implausible",  "name",      lambda r, t: bool(r.name) and not _is_name(r.name),            Text("姓名不合理", "The name is not plausible")),
    Check("sex-unknown",       "sex",       lambda r, t: r.sex is None,                                    Text("性别应为男或女", "The sex must be 男 or 女")),
    Check("birth-malformed",   "born_on",   lambda r, t: r.born_on is None,                                Text("出生日期格式有误", "The date of birth can't be read")),
    Check("birth-implausible", "born_on",   _birth_implausible,                                            Text("出生日期不合理", "The date of birth is not plausible")),
    Check("id-type-unknown",   "id_type",   lambda r, t: r.id_type is None,                                Text("证件类型无法识别", "The type of ID is not known")),
    Check("id-missing",        "id_number", lambda r, t: not r.id_number,                                  Text("缺少证件号码", "The ID number is missing")),
    Check("id-lost-digits",    "id_number", lambda r, t: bool(LOST_DIGITS.fullmatch(r.id_number)),         Text("证件号码被存为数字,末位已丢失,应设为文本", "The ID number was saved as a number and lost its last digits: make it text")),
    Check("id-implausible",    "id_number", _id_implausible,                                               Text("证件号码不合理", "The ID number is not plausible")),
    _of_the_id(identifiers.MALFORMED),
    _of_the_id(identifiers.REGION_UNKNOWN),
    _of_the_id(identifiers.DATE_UNREAL),
    _of_the_id(identifiers.CHECK_WRONG),
    _of_the_id(identifiers.BIRTH_DIFFERS, "born_on"),
    _of_the_id(identifiers.SEX_DIFFERS, "sex"),
    Check("age-outside-product", "born_on", _outside_ages,                                                 Text("年龄不在险种投保范围", "The age is outside the product's range")),
    Check("guardian-missing",  "guardian",  _needs_guardian,                                               Text("未成年人未填监护人", "A minor's guardian is not named")),
    Check("guardian-implausible", "guardian", lambda r, t: bool(r.guardian) and (not _is_name(r.guardian) or r.guardian == r.name), Text("监护人姓名不合理", "The guardian's name is not plausible")),
    Check("mobile-malformed",  "mobile",    lambda r, t: bool(r.mobile) and not MOBILE.fullmatch(r.mobile.removeprefix("+")), Text("手机号有误", "The mobile number is malformed")),
    Check("relation-unknown",  "relation",  lambda r, t: r.relation is None,                               Text("与投保单位关系无法识别", "What they are to the organisation can't be read")),
    Check("consent-unknown",   "consent",   lambda r, t: r.consent is None,                                Text("被保险人同意一栏应为是或否", "The consent must be 是 or 否")),
    Check("id-twice",          "id_number", lambda r, t: t.first_row.get(r.id_hash or "", r.row.number) != r.row.number, Text("证件号码与另一行重复", "The ID number stands in another row, too")),
    Check("id-on-policy",      "id_number", lambda r, t: r.id_hash in t.on_policy,                         Text("该证件号码已在本单内", "Somebody with this ID number is on the policy already")),
)
# fmt: on
WHOLE_ROW = frozenset(check.code for check in CHECKS if check.whole_row)


def is_no_row(found: Sequence[Fell]) -> bool:
    return any(fell.code in WHOLE_ROW for fell in found)


def find(reading: Reading, terms: Terms) -> list[Fell]:
    """All that is wrong with a row; the first row with an ID number is the one that later ones repeat."""
    if reading.id_hash:
        terms.first_row.setdefault(reading.id_hash, reading.row.number)
    whole = [_fell(check, reading, terms) for check in CHECKS if check.whole_row and check.finds(reading, terms)]
    if whole:
        return whole
    return [_fell(check, reading, terms) for check in CHECKS if not check.whole_row and check.finds(reading, terms)]


def _fell(check: Check, reading: Reading, terms: Terms) -> Fell:
    other = terms.first_row.get(reading.id_hash or "") if check.code == "id-twice" else None
    return Fell(check.code, check.column, other)
