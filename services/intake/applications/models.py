"""Tables of the individual long-term application."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from services.intake.applications.lifecycle import LIFECYCLE
from services.intake.applications.sla import SLAS, WAITS
from services.intake.files.models import FileFault
from services.intake.law.rules import keep_years
from services.intake.models import Base
from shared.cases import CaseMixin
from shared.db import BigId, UtcDateTime
from shared.people import PersonMixin


class Application(CaseMixin, Base):
    """投保件. Small bounded lists (defects, notices, debits) are kept in the row: a step stays one statement."""

    __tablename__ = "applications"
    lifecycle = LIFECYCLE
    slas = SLAS
    wait_words = WAITS

    form_no: Mapped[str] = mapped_column(String(40))
    form_on: Mapped[date] = mapped_column(Date)
    premium_fen: Mapped[int] = mapped_column(BigInteger)
    sum_assured_fen: Mapped[int] = mapped_column(BigInteger)
    payment_mode: Mapped[str] = mapped_column(String(10))
    payment_method: Mapped[str] = mapped_column(String(10))
    pay_years: Mapped[int] = mapped_column(Integer)
    insured_age: Mapped[int] = mapped_column(Integer)
    relation: Mapped[str | None] = mapped_column(String(12))  # what the insured is to the policyholder
    cover_elsewhere_fen: Mapped[int | None] = mapped_column(BigInteger)
    recording_no: Mapped[str | None] = mapped_column(String(40))
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    defects: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    warnings: Mapped[list[str]] = mapped_column(default=list)
    reminders: Mapped[list[str]] = mapped_column(default=list)
    scans: Mapped[int] = mapped_column(Integer, default=0)
    rescans: Mapped[int] = mapped_column(Integer, default=0)
    papers: Mapped[dict[str, Any]] = mapped_column(default=dict)  # required paper → its pages
    to_scan: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    scan_check: Mapped[str] = mapped_column(String(10), default="none")  # none, due, passed
    sampling: Mapped[str | None] = mapped_column(String(20))  # the plan's row that drew the form; none: not drawn
    keyed_by: Mapped[str | None] = mapped_column(String(80))
    keying_error: Mapped[str | None] = mapped_column(String(40))
    disclosures: Mapped[dict[str, Any]] = mapped_column(default=dict)

    underwriting: Mapped[str | None] = mapped_column(String(10))
    underwriting_level: Mapped[str | None] = mapped_column(String(20))
    referral_reasons: Mapped[list[str]] = mapped_column(default=list)
    decision: Mapped[str | None] = mapped_column(String(20))
    notices: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    debits: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    premium_collected_fen: Mapped[int] = mapped_column(BigInteger, default=0)
    premium_came_by: Mapped[str | None] = mapped_column(String(10))
    dun_count: Mapped[int] = mapped_column(Integer, default=0)
    returned: Mapped[str | None] = mapped_column(String(40))
    withdrawn: Mapped[str | None] = mapped_column(String(40))

    policy_no: Mapped[str | None] = mapped_column(String(40), unique=True)
    effective_on: Mapped[date | None] = mapped_column(Date)
    term_years: Mapped[int | None] = mapped_column(Integer)
    free_look_days: Mapped[int] = mapped_column(Integer)
    free_look_starts: Mapped[str] = mapped_column(String(12))

    @property
    def missing_pages(self) -> list[str]:
        return [each["paper"] for each in self.to_scan]

    @property
    def recording_keep_years(self) -> int | None:
        return keep_years(over_a_year=self.term_years is None or self.term_years > 1) if self.recording_no else None

    @property
    def open_notices(self) -> list[dict[str, Any]]:
        return [notice for notice in self.notices if notice["status"] in ("sent", "told")]

    def expire_notices(self) -> None:
        """The case ends: nobody will answer any more."""
        still_open = self.open_notices
        self.notices = [each | {"status": "expired"} if each in still_open else each for each in self.notices]


# A printed form can be taken in again only after it ended without a policy: returned, withdrawn, declined, postponed.
_taken = text("outcome IS NULL OR outcome = 'issued'")
TAKEN = text(f"({_taken})")  # among other conditions
Index("uq_applications_form_no", Application.form_no, unique=True, postgresql_where=_taken, sqlite_where=_taken)
Index("ix_applications_page", Application.opened_at, Application.case_no)


class Party(PersonMixin, Base):
    """A person on the form (投保人, 被保险人, 受益人)."""

    __tablename__ = "parties"

    case_no: Mapped[str] = mapped_column(ForeignKey("applications.case_no"), index=True)


class Scan(Base):
    """A scanned page (影像): its place in the file and the hash under which the image lies in the store."""

    __tablename__ = "scans"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("applications.case_no"), index=True)
    type: Mapped[str] = mapped_column(String(20))
    page: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    media_type: Mapped[str] = mapped_column(String(40))
    scanned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    scanned_by: Mapped[str] = mapped_column(String(80))
    rejected: Mapped[str | None] = mapped_column(String(40))  # why the quality check sent it back
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the form it shows was mended or replaced

    fault_record: Mapped[FileFault | None] = relationship(
        primaryjoin=lambda: foreign(Scan.sha256) == FileFault.sha256, viewonly=True, lazy="joined", uselist=False
    )

    @property
    def fault(self) -> str | None:
        return self.fault_record.fault if self.fault_record else None

    @property
    def fault_found_at(self) -> datetime | None:
        return self.fault_record.found_at if self.fault_record else None


Index("ix_scans_scanned_by", Scan.scanned_by, Scan.id)
