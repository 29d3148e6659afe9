"""Tables of the archive look-up and its searches."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.policy_service.archives.lifecycle import LIFECYCLE
from services.policy_service.archives.sla import SLAS
from services.policy_service.models import Base
from shared.cases import CaseMixin
from shared.db import BigId, UtcDateTime
from shared.pii import EncryptedText


class ArchiveLookup(CaseMixin, Base):
    """档案查询件: a customer holds a voucher that the system lacks; `handler` is who searches now."""

    __tablename__ = "archive_lookups"
    lifecycle = LIFECYCLE
    slas = SLAS

    voucher_kind: Mapped[str] = mapped_column(String(20))
    voucher_no: Mapped[str] = mapped_column(EncryptedText("archive_lookups.voucher_no"))  # a passbook's is an account
    voucher_hash: Mapped[str] = mapped_column(String(64))
    voucher_year: Mapped[int] = mapped_column(Integer)
    printed_product: Mapped[str] = mapped_column(String(200))
    holder: Mapped[str] = mapped_column(EncryptedText("archive_lookups.holder"))  # JSON
    brought_by: Mapped[str] = mapped_column(String(20))
    bringer: Mapped[str | None] = mapped_column(EncryptedText("archive_lookups.bringer"))  # JSON
    searches: Mapped[int] = mapped_column(Integer, default=0)
    finds: Mapped[int] = mapped_column(Integer, default=0)
    minutes_searched: Mapped[int] = mapped_column(Integer, default=0)  # apart from the teller's time at the window
    draft: Mapped[str | None] = mapped_column(EncryptedText("archive_lookups.draft"))  # JSON: the policy to register
    made_by: Mapped[str | None] = mapped_column(String(80))
    registered_no: Mapped[str | None] = mapped_column(String(40))
    negative: Mapped[str | None] = mapped_column(String(40))
    told_by_channel: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(40))  # of the last step that had to give one


OPEN = ArchiveLookup.closed_at.is_(None)
Index(
    "uq_archive_lookups_voucher_hash", ArchiveLookup.voucher_hash, unique=True, sqlite_where=OPEN, postgresql_where=OPEN
)
Index("ix_archive_lookups_handler", ArchiveLookup.handler)
Index("ix_archive_lookups_page", ArchiveLookup.opened_at, ArchiveLookup.case_no)


class ArchiveSearch(Base):
    """查找记录: one place looked into; `finding` may name people."""

    __tablename__ = "archive_searches"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("archive_lookups.case_no"), index=True)
    place: Mapped[str] = mapped_column(String(20))
    found: Mapped[bool] = mapped_column(Boolean)
    finding: Mapped[str | None] = mapped_column(EncryptedText("archive_searches.finding"))
    minutes: Mapped[int] = mapped_column(Integer)
    searched_on: Mapped[date] = mapped_column(Date)
    searcher: Mapped[str] = mapped_column(String(80))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
