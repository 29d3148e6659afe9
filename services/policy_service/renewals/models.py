"""Table of the renewals."""

from datetime import date

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.policy_service.models import Base
from services.policy_service.renewals.lifecycle import LIFECYCLE
from services.policy_service.renewals.sla import SLAS
from shared.cases import CaseMixin
from shared.db import Json


class Renewal(CaseMixin, Base):
    """续期: the premium of one policy that is due on one day. One of them stands, whoever looks for it how often."""

    __tablename__ = "renewals"
    lifecycle = LIFECYCLE
    slas = SLAS

    policy_no: Mapped[str] = mapped_column(ForeignKey("policies.case_no"), index=True)
    due_on: Mapped[date] = mapped_column(Date)
    grace_ends_on: Mapped[date] = mapped_column(Date)
    premium_fen: Mapped[int] = mapped_column(BigInteger)
    payment_mode: Mapped[str] = mapped_column(String(10))
    premium_year: Mapped[int] = mapped_column(Integer)  # 2: the second year's (二次)
    mandated: Mapped[bool] = mapped_column(Boolean)  # there was a signed mandate when it was opened or last sent
    attempt: Mapped[int] = mapped_column(Integer)  # debits that went to the bank
    tried: Mapped[list[dict[str, str]]] = mapped_column(Json)  # those answered: when they went, and the result
    reason: Mapped[str | None] = mapped_column(String(20))  # why the last debit failed
    reminders: Mapped[int] = mapped_column(Integer)
    reminded_by: Mapped[str | None] = mapped_column(String(20))  # how, the last time
    grace_on: Mapped[date | None] = mapped_column(Date)  # when it was found unpaid after its due day
    paid_on: Mapped[date | None] = mapped_column(Date)
    paid_by: Mapped[str | None] = mapped_column(String(10))  # debit, cash, transfer, loan, claim
    paid_reference: Mapped[str | None] = mapped_column(String(60))
    paid_to_on: Mapped[date | None] = mapped_column(Date)  # of the policy, by this premium
    loan_short_fen: Mapped[int | None] = mapped_column(BigInteger)  # what an automatic loan lacked
    notice: Mapped[str | None] = mapped_column(String(20))  # how the lapse was told


_stands = text("status <> 'cancelled'")  # a premium that was due no longer may come to be due after all
Index(
    "uq_renewals_policy_no_due_on",
    Renewal.policy_no,
    Renewal.due_on,
    unique=True,
    postgresql_where=_stands,
    sqlite_where=_stands,
)
Index("uq_renewals_paid_reference", Renewal.paid_reference, unique=True)
Index("ix_renewals_status_due_on", Renewal.status, Renewal.due_on, Renewal.case_no)
Index("ix_renewals_page", Renewal.opened_at, Renewal.case_no)
