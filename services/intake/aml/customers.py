"""Those on a case as the duties know them: references and keyed hashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shared.pii import blind_index

PAYERS = frozenset({"policyholder", "applicant"})
LICENCE = "business_licence"


@dataclass(frozen=True, slots=True)
class Customer:
    """A person, or a group's applicant, whose `ref` is the case's number: an organisation has no row of its own."""

    ref: str
    role: str
    document: str
    id_hash: str
    mobile_hash: str | None = None
    account_hash: str | None = None


async def people_on(session: AsyncSession, table: Any, case_no: str) -> list[Customer]:
    """The people of a form; `table` is the class in which that kind of case keeps them."""
    wanted = (table.party_ref, table.role, table.id_type, table.id_hash, table.mobile_hash, table.account_no)
    rows = (await session.execute(select(*wanted).where(table.case_no == case_no).order_by(table.id))).all()
    return [
        Customer(ref, role, document, id_hash, mobile_hash, account and blind_index(account, "account_no"))
        for ref, role, document, id_hash, mobile_hash, account in rows
    ]


def organisation(case_no: str, credit_code: str) -> list[Customer]:
    """A group's applicant (投保单位)."""
    return [Customer(case_no, "applicant", LICENCE, blind_index(credit_code, "id_number"))]


def payer_of(people: Sequence[Customer]) -> Customer:
    """The one whose money it is, for the rules: the policyholder."""
    return next(each for each in people if each.role in PAYERS)
