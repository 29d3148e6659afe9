"""What a kind of case offers so that the bank can transfer what it owes: composed in the service's app."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession


class Payout(NamedTuple):
    """To be transferred now; `attempt` counts the transfers of a case, this one included."""

    case_no: str
    account_id: int
    attempt: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class PayoutKind:
    """`waiting(session, org, most)`, the oldest first; what is sent is either recalled or settled, once.

    `settle(session, case_no, result)`: `result` is success, or the code of a reason.
    """

    waiting: Callable[[AsyncSession, str, int], Awaitable[Sequence[Payout]]]
    send: Callable[[AsyncSession, Payout, str], Awaitable[None]]
    recall: Callable[[AsyncSession, str], Awaitable[None]]
    settle: Callable[[AsyncSession, str, str], Awaitable[None]]


PayoutKinds = Mapping[str, PayoutKind]
