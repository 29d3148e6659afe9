"""The stock of cards (卡折单证): every card is accounted for, from its delivery to its use, its voiding or its loss."""

from collections.abc import Iterable, Sequence

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.cards.lifecycle import CARD_MOVES, CardMove, CardStatus
from services.intake.cards.models import Card, CardMovement
from services.intake.cards.products import card_product
from services.intake.cards.schemas import CardMoveIn, DeliveryIn
from shared import clock
from shared.auth import Actor, at_or_below, in_scope
from shared.errors import Conflict, NotFound, Text
from shared.pii import keyed_hash

TOLD = 20  # of the cards that can't be moved
OF_CARD = ("card_no", "org", "outlet", "product", "salesperson", "prepaid")
RECEIVED = Text("其中有卡号已入库", "A card of these was received before")


async def receive(session: AsyncSession, delivery: DeliveryIn, actor: Actor) -> int:
    """Take a delivery into an outlet's stock; refused whole if any of its cards was there before."""
    card_product(delivery.product)
    numbers = [card.card_no for card in delivery.cards]
    received = select(Card.card_no).where(Card.card_no.in_(numbers), at_or_below(Card.org, actor.org)).limit(TOLD)
    if known := (await session.scalars(received)).all():
        raise Conflict(RECEIVED, field="cards", cards=sorted(known))
    place = delivery.model_dump(include={"org", "outlet", "product"})
    new = {"status": CardStatus.IN_STOCK, "salesperson": None, "prepaid": False, "wrong_passwords": 0}
    # In one order, so that two deliveries of the same cards don't lock each other.
    rows = [
        {"card_no": card.card_no, "password_hash": password_hash(card.card_no, card.password), **new, **place}
        for card in sorted(delivery.cards, key=lambda card: card.card_no)
    ]
    try:
        await session.execute(insert(Card), rows)
    except IntegrityError as taken:
        raise Conflict(RECEIVED, field="cards") from taken  # meanwhile, or by another branch
    what = _what("receive", actor)
    await session.execute(insert(CardMovement), [{name: row[name] for name in OF_CARD} | what for row in rows])
    return len(rows)


async def move(session: AsyncSession, asked: CardMoveIn, actor: Actor) -> int:
    """Move cards through the stock; refused whole, naming them, if any of them can't go that way."""
    way = CARD_MOVES[asked.action]
    # In one order, so that two who move the same cards don't wait for each other.
    query = select(Card).where(Card.card_no.in_(asked.card_nos)).order_by(Card.card_no).with_for_update()
    cards = (await session.scalars(query)).all()
    _check_known(asked.card_nos, cards, actor)
    _check_movable(cards, way, "card_nos")
    for card in cards:
        card.status = way.target
        if way.target is CardStatus.HANDED_OUT:
            card.salesperson, card.prepaid = asked.salesperson, asked.prepaid
    await session.execute(insert(CardMovement), _lines(cards, way.action, actor, reason=asked.reason))
    if way.target is CardStatus.IN_STOCK:
        for card in cards:  # only now: the book keeps who had it
            card.salesperson, card.prepaid = None, False
    return len(cards)


async def unlock(session: AsyncSession, card: Card, actor: Actor) -> Card:
    """Before its time, for a customer who stands at the counter with the card (解锁)."""
    if card.locked_until is None or card.locked_until <= clock.now():
        raise Conflict(Text("该卡未锁定", "The card isn't locked"), field="card_no", rule="card-locked")
    card.locked_until, card.wrong_passwords = None, 0
    await session.execute(insert(CardMovement), _lines([card], "unlock", actor))
    return card


async def use(session: AsyncSession, card: Card, action: str, actor: Actor, case_no: str) -> None:
    """Its activation, or the withdrawal of it, moves a card; raises Conflict when it was used, voided or lost."""
    way = CARD_MOVES[action]
    _check_movable([card], way, "card_no")
    card.status = way.target
    await session.execute(insert(CardMovement), _lines([card], way.action, actor, case_no=case_no))


def password_hash(card_no: str, password: str) -> str:
    """Keyed, since six digits are soon tried through; with the number, since two cards may share a password."""
    return keyed_hash(f"{card_no}/{password}".encode(), "card_password")


def _check_known(asked: Sequence[str], cards: Sequence[Card], actor: Actor) -> None:
    """Another branch's card is told like one that doesn't exist."""
    known = {card.card_no for card in cards if in_scope(actor, card.org)}
    if missing := [card_no for card_no in asked if card_no not in known]:
        raise NotFound(Text("有卡号不存在", "Some of the cards are not there"), field="card_nos", cards=missing[:TOLD])


def _check_movable(cards: Sequence[Card], way: CardMove, field: str) -> None:
    if stuck := {card.card_no: card.status for card in cards if card.status not in way.sources}:
        told = dict(list(stuck.items())[:TOLD])
        why = Text(f"卡的状态不能{way.text.zh}", f"As it stands the card can't be {way.text.en}")
        raise Conflict(why, field=field, action=way.action, cards=told)


def _lines(
    cards: Iterable[Card], action: str, actor: Actor, *, reason: str | None = None, case_no: str | None = None
) -> list[dict[str, object]]:
    what = _what(action, actor, reason, case_no)
    return [{name: getattr(card, name) for name in OF_CARD} | what for card in cards]


def _what(action: str, actor: Actor, reason: str | None = None, case_no: str | None = None) -> dict[str, object]:
    return {"action": action, "reason": reason, "case_no": case_no, "at": clock.now(), "by": actor.ref}
