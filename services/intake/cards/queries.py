"""What the stock of cards tells (卡折库存): by outlet and product, and of one card."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.cards.lifecycle import CardStatus
from services.intake.cards.models import Card, CardMovement
from services.intake.cards.schemas import StockOut
from shared.auth import Actor, at_or_below, check_scope
from shared.errors import NotFound, Text


async def stock_of(session: AsyncSession, actor: Actor, org: str | None) -> list[StockOut]:
    """The book says what was received, the cards say where they are: the two must agree."""
    place = (Card.org, Card.outlet, Card.product)
    entry = (CardMovement.org, CardMovement.outlet, CardMovement.product)
    cards = select(*place, Card.status, func.count()).where(at_or_below(Card.org, org or actor.org))
    book = select(*entry, func.count()).where(
        at_or_below(CardMovement.org, org or actor.org), CardMovement.action == "receive"
    )
    received = {tuple(at): n for *at, n in await session.execute(book.group_by(*entry))}
    counted: dict[tuple[str, ...], dict[str, int]] = {at: {} for at in received}
    for *at, status, n in await session.execute(cards.group_by(*place, Card.status)):
        counted.setdefault(tuple(at), {})[status] = n
    return [_row(at, received.get(at, 0), statuses) for at, statuses in sorted(counted.items())]


def _row(at: tuple[str, ...], received: int, statuses: dict[str, int]) -> StockOut:
    held = {str(status): statuses.get(status, 0) for status in CardStatus}
    org, outlet, product = at
    missing = received - sum(held.values())
    return StockOut(org=org, outlet=outlet, product=product, received=received, unaccounted=missing, **held)


async def card_of(session: AsyncSession, card_no: str, actor: Actor, *, locked: bool = False) -> Card:
    """`locked`: its row, until the transaction ends."""
    card = await session.get(Card, card_no, with_for_update=locked or None)
    if card is None:
        raise NotFound(Text(f"没有卡号 {card_no}", f"There is no card {card_no}"), card_no=card_no)
    check_scope(actor, card.org)
    return card


async def movements(session: AsyncSession, card: Card) -> Sequence[CardMovement]:
    query = select(CardMovement).where(CardMovement.card_no == card.card_no).order_by(CardMovement.id)
    return (await session.scalars(query)).all()
