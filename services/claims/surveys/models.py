"""Tables of the survey, its evidence and its reports."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.claims.models import Base
from services.claims.surveys.lifecycle import LIFECYCLE
from services.claims.surveys.sla import SLAS
from shared.cases import CaseMixin
from shared.db import BigId, Json, UtcDateTime
from shared.pii import EncryptedText


class Survey(CaseMixin, Base):
    """调查件: one thing to find out for a claim; `handler` is who investigates it."""

    __tablename__ = "surveys"
    lifecycle = LIFECYCLE
    slas = SLAS

    claim_no: Mapped[str] = mapped_column(ForeignKey("claims.case_no"), index=True)
    survey_type: Mapped[str] = mapped_column(String(20))
    grade_days: Mapped[int] = mapped_column(Integer)
    place: Mapped[str] = mapped_column(EncryptedText("surveys.place"))
    instructions: Mapped[str | None] = mapped_column(EncryptedText("surveys.instructions"))
    level: Mapped[str] = mapped_column(String(10))  # whose it is: the branch's or the city's
    evidence: Mapped[int] = mapped_column(Integer)
    missing_evidence: Mapped[list[str]] = mapped_column(Json)
    finding: Mapped[str | None] = mapped_column(String(20))
    reports: Mapped[int] = mapped_column(Integer)
    supplements: Mapped[int] = mapped_column(Integer)  # how often it was sent back
    first_reported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(String(40))  # of the last step that had to give one


Index("ix_surveys_handler", Survey.handler)
Index("ix_surveys_page", Survey.opened_at, Survey.case_no)


class SurveyEvidence(Base):
    """证据材料: a file under its hash; the same file in another survey is told."""

    __tablename__ = "survey_evidence"
    __table_args__ = (UniqueConstraint("case_no", "sha256"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("surveys.case_no"))
    round: Mapped[int] = mapped_column(Integer)
    type: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(Integer)
    media_type: Mapped[str] = mapped_column(String(40))
    added_by: Mapped[str] = mapped_column(String(80))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SurveyReport(Base):
    """调查报告: what a round found; the newest holds."""

    __tablename__ = "survey_reports"
    __table_args__ = (UniqueConstraint("case_no", "round"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("surveys.case_no"))
    round: Mapped[int] = mapped_column(Integer)
    finding: Mapped[str] = mapped_column(String(20))
    findings: Mapped[str] = mapped_column(EncryptedText("survey_reports.findings"))
    unobtainable: Mapped[list[str]] = mapped_column(Json)
    reported_by: Mapped[str] = mapped_column(String(80))
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
