"""Tables of the mandates of policies, of the debits drawn under them, and of the runs that find what is due."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.policy_service.models import Base
from shared.db import BigId, UtcDateTime
from shared.pii import EncryptedText


class MandateStatus(StrEnum):
    SIGNED = "signed"  # 已签署
    REFUSED = "refused"  # 拒签
    REVOKED = "revoked"  # 已撤销
    REPLACED = "replaced"  # 已换账号


class RenewalMandate(Base):
    """续期代扣授权: of one account, for one policy, which has one signed mandate at most."""

    __tablename__ = "renewal_mandates"

    mandate_no: Mapped[str] = mapped_column(String(40), primary_key=True)
    policy_no: Mapped[str] = mapped_column(ForeignKey("policies.case_no"), index=True)
    status: Mapped[str] = mapped_column(String(10))
    source: Mapped[str] = mapped_column(String(20))  # form, counter, account-change, holder-change
    account_no: Mapped[str | None] = mapped_column(EncryptedText("renewal_mandates.account_no"))
    holder: Mapped[str | None] = mapped_column(EncryptedText("renewal_mandates.holder"))
    suspect: Mapped[bool] = mapped_column(Boolean)  # as long as a bank card, but its check digit is off
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(80))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[str | None] = mapped_column(String(80))
    reason: Mapped[str | None] = mapped_column(String(40))


_signed = text("status = 'signed'")
Index(
    "uq_renewal_mandates_signed", RenewalMandate.policy_no, unique=True, postgresql_where=_signed, sqlite_where=_signed
)


class RenewalDebit(Base):
    """续期代扣明细: one try to debit one renewal; a renewal has one at most that the bank has yet to answer."""

    __tablename__ = "renewal_debits"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    batch_no: Mapped[str] = mapped_column(ForeignKey("renewal_batches.case_no"))
    item_no: Mapped[int] = mapped_column(Integer)  # 1, 2, … of the batch
    renewal_no: Mapped[str] = mapped_column(ForeignKey("renewals.case_no"))
    mandate_no: Mapped[str] = mapped_column(ForeignKey("renewal_mandates.mandate_no"))
    attempt: Mapped[int] = mapped_column(Integer)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    result: Mapped[str | None] = mapped_column(String(20))  # success, the reason, or cancelled
    unapplied_why: Mapped[str | None] = mapped_column(String(20))  # why its money pays no premium
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    return_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    return_asked_by: Mapped[str | None] = mapped_column(String(80))
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # to the account that it was debited from
    returned_by: Mapped[str | None] = mapped_column(String(80))
    return_reference: Mapped[str | None] = mapped_column(String(40))  # of the voucher (退款凭证)

    @property
    def held(self) -> str | None:
        if self.unapplied_why is None:
            return None
        if self.returned_at is not None:
            return "returned"
        return "held" if self.return_asked_at is None else "return-asked"


_sent = text("result IS NULL OR result <> 'cancelled'")
_unsettled = text("settled_at IS NULL")
Index("uq_renewal_debits_batch_no_item_no", RenewalDebit.batch_no, RenewalDebit.item_no, unique=True)
Index(
    "uq_renewal_debits_attempt",
    RenewalDebit.renewal_no,
    RenewalDebit.attempt,
    unique=True,
    postgresql_where=_sent,
    sqlite_where=_sent,
)
Index(
    "uq_renewal_debits_in_flight",
    RenewalDebit.renewal_no,
    unique=True,
    postgresql_where=_unsettled,
    sqlite_where=_unsettled,
)
Index("uq_renewal_debits_return_reference", RenewalDebit.return_reference, unique=True)
_unapplied = text("unapplied_why IS NOT NULL")
Index("ix_renewal_debits_unapplied", RenewalDebit.id, postgresql_where=_unapplied, sqlite_where=_unapplied)


class RenewalRun(Base):
    """续期批处理: what is to be done of one day, once, however often it is asked for or broken off."""

    __tablename__ = "renewal_runs"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[str] = mapped_column(String(80))
    cancelled: Mapped[int] = mapped_column(Integer)
    opened: Mapped[int] = mapped_column(Integer)
    noticed: Mapped[int] = mapped_column(Integer)
    in_grace: Mapped[int] = mapped_column(Integer)
    waived: Mapped[int] = mapped_column(Integer)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
