"""Tables of the complaint."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.callback.complaints.lifecycle import LIFECYCLE
from services.callback.complaints.sla import SLAS
from services.callback.complaints.tables import EXAMINATION
from services.callback.models import Base
from shared.cases import CaseMixin
from shared.errors import Text
from shared.pii import EncryptedText


class Complaint(CaseMixin, Base):
    """投诉件. `handler` is who must act; `channel` is how it came in; what people said and are called is sealed."""

    __tablename__ = "complaints"
    lifecycle = LIFECYCLE
    slas = SLAS
    wait_words: ClassVar[Mapping[str, Text]] = {EXAMINATION: Text("外部鉴定", "an outside examination")}

    reason: Mapped[str] = mapped_column(String(40))
    policy_no: Mapped[str | None] = mapped_column(String(40), index=True)
    callback_no: Mapped[str | None] = mapped_column(String(40), index=True)
    complainant: Mapped[str] = mapped_column(String(20))
    complainant_ref: Mapped[str | None] = mapped_column(String(36))
    contact: Mapped[str | None] = mapped_column(EncryptedText("complaints.contact"))  # JSON
    told: Mapped[str] = mapped_column(EncryptedText("complaints.told"))
    findings: Mapped[str | None] = mapped_column(EncryptedText("complaints.findings"))
    answer: Mapped[str | None] = mapped_column(EncryptedText("complaints.answer"))
    received_on: Mapped[date] = mapped_column(Date)
    limit_days: Mapped[int] = mapped_column(Integer)
    refusal: Mapped[str | None] = mapped_column(String(40))
    extension: Mapped[str | None] = mapped_column(String(40))  # why, the last time
    finding: Mapped[str | None] = mapped_column(String(40))
    reopened: Mapped[int] = mapped_column(Integer)
    told_by: Mapped[str | None] = mapped_column(String(20))  # how the complainant was told the last time


Index("ix_complaints_page", Complaint.opened_at, Complaint.case_no)
