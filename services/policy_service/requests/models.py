"""Table of the service requests."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.policy_service.models import Base
from services.policy_service.requests.lifecycle import LIFECYCLE
from services.policy_service.requests.sla import SLAS
from shared.calendar_data import calendar_for
from shared.cases import CaseMixin
from shared.db import Json, UtcDateTime
from shared.errors import Text
from shared.pii import EncryptedText


class ServiceRequest(CaseMixin, Base):
    """保全申请: one item of the catalogue, asked of one policy; what is asked and by whom lies sealed."""

    __tablename__ = "service_requests"
    lifecycle = LIFECYCLE
    slas = SLAS
    wait_words: ClassVar = {"papers": Text("补交资料", "the missing papers"), "payment": Text("交费", "the payment")}

    policy_no: Mapped[str] = mapped_column(ForeignKey("policies.case_no"), index=True)
    item: Mapped[str] = mapped_column(String(40))
    applicant_ref: Mapped[str] = mapped_column(String(36))
    agent_acts: Mapped[bool] = mapped_column(Boolean)
    agent: Mapped[str | None] = mapped_column(EncryptedText("service_requests.agent"))  # JSON
    change: Mapped[str] = mapped_column(EncryptedText("service_requests.change"))  # JSON
    papers: Mapped[list[str]] = mapped_column(Json)
    missing_papers: Mapped[list[str]] = mapped_column(Json)
    told_papers: Mapped[list[str]] = mapped_column(Json)  # what the one-time notice said
    missed_papers: Mapped[list[str]] = mapped_column(Json, default=list)  # missing when it was accepted
    rejected_papers: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list)  # unfit: which, and the cause
    send_backs: Mapped[int] = mapped_column(Integer, default=0)
    agent_verified_by: Mapped[str | None] = mapped_column(String(80))  # who saw the agent's identity document (AML-L31)
    agent_verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    principal_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # 通知委托人 (BSR-POS5)
    notice_means: Mapped[str | None] = mapped_column(String(12))
    made_by: Mapped[str] = mapped_column(String(80))  # who worked on it last (经办), and so can't review it
    money: Mapped[list[dict[str, Any]]] = mapped_column(Json)  # the arithmetic, line by line
    money_in_fen: Mapped[int] = mapped_column(BigInteger)
    money_out_fen: Mapped[int] = mapped_column(BigInteger)
    loading_percent: Mapped[int | None] = mapped_column(Integer)  # 加费, by the underwriter
    paid_reference: Mapped[str | None] = mapped_column(String(40))
    rejected: Mapped[str | None] = mapped_column(String(40))
    endorsement_no: Mapped[str | None] = mapped_column(String(40), unique=True)
    answer_due_on: Mapped[date | None] = mapped_column(Date)  # last day to refuse; silence is consent
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def asked_on(self) -> date:
        return calendar_for(self.org).date_of(self.opened_at)

    @property
    def was_told(self) -> bool:
        return bool(self.told_papers)

    @property
    def first_time_right(self) -> bool:
        """一次通过: complete when it was accepted, no paper unfit, never sent back."""
        return not (self.missed_papers or self.rejected_papers or self.send_backs)


Index("ix_service_requests_page", ServiceRequest.opened_at, ServiceRequest.case_no)
# At most one open request for the same change of a policy.
OPEN = ServiceRequest.closed_at.is_(None)
Index(
    "uq_service_requests_open",
    ServiceRequest.policy_no,
    ServiceRequest.item,
    unique=True,
    sqlite_where=OPEN,
    postgresql_where=OPEN,
)
