"""Tables of the policy."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.policy_service.models import Base
from services.policy_service.policies.lifecycle import LIFECYCLE
from services.policy_service.policies.sla import SLAS
from shared.cases import CaseMixin
from shared.db import BigId, UtcDateTime
from shared.people import PersonMixin
from shared.pii import EncryptedText


class Policy(CaseMixin, Base):
    """保单; its case number is the policy number."""

    __tablename__ = "policies"
    lifecycle = LIFECYCLE
    slas = SLAS

    application_no: Mapped[str] = mapped_column(String(40), unique=True)
    effective_on: Mapped[date] = mapped_column(Date)
    term_years: Mapped[int | None] = mapped_column(Integer)
    pay_years: Mapped[int] = mapped_column(Integer)
    payment_mode: Mapped[str] = mapped_column(String(10))
    premium_fen: Mapped[int] = mapped_column(BigInteger)
    sum_assured_fen: Mapped[int] = mapped_column(BigInteger)
    policyholder_ref: Mapped[str] = mapped_column(String(36), index=True)
    free_look_days: Mapped[int] = mapped_column(Integer)
    free_look_starts: Mapped[str] = mapped_column(String(12))
    delivered_on: Mapped[date | None] = mapped_column(Date)
    signed_on: Mapped[date | None] = mapped_column(Date)
    free_look_ends_on: Mapped[date | None] = mapped_column(Date)
    cancelled: Mapped[str | None] = mapped_column(String(40))
    suspended_on: Mapped[date | None] = mapped_column(Date)
    item: Mapped[str | None] = mapped_column(String(40))  # of the last endorsement
    request_no: Mapped[str | None] = mapped_column(String(40))

    @property
    def refund_due_fen(self) -> int:
        """What is to be paid back of it."""
        return self.premium_fen if self.outcome == "free-look-cancelled" else 0


Index("ix_policies_page", Policy.opened_at, Policy.case_no)


class Party(PersonMixin, Base):
    """A person of the policy: from its opening on, the customer's file is here and no longer intake's."""

    __tablename__ = "parties"

    case_no: Mapped[str] = mapped_column(ForeignKey("policies.case_no"), index=True)
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: as at the opening


class FormerParty(Base):
    """A person of the policy as they were, from one day to another (变更前资料)."""

    __tablename__ = "former_parties"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("policies.case_no"), index=True)
    party_ref: Mapped[str] = mapped_column(String(36))
    role: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    person: Mapped[str] = mapped_column(EncryptedText("former_parties.person"))  # JSON, as a form has them
