"""Which of somebody's numbers is dialled first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from services.callback.phones.normalising import Phone, PhoneKind, normalise

FIELDS = ("mobile", "home_phone", "office_phone")


class Tried(NamedTuple):
    """A call to the number of that field; `wrong`: it is not the customer's, or nobody's."""

    field: str
    wrong: bool


def in_order(phones: Mapping[str, str], org: str, tried: Sequence[Tried] = ()) -> list[tuple[str, Phone]]:
    """By field: what was tried least first, then the mobile's, any other that holds a mobile, home before office.

    Found wrong comes after all others, and what nobody can dial last.
    """
    read = [(field, normalise(raw, field, org)) for field, raw in phones.items()]
    wrong, times = {each.field for each in tried if each.wrong}, Counter(each.field for each in tried)
    return sorted(read, key=lambda pair: (_undiallable(pair), pair[0] in wrong, times[pair[0]], _rank(*pair)))


def _undiallable(pair: tuple[str, Phone]) -> bool:
    return pair[1].dial_string is None


def _rank(field: str, phone: Phone) -> tuple[bool, int]:
    place = FIELDS.index(field) if field in FIELDS else len(FIELDS)
    return phone.kind is not PhoneKind.MOBILE, place
