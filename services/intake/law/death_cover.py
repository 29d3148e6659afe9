"""What is paid on somebody's death by contracts of ours, open forms included, whichever way they came in (身故保额)."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, literal, null, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.applications.models import Application, Party
from services.intake.applications.products import PRODUCTS
from services.intake.bank.models import BankApplication, BankParty
from services.intake.bank.products import BANK_PRODUCTS
from services.intake.cards.models import CardActivation, CardParty
from services.intake.cards.products import CARD_MONTHS, CARD_PRODUCTS
from services.intake.group_changes.models import Addition, GroupChange
from services.intake.groups.models import GroupApplication, Insured
from services.intake.groups.products import PRODUCTS as GROUPS
from services.intake.law.rules import Proposal
from services.intake.pro_rata import is_over
from shared.db import take_turns
from shared.pii import blind_index


class Source(NamedTuple):
    """Where cases of a kind keep what is paid on a death; `months` None: longer than a child is one."""

    case: Any
    person: Any
    sum_fen: Any
    months: Any
    products: Mapping[str, Any]
    until: Any = null()  # from which day somebody has left


LEFT = Insured.until
# fmt: off
SOURCES = (
    #      case              person     a person's sum                     months                        products   left
    Source(Application,      Party,     Application.sum_assured_fen,       null(),                       PRODUCTS),
    Source(BankApplication,  BankParty, BankApplication.sum_assured_fen,   null(),                       BANK_PRODUCTS),
    Source(CardActivation,   CardParty, CardActivation.sum_assured_fen,    literal(CARD_MONTHS),         CARD_PRODUCTS),
    Source(GroupApplication, Insured,   GroupApplication.sum_per_head_fen, GroupApplication.term_months, GROUPS, LEFT),
    Source(GroupChange,      Addition,  GroupChange.sum_per_head_fen,      null(),                       GROUPS),
)
# fmt: on


async def with_cover_here(session: AsyncSession, proposal: Proposal, id_number: str, besides: str = "") -> Proposal:
    """The proposal with what we hold of the insured's life already, where the law asks for it."""
    if not (proposal.is_minor and proposal.pays_on_death):
        return proposal
    hashed = blind_index(id_number, "id_number")
    cover = await death_cover(session, [hashed], proposal.on, besides)
    return replace(proposal, cover_here_fen=cover[hashed])


async def death_cover(session: AsyncSession, hashes: Collection[str], on: date, besides: str = "") -> Counter[str]:
    """In fen by keyed hash of the ID number, without the case that asks; nobody adds to it before this transaction
    ends."""
    await take_turns(session, [f"cover:{hashed}" for hashed in hashes])
    cover: Counter[str] = Counter()
    for source in SOURCES if hashes else ():
        for hashed, sum_fen, effective_on, months, until in await session.execute(_held(source, hashes, besides)):
            has_ended = is_over(effective_on, months, on) or (until is not None and until <= on)
            cover[hashed] += 0 if has_ended else sum_fen
    return cover


def _held(source: Source, hashes: Collection[str], besides: str) -> Select[Any]:
    case, person = source.case, source.person
    paying = [code for code, sold in source.products.items() if sold.pays_on_death]
    return (
        select(person.id_hash, source.sum_fen, case.effective_on, source.months, source.until)
        .join(person, person.case_no == case.case_no)
        .where(person.role == "insured", person.id_hash.in_(hashes), case.case_no != besides)
        .where(or_(case.outcome.is_(None), case.outcome == "issued"), case.product.in_(paying))
    )
