"""A card's activation (卡折激活), its price, its issue the same day, and its end when nobody pays."""

import hmac
from datetime import date, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.cards.commands.stock import password_hash, use
from services.intake.cards.models import Card, CardActivation, CardParty
from services.intake.cards.products import CARD_MONTHS, CardProduct, card_product
from services.intake.cards.schemas import ActivationIn
from services.intake.issuing import issue
from services.intake.law.ages import check_ages
from services.intake.law.death_cover import with_cover_here
from services.intake.law.proposals import insuring
from services.intake.law.rules import Proposal, refuse_unlawful, warnings_of
from services.intake.ledger import book, collecting
from services.intake.pro_rata import is_over
from services.intake.schemas import ReceiptIn
from shared import clock
from shared.auth import Actor, in_scope
from shared.cases import advance, new_case_no, permit
from shared.days import today_at
from shared.db import take_turn
from shared.errors import Conflict, RuleBroken, Text
from shared.people import add_people
from shared.person_forms import PartyIn
from shared.pii import blind_index

log = structlog.get_logger()
MOST_WRONG, LOCKED = 5, timedelta(hours=24)


class WrongPassword(RuleBroken):
    """An unknown card, or another branch's, is told like a wrong password."""

    title = Text("卡号或密码不符", "The card number and the password don't match")
    is_recorded = True

    def __init__(self) -> None:
        super().__init__("password", "card-password", self.title)


class CardLocked(Conflict):
    """Too many wrong passwords; `until` when it may be tried again."""

    title = Text("密码错误次数过多,卡已锁定", "Too many wrong passwords: the card is locked")


async def activate(session: AsyncSession, asked: ActivationIn, actor: Actor) -> CardActivation:
    """Use a card for an insured person; a prepaid one that comes over an interface is issued at once."""
    card = await _opened_card(session, asked, actor)
    product = card_product(card.product)
    await _check_people(session, asked, product, card.org)
    proposal = await _lawful(session, asked, product, card.org)
    case = CardActivation(case_no=new_case_no("KZ", card.org), card_no=card.card_no, accepted_at=clock.now())
    case.org, case.outlet, case.product, case.salesperson = card.org, card.outlet, card.product, card.salesperson
    case.channel, case.line, case.prepaid = asked.channel, "short_term_card", card.prepaid
    case.premium_fen, case.sum_assured_fen = product.premium_fen, product.sum_assured_fen
    case.relation, case.consent = proposal.relation, proposal.consent
    case.cover_elsewhere_fen, case.warnings = proposal.cover_elsewhere_fen, warnings_of(proposal)
    await use(session, card, "activate", actor, case.case_no)
    await advance(session, case, "accept", actor)
    add_people(session, CardParty, case.case_no, asked.people())
    if not card.prepaid:
        return case
    await book.collect(session, case, case.premium_fen, "prepaid", actor)
    await advance(session, case, "take_prepaid", Actor.system())
    return await issue(session, case, Actor.system()) if actor.is_machine else case


async def receive_premium(
    session: AsyncSession, case: CardActivation, receipt: ReceiptIn, actor: Actor
) -> CardActivation:
    """The card's price, in full."""
    return await collecting.pay(session, case, receipt.amount_fen, receipt.method, actor, receipt.reference)


async def withdraw(session: AsyncSession, case: CardActivation, reason: str, actor: Actor) -> CardActivation:
    """Before issue; what was paid is to be paid back."""
    permit(case, "withdraw", actor)
    case.withdrawn, case.outcome = reason, "withdrawn"
    case.refund_due_fen = await book.release(session, case, actor)
    await advance(session, case, "withdraw", actor)
    await _void_card(session, case, actor)
    return case


async def dun(session: AsyncSession, case: CardActivation) -> None:
    case.dun_count += 1
    await advance(session, case, "dun", Actor.system())


async def withdraw_overdue(session: AsyncSession, case: CardActivation) -> None:
    """Nobody paid (逾期撤单)."""
    case.withdrawn, case.outcome = "premium-unpaid", "withdrawn"
    case.refund_due_fen = await book.release(session, case, Actor.system())
    await advance(session, case, "withdraw_overdue", Actor.system())
    await _void_card(session, case, Actor.system())


async def _void_card(session: AsyncSession, case: CardActivation, actor: Actor) -> None:
    """Its password is known by now."""
    card = (await session.scalars(select(Card).where(Card.card_no == case.card_no).with_for_update())).one()
    await use(session, card, "withdraw", actor, case.case_no)


async def _opened_card(session: AsyncSession, asked: ActivationIn, actor: Actor) -> Card:
    """The card, whose password is right; locked, so that of two who activate it one waits for the other."""
    query = select(Card).where(Card.card_no == asked.card_no).with_for_update()
    card = (await session.scalars(query)).one_or_none()
    if card is None or not in_scope(actor, card.org):
        raise WrongPassword
    now = clock.now()
    if card.locked_until is not None and card.locked_until > now:
        raise CardLocked(until=card.locked_until.isoformat())
    if not hmac.compare_digest(card.password_hash, password_hash(asked.card_no, asked.password)):
        card.wrong_passwords += 1
        if card.wrong_passwords >= MOST_WRONG:
            card.wrong_passwords, card.locked_until = 0, now + LOCKED
            log.warning("card.locked", card_no=card.card_no, by=actor.ref)
        raise WrongPassword
    return card


async def _check_people(session: AsyncSession, asked: ActivationIn, product: CardProduct, org: str) -> None:
    """The product must cover the insured person, and the policyholder be of age."""
    insured, today = asked.insured_person, today_at(org)
    check_ages(asked.policyholder.born_on, asked.insured.born_on if asked.insured else None, product.ages, today)
    held = await _copies(session, insured, product.code, today)
    if held >= product.most_copies:
        told = Text(f"该险种每人限{product.most_copies}份", f"At most {product.most_copies} of this product a person")
        field = "policyholder" if asked.insured is None else "insured"
        raise RuleBroken(f"{field}.id_number", "copies-per-insured", told, held=held)


async def _lawful(session: AsyncSession, asked: ActivationIn, product: CardProduct, org: str) -> Proposal:
    """Raises RuleBroken for what the law refuses, or would have mended: what is activated is sold."""
    sum_fen, on_death = product.sum_assured_fen, product.pays_on_death
    proposal = insuring(asked, today_at(org), "short_term_card", sum_fen, pays_on_death=on_death)
    proposal = await with_cover_here(session, proposal, asked.insured_person.id_number)
    refuse_unlawful(proposal, mends=False)
    return proposal


async def _copies(session: AsyncSession, insured: PartyIn, product: str, today: date) -> int:
    """How many cards of the product the person has whose year of cover isn't over, or has yet to begin."""
    id_hash = blind_index(insured.id_number, "id_number")
    await take_turn(session, f"cards/{product}/{id_hash}")
    query = (
        select(CardActivation.effective_on)
        .join(CardParty, CardParty.case_no == CardActivation.case_no)
        .where(CardParty.id_hash == id_hash, CardParty.role == "insured")
        .where(CardActivation.product == product, CardActivation.withdrawn.is_(None))
    )
    return sum(not is_over(starts_on, CARD_MONTHS, today) for starts_on in await session.scalars(query))
