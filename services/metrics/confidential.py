"""Kinds of case of which others may not even learn that there is one (反洗钱保密), and who sees and counts them."""

from collections.abc import Collection

from shared.auth import Actor, Role
from shared.errors import Forbidden, Text

DUTY = frozenset({Role.COMPLIANCE, Role.AUDITOR})
SECRET = Text("该类案件依法保密", "Cases of this kind are kept secret by law")

# 《反洗钱法》: reports and what is suspected are told to nobody whose work they aren't.
CONFIDENTIAL: dict[str, frozenset[Role]] = {
    "large_cash_report": DUTY,
    "suspicion": DUTY,
}

ALL = frozenset(CONFIDENTIAL)
"""In no number that is sent round: it is the same for whoever reads it."""


def hidden_from(actor: Actor) -> frozenset[str]:
    return frozenset(kind for kind, roles in CONFIDENTIAL.items() if not actor.has(*roles))


def are_hidden(kinds: Collection[str] | None, hidden: frozenset[str]) -> bool:
    """Whether all that is asked for is hidden; None: cases of every kind are asked for."""
    return kinds is not None and hidden.issuperset(kinds)


def refuse_hidden(kinds: Collection[str] | None, hidden: frozenset[str]) -> None:
    """Raises Forbidden, whether there are such cases or not."""
    if kinds is not None and are_hidden(kinds, hidden):
        raise Forbidden(SECRET, needs=sorted(frozenset().union(*(CONFIDENTIAL[kind] for kind in kinds))))
