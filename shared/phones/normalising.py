"""One telephone number: what it is and what to dial for it, whatever the field it was written in.

The county's dialler put 0594 before whatever stood in the office's field: a mobile keyed there was never rung.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

import phonenumbers

from shared.phones.area_codes import area_code_of

MAX_LENGTH = 200  # nobody's number; a longer text is not looked at
CHINA = "+86"


class PhoneKind(StrEnum):
    MOBILE = "mobile"  # 手机
    FIXED = "fixed"  # 固定电话
    SERVICE = "service"  # 客服、特服号码: no customer's
    INVALID = "invalid"  # 无法拨打


class PhoneFlag(StrEnum):
    AREA_PREFIXED_MOBILE = "area-prefixed-mobile"  # 手机前加了区号: rings nobody as it stands
    MOBILE_IN_OFFICE_FIELD = "mobile-in-office-field"  # 手机填在固话栏
    TRUNK_PREFIXED = "trunk-prefixed"  # 手机前加了 0 或 IP 前缀
    EXTENSION = "extension"  # 有分机号
    DEFAULT_AREA_CODE = "default-area-code"  # 区号按机构补齐
    SEVERAL_NUMBERS = "several-numbers"  # 一栏填了多个号码: the first that can be dialled is taken
    WITH_WORDS = "with-words"  # 号码旁有文字: perhaps somebody else's number
    UNLISTED_RANGE = "unlisted-range"  # 号段未见于号码规划: a warning, new ranges appear
    REPEATED_DIGITS = "repeated-digits"  # 疑似随意填写: a warning
    BLANK = "blank"  # 空白
    NO_NUMBER = "no-number"  # 不是号码
    FOREIGN = "foreign"  # 境外号码
    AREA_CODE_UNKNOWN = "area-code-unknown"  # 缺区号, 且机构区号未知
    NO_SUCH_NUMBER = "no-such-number"  # 不合号码规划, 多为位数不对


class Phone(NamedTuple):
    """`dial_string` is all a dialler gets; None for what no customer can be rung at."""

    raw: str
    kind: PhoneKind
    e164: str | None
    dial_string: str | None
    extension: str | None
    flags: tuple[PhoneFlag, ...]


class _Read(NamedTuple):
    kind: PhoneKind
    number: str = ""  # a mobile's eleven digits; a fixed line's with 0 and area code
    flags: tuple[PhoneFlag, ...] = ()


F = PhoneFlag
MOBILE = r"1[3-9]\d{9}"
AREA = r"0(?:10|2\d|[3-9]\d{2})"
LOCAL = r"[2-9]\d{6,7}"  # never 0 or 1 first, or an area code with a mobile short of digits would pass
SERVICE = r"(?:95\d{3}|96\d{3,4}|100\d{2}|11[0-9]|12[0-2]|116\d{2}|12\d{3}|[48]00\d{7})"
IP_PREFIX = r"(?:17951|17911|17909|12593|17900|17969)"  # dialled before a long-distance number to make it cheap
# What stands first is tried first: an area code before a mobile would otherwise pass as a fixed line (S60).
# fmt: off
PLAN: tuple[tuple[str, PhoneKind, tuple[PhoneFlag, ...]], ...] = (
    (rf"({MOBILE})",                    PhoneKind.MOBILE,  ()),
    (rf"(?:{IP_PREFIX}0?|0)({MOBILE})", PhoneKind.MOBILE,  (F.TRUNK_PREFIXED,)),
    (rf"{AREA}0?({MOBILE})",            PhoneKind.MOBILE,  (F.AREA_PREFIXED_MOBILE,)),
    (rf"(?:{AREA})?({SERVICE})",        PhoneKind.SERVICE, ()),
    (rf"{IP_PREFIX}?({AREA}{LOCAL})",   PhoneKind.FIXED,   ()),
)
# fmt: on
SEPARATORS = re.compile(r"[\s().·_—–-]")
WORDED_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#)[:\s-]*(\d{1,6})$", re.IGNORECASE)
DASHED_EXTENSION = re.compile(r"-(\d{1,6})$")
IN_A_TEXT = re.compile(r"\+?[(\d][\d\s().·_—–-]*\d")
COUNTRY = re.compile(r"(?:\+|00)86|86(?=1[3-9]\d{9}$)")
FOREIGN = re.compile(r"\+|00[1-9]")
REPEATED = re.compile(r"(\d)\1{7}$")


def normalise(raw: str, field: str = "", org: str = "") -> Phone:
    """Of a field of a form and of the organisation that took it; what can't be read is `invalid`, never an error."""
    text = _visible(unicodedata.normalize("NFKC", raw[: MAX_LENGTH + 1])).strip()
    if not text or len(text) > MAX_LENGTH:
        return _invalid(raw, F.NO_NUMBER if text else F.BLANK)
    whole = _one(raw, text, field, org)
    if whole.kind is not PhoneKind.INVALID:
        return whole
    diallable = [phone for part in _parts(text) if (phone := _one(raw, part, field, org)).dial_string]
    if not diallable:
        return whole
    beside = F.SEVERAL_NUMBERS if len(diallable) > 1 else F.WITH_WORDS
    return diallable[0]._replace(flags=(*diallable[0].flags, beside))


def _visible(text: str) -> str:
    """Copied out of a contact or a chat, a number has marks of direction or of no width in it that nobody sees."""
    return "".join(each for each in text if unicodedata.category(each) != "Cf")


def _parts(text: str) -> list[str]:
    """The numbers that stand in a text; two with no more than a space between them are told apart by it."""
    found = IN_A_TEXT.findall(text)
    return text.split() if found == [text] else found


def _one(raw: str, text: str, field: str, org: str) -> Phone:
    number, extension = _without_extension(text, org)
    digits = SEPARATORS.sub("", number)
    if FOREIGN.match(digits) and not COUNTRY.match(digits):
        return _invalid(raw, F.FOREIGN)
    digits = _national(digits)
    if not digits.isascii() or not digits.isdigit():
        return _invalid(raw, F.NO_NUMBER)
    kind, number, flags = _read(digits, org)
    if kind is PhoneKind.INVALID:
        return _invalid(raw, *flags)
    flags += (F.EXTENSION,) if extension else ()
    if kind is PhoneKind.SERVICE:
        return Phone(raw, kind, None, None, extension, flags)
    if kind is PhoneKind.MOBILE and is_of_fixed_lines(field):
        flags += (F.MOBILE_IN_OFFICE_FIELD,)
    return Phone(raw, kind, CHINA + number.removeprefix("0"), number, extension, (*flags, *_doubts(number)))


def is_of_fixed_lines(field: str) -> bool:
    """Of the office's or the home's number, by the names that forms and banks give the field."""
    return any(word in field.lower() for word in ("office", "home", "办公", "单位", "住宅", "固话"))


def _without_extension(text: str, org: str) -> tuple[str, str | None]:
    """Before separators go: what follows the dash of 0594-2512701-8 belongs to no number of the plan."""
    if worded := WORDED_EXTENSION.search(text):
        return text[: worded.start()], worded[1]
    dashed = DASHED_EXTENSION.search(text)
    if dashed and _is_listed(_read(_national(SEPARATORS.sub("", text[: dashed.start()])), org).number):
        return text[: dashed.start()], dashed[1]
    return text, None


def _national(digits: str) -> str:
    """Without the country's code; a fixed line gets the 0 of its area code back."""
    if not (country := COUNTRY.match(digits)):
        return digits
    national = digits[country.end() :]
    return national if re.fullmatch(rf"0.*|{MOBILE}", national) else "0" + national


def _read(digits: str, org: str) -> _Read:
    for pattern, kind, flags in PLAN:
        if found := re.fullmatch(pattern, digits):
            return _Read(kind, found[1], flags)
    if _is_listed("0" + digits):
        return _Read(PhoneKind.FIXED, "0" + digits)
    if not re.fullmatch(LOCAL, digits):
        return _Read(PhoneKind.INVALID, flags=(F.NO_SUCH_NUMBER,))
    if area := area_code_of(org):
        return _Read(PhoneKind.FIXED, area + digits, (F.DEFAULT_AREA_CODE,))
    return _Read(PhoneKind.INVALID, flags=(F.AREA_CODE_UNKNOWN,))


def _is_listed(number: str) -> bool:
    """A whole number of the numbering plan, as far as libphonenumber knows it: narrower than what is given out."""
    if not re.fullmatch(rf"{AREA}{LOCAL}|{MOBILE}", number):
        return False
    return phonenumbers.is_valid_number(phonenumbers.parse(number, "CN"))


def _doubts(number: str) -> Iterator[PhoneFlag]:
    if not _is_listed(number):
        yield F.UNLISTED_RANGE
    if REPEATED.search(number):
        yield F.REPEATED_DIGITS


def _invalid(raw: str, *flags: PhoneFlag) -> Phone:
    return Phone(raw, PhoneKind.INVALID, None, None, None, flags)
