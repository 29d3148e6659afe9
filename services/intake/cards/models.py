"""Tables of the card policies: the stock, what became of each card, and the activations."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.cards.lifecycle import LIFECYCLE
from services.intake.cards.sla import SLAS, WAITS
from services.intake.models import Base
from shared.cases import CaseMixin
from shared.db import BigId, UtcDateTime
from shared.people import PersonMixin


class Card(Base):
    """A card (卡折) and where it is. Of its password only a keyed hash is kept."""

    __tablename__ = "cards"

    card_no: Mapped[str] = mapped_column(String(30), primary_key=True)
    org: Mapped[str] = mapped_column(String(20))
    outlet: Mapped[str] = mapped_column(String(40))
    product: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(20))
    salesperson: Mapped[str | None] = mapped_column(String(80))
    prepaid: Mapped[bool] = mapped_column(Boolean)
    password_hash: Mapped[str] = mapped_column(String(64))
    wrong_passwords: Mapped[int] = mapped_column(Integer)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


Index("ix_cards_stock", Card.org, Card.outlet, Card.product, Card.status)
Index("ix_cards_salesperson", Card.salesperson)


class CardMovement(Base):
    """One line of the stock book (单证流转): never changed, never deleted."""

    __tablename__ = "card_movements"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    card_no: Mapped[str] = mapped_column(ForeignKey("cards.card_no"), index=True)
    action: Mapped[str] = mapped_column(String(20))
    org: Mapped[str] = mapped_column(String(20))
    outlet: Mapped[str] = mapped_column(String(40))
    product: Mapped[str] = mapped_column(String(40))
    salesperson: Mapped[str | None] = mapped_column(String(80))  # who had the card, or gets it
    prepaid: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str | None] = mapped_column(String(40))
    case_no: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(80))


Index("ix_card_movements_book", CardMovement.org, CardMovement.outlet, CardMovement.product, CardMovement.action)


class CardActivation(CaseMixin, Base):
    """短险卡折投保件. A card has one at most: a withdrawn one voids the card."""

    __tablename__ = "card_activations"
    lifecycle = LIFECYCLE
    slas = SLAS
    wait_words = WAITS

    card_no: Mapped[str] = mapped_column(ForeignKey("cards.card_no"), unique=True)
    premium_fen: Mapped[int] = mapped_column(BigInteger)
    sum_assured_fen: Mapped[int] = mapped_column(BigInteger)
    prepaid: Mapped[bool] = mapped_column(Boolean)
    relation: Mapped[str | None] = mapped_column(String(12))
    consent: Mapped[str | None] = mapped_column(String(10))  # insured, guardian
    cover_elsewhere_fen: Mapped[int | None] = mapped_column(BigInteger)
    warnings: Mapped[list[str]] = mapped_column(default=list)
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    premium_collected_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    premium_came_by: Mapped[str | None] = mapped_column(String(10))
    refund_due_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    dun_count: Mapped[int] = mapped_column(Integer, default=0)
    withdrawn: Mapped[str | None] = mapped_column(String(40))
    policy_no: Mapped[str | None] = mapped_column(String(40), unique=True)
    effective_on: Mapped[date | None] = mapped_column(Date)

    # What a card policy is by its nature, for whoever opens the policy.
    term_years = 1
    pay_years = 1
    payment_mode = "single"
    free_look_days = 0
    free_look_starts = "signature"


Index("ix_card_activations_page", CardActivation.opened_at, CardActivation.case_no)


class CardParty(PersonMixin, Base):
    """A person of an activation (投保人, 被保险人)."""

    __tablename__ = "card_parties"

    case_no: Mapped[str] = mapped_column(ForeignKey("card_activations.case_no"), index=True)
