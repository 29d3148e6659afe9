"""Table of the accounts that benefits are paid to; account and holder are encrypted."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.policy_service.models import Base
from shared.db import BigId, UtcDateTime
from shared.pii import EncryptedText


class PayeeAccount(Base):
    """收款账户 of one person of a policy. One is good at a time; told again it is another row, though its number be the
    same: a passbook that sleeps no more."""

    __tablename__ = "payee_accounts"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    policy_no: Mapped[str] = mapped_column(ForeignKey("policies.case_no"), index=True)
    payee_ref: Mapped[str] = mapped_column(String(36))
    account_no: Mapped[str] = mapped_column(EncryptedText("payee_accounts.account_no"))
    account_hash: Mapped[str] = mapped_column(String(64), index=True)
    holder: Mapped[str] = mapped_column(EncryptedText("payee_accounts.holder"))
    suspect: Mapped[bool] = mapped_column(Boolean)  # as long as a bank card, but its check digit is off
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(80))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


_good = text("ended_at IS NULL")
Index(
    "uq_payee_accounts_good",
    PayeeAccount.policy_no,
    PayeeAccount.payee_ref,
    unique=True,
    postgresql_where=_good,
    sqlite_where=_good,
)
