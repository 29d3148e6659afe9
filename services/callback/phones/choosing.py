"""Which of somebody's numbers is dialled first."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from shared.phones.facts import FIELDS
from shared.phones.normalising import Phone, PhoneKind, normalise


class Tried(NamedTuple):
    """A call to the number of that field; `wrong`: it is not the customer's, or nobody's."""

    field: str
    wrong: bool


def in_order(
    phones: Mapping[str, str], org: str, tried: Sequence[Tried] = (), doubted: Collection[str] = ()
) -> list[tuple[str, Phone]]:
    """By field: what was tried least first, then the mobile's, any other that holds a mobile, home before office.

    A doubted one comes after all others, one found wrong after those, and what nobody can dial last.
    """
    read = [(field, normalise(raw, field, org)) for field, raw in phones.items()]
    wrong, times = {each.field for each in tried if each.wrong}, Counter(each.field for each in tried)

    def place(pair: tuple[str, Phone]) -> tuple[Any, ...]:
        field = pair[0]
        return _undiallable(pair), field in wrong, field in doubted, times[field], _rank(*pair)

    return sorted(read, key=place)


def _undiallable(pair: tuple[str, Phone]) -> bool:
    return pair[1].dial_string is None


def _rank(field: str, phone: Phone) -> tuple[bool, int]:
    place = FIELDS.index(field) if field in FIELDS else len(FIELDS)
    return phone.kind is not PhoneKind.MOBILE, place
