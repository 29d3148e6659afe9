"""What is told of somebody's numbers without a digit of them: what each is, and whether anybody could be rung."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from shared.contracts.policy_service import NumberFact
from shared.phones.normalising import Phone, PhoneFlag, PhoneKind, normalise

FIELDS = ("mobile", "home_phone", "office_phone")  # in the order in which a person is rung
PREFIXED_FIELD = "office_phone"
DIALLABLE = frozenset({PhoneKind.MOBILE, PhoneKind.FIXED})
NOT_AS_WRITTEN = frozenset({PhoneFlag.AREA_PREFIXED_MOBILE, PhoneFlag.SEVERAL_NUMBERS, PhoneFlag.WITH_WORDS})


class NumberDoubt(StrEnum):
    """What only others' numbers tell of one. It may still be dialled: a doubt refuses nothing."""

    SHARED = "shared-number"  # 多名无关投保人共用
    SALESPERSONS = "salespersons-number"  # 与销售人员号码相同


class Reach(StrEnum):
    """How the policyholder would be rung; else the code of why nobody could be (`reach_of`)."""

    RUNG = "rung"  # 原拨号规则即可拨通
    RESCUED = "rescued"  # 规整后方可拨通
    BLANK = "blank"  # 空白
    SERVICE = "service-number"  # 客服、特服号码


RINGING = frozenset({Reach.RUNG, Reach.RESCUED})


def read_all(phones: Mapping[str, str], org: str) -> dict[str, Phone]:
    """Each field that a form fills in, in the order in which they are rung."""
    return {field: normalise(phones[field], field, org) for field in FIELDS if field in phones}


def fact_of(field: str, phone: Phone, *doubts: NumberDoubt, since: datetime | None = None) -> NumberFact:
    flags = (*map(str, phone.flags), *map(str, doubts))
    return NumberFact(field=field, kind=str(phone.kind), flags=flags, since=since)


def changed_fields(before: Mapping[str, str], after: Mapping[str, str], org: str) -> set[str]:
    """Those that hold another line than before, however either is written."""
    was = read_all(before, org)
    return {
        field for field, phone in read_all(after, org).items() if field not in was or _line(phone) != _line(was[field])
    }


def _line(phone: Phone) -> tuple[str | None, str | None]:
    return phone.dial_string, phone.extension


def is_diallable(fact: NumberFact) -> bool:
    return fact.kind in DIALLABLE


def old_rule_rings(fact: NumberFact) -> bool:
    """Whether the county's old dialler would have rung it: the area code before whatever stands in the office's field.

    So from there it rang what was written without its area code, and nothing else; from other fields what was dialled
    as it stood. What a text around the number did to it isn't known: it is taken not to ring.
    """
    if not is_diallable(fact) or NOT_AS_WRITTEN.intersection(fact.flags):
        return False
    return fact.field != PREFIXED_FIELD or PhoneFlag.DEFAULT_AREA_CODE in fact.flags


def reach_of(facts: Sequence[NumberFact]) -> str:
    """A `Reach`, or of the first number that isn't blank the normaliser's flag that says why it can't be dialled."""
    if any(map(old_rule_rings, facts)):
        return Reach.RUNG
    if any(map(is_diallable, facts)):
        return Reach.RESCUED
    written = [fact for fact in facts if PhoneFlag.BLANK not in fact.flags]
    if not written:
        return Reach.BLANK
    return Reach.SERVICE if written[0].kind == PhoneKind.SERVICE else written[0].flags[-1]
