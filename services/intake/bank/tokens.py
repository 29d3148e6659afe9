"""Whose token it is: a bank's system acts for its own bank only (银行前置)."""

from shared.auth import Actor, Role
from shared.errors import Forbidden, Text

NOT_ITS_BANK = Text("令牌只能办理其所属银行的业务", "A bank's token acts for its own bank only")


def bank_of(actor: Actor) -> str | None:
    """`psbc` of the reference `bank:psbc`, or of `bank:psbc@350322` where a bank has several systems."""
    named, _, bank = actor.ref.partition("@")[0].partition(":")
    return bank if named == "bank" and bank else None


def check_bank(actor: Actor, bank: str | None, *staff: Role) -> None:
    """Raises Forbidden for another's token; those of our own `staff` deal with every bank."""
    if not actor.has(*staff) and (bank is None or bank_of(actor) != bank):
        raise Forbidden(NOT_ITS_BANK, field="bank", rule="bank-of-token")
