"""What a kind of case offers so that its premium can be debited: composed in the service's app."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.ledger.models import PremiumReceipt
from shared.auth import Actor
from shared.cases import CaseMixin


class Record(Protocol):
    """`record(session, case, result, money's amount and reference, actor)`: the receipt, if money came."""

    def __call__(
        self, session: AsyncSession, case: Any, result: str, amount_fen: int, reference: str, actor: Actor, /
    ) -> Awaitable[PremiumReceipt | None]: ...


@dataclass(frozen=True, slots=True)
class Debtor:
    """`waiting(org)`: cases that wait for their premium by debit, each with `premium_fen` and its `debits`."""

    model: type[CaseMixin]
    waiting: Callable[[str], Select[Any]]
    record: Record


Debtors = Mapping[str, Debtor]
