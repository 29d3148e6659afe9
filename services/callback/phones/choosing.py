"""Which of somebody's numbers is dialled first."""

from collections.abc import Mapping

from shared.phones.facts import FIELDS
from shared.phones.normalising import Phone, PhoneKind, normalise


def in_order(phones: Mapping[str, str], org: str) -> list[tuple[str, Phone]]:
    """By field: the mobile's, any other that holds a mobile, home before office; what nobody can dial comes last."""
    read = [(field, normalise(raw, field, org)) for field, raw in phones.items()]
    return sorted(read, key=lambda pair: _rank(*pair))


def _rank(field: str, phone: Phone) -> tuple[bool, bool, int]:
    place = FIELDS.index(field) if field in FIELDS else len(FIELDS)
    return phone.dial_string is None, phone.kind is not PhoneKind.MOBILE, place
