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
from shared.auth import Actor, in_scope
from shared.errors import Conflict, NotFound, Text
from shared.pii import blind_index

TOLD = 20  # of the cards that can't be moved


async def receive(session: AsyncSession, delivery: DeliveryIn, actor: Actor) -> int:
    """Take a delivery into an outlet's stock; refused whole if any of its cards was there before."""
    card_product(delivery.product)
    place = delivery.model_dump(include={"org", "outlet", "product"})
    new = {"status": CardStatus.IN_STOCK, "salesperson": None, "prepaid": False, "wrong_passwords": 0}
    rows = [
        {"card_no": card.card_no, "password_hash": password_hash(card.card_no, card.password), **new, **place}
        for card in delivery.cards
    ]
    try:
        await session.execute(insert(Card), rows)
    except IntegrityError as taken:
        raise Conflict(Text("其中有卡号已入库", "A card of these was received before"), field="cards") from taken
    await session.execute(insert(CardMovement), _lines([Card(**row) for row in rows], CARD_MOVES["receive"], actor))
    return len(rows)


async def move(session: AsyncSession, asked: CardMoveIn, actor: Actor) -> int:
    """Move cards through the stock; refused whole, naming them, if any of them can't go that way."""
    way = CARD_MOVES[asked.action]
    # In one order, so that two who move the same cards don't wait for each other.
    query = select(Card).where(Card.card_no.in_(asked.card_nos)).order_by(Card.card_no).with_for_update()
    cards = (await session.scalars(query)).all()
    _check_known(asked.card_nos, cards, actor)
    _check_movable(cards, way)
    for card in cards:
        card.status = way.target
        if way.target is not CardStatus.LOST:  # who had a lost card is remembered
            card.salesperson, card.prepaid = asked.salesperson, asked.prepaid
    await session.execute(insert(CardMovement), _lines(cards, way, actor, reason=asked.reason))
    return len(cards)


async def use(session: AsyncSession, card: Card, action: str, actor: Actor, case_no: str) -> None:
    """Its activation, or the withdrawal of it, moves a card; raises Conflict when it was used, voided or lost."""
    way = CARD_MOVES[action]
    _check_movable([card], way)
    card.status = way.target
    await session.execute(insert(CardMovement), _lines([card], way, actor, case_no=case_no))


def password_hash(card_no: str, password: str) -> str:
    """Keyed, since six digits are soon tried through; with the number, since two cards may share a password."""
    return blind_index(f"{card_no}/{password}", "card_password")


def _check_known(asked: Sequence[str], cards: Sequence[Card], actor: Actor) -> None:
    """Another branch's card is told like one that doesn't exist."""
    known = {card.card_no for card in cards if in_scope(actor, card.org)}
    if missing := [card_no for card_no in asked if card_no not in known]:
        raise NotFound(Text("有卡号不存在", "Some of the cards are not there"), field="card_nos", cards=missing[:TOLD])


def _check_movable(cards: Sequence[Card], way: CardMove) -> None:
    if stuck := {card.card_no: card.status for card in cards if card.status not in way.sources}:
        told = dict(list(stuck.items())[:TOLD])
        names = Text(f"卡状态不允许 {way.action}", f"The status of the card does not allow {way.action}")
        raise Conflict(names, field="card_no", action=way.action, cards=told)


def _lines(
    cards: Iterable[Card], way: CardMove, actor: Actor, *, reason: str | None = None, case_no: str | None = None
) -> list[dict[str, object]]:
    what = {"action": way.action, "reason": reason, "case_no": case_no, "at": clock.now(), "by": actor.ref}
    kept = ("card_no", "org", "outlet", "product", "salesperson")
    return [{name: getattr(card, name) for name in kept} | what for card in cards]
