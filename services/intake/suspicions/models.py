"""Table of the suspicion."""

from datetime import date, datetime

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models import Base
from services.intake.suspicions.lifecycle import LIFECYCLE
from services.intake.suspicions.sla import SLAS
from shared.cases import CaseMixin
from shared.db import UtcDateTime
from shared.pii import EncryptedText


class Suspicion(CaseMixin, Base):
    """可疑交易报告件. What it is about stays here: no event and no list but that of compliance tells."""

    __tablename__ = "suspicions"
    lifecycle = LIFECYCLE
    slas = SLAS

    reason: Mapped[str] = mapped_column(String(40))
    cases: Mapped[list[str]] = mapped_column(default=list)
    remark: Mapped[str | None] = mapped_column(EncryptedText("suspicions.remark"))
    raised_by_rule: Mapped[str | None] = mapped_column(String(40))
    subject_hash: Mapped[str | None] = mapped_column(String(64))  # what the rule met: a mobile, an account, a person
    weight: Mapped[int] = mapped_column(Integer, default=0)  # how many holders or contracts then
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    dismissed: Mapped[str | None] = mapped_column(String(40))
    filed_as: Mapped[str | None] = mapped_column(String(40))
    keep_until: Mapped[date | None] = mapped_column(Date)


Index("ix_suspicions_subject", Suspicion.subject_hash, Suspicion.reason)
Index("ix_suspicions_page", Suspicion.opened_at, Suspicion.case_no)
