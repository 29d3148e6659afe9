"""Table of the benefits."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.policy_service.benefits.amounts import IDENTIFIED
from services.policy_service.benefits.lifecycle import LIFECYCLE
from services.policy_service.benefits.sla import SLAS
from services.policy_service.models import Base
from shared.cases import CaseMixin
from shared.db import BigId, Json, UtcDateTime
from shared.errors import Text
from shared.pii import EncryptedText


class Benefit(CaseMixin, Base):
    """生存给付: one instalment of one policy, due on one day."""

    __tablename__ = "benefits"
    lifecycle = LIFECYCLE
    slas = SLAS
    wait_words: ClassVar = {
        "account": Text("受益人更新账户", "the beneficiary's account"),
        "identity": Text("受益人出示身份证件", "the beneficiary's identity papers"),
    }

    policy_no: Mapped[str] = mapped_column(ForeignKey("policies.case_no"))
    benefit: Mapped[str] = mapped_column(String(10))
    due_on: Mapped[date] = mapped_column(Date)
    amount_fen: Mapped[int] = mapped_column(BigInteger)
    money: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)  # how it came to it, line by line
    drawing_mode: Mapped[str | None] = mapped_column(String(10))  # of an annuity, in this year of it
    payee_ref: Mapped[str] = mapped_column(String(36))
    notified_on: Mapped[date | None] = mapped_column(Date)
    batch_no: Mapped[str | None] = mapped_column(String(40))  # the last one it was in
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    tried_account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("payee_accounts.id"))
    tries: Mapped[int] = mapped_column(Integer, default=0)  # that failed, with that account
    failed: Mapped[str | None] = mapped_column(String(20))
    not_before: Mapped[date | None] = mapped_column(Date)  # the next transfer
    papers: Mapped[list[str]] = mapped_column(Json, default=list)
    claimed_by: Mapped[str | None] = mapped_column(String(80))  # who took the claim in
    agent_acts: Mapped[bool] = mapped_column(Boolean, default=False)
    agent: Mapped[str | None] = mapped_column(EncryptedText("benefits.agent"))  # JSON
    relation: Mapped[str | None] = mapped_column(String(20))  # of the beneficiary to the policyholder
    identified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    turned_back: Mapped[str | None] = mapped_column(String(40))
    paid_by: Mapped[str | None] = mapped_column(String(10))
    paid_on: Mapped[date | None] = mapped_column(Date)
    paid_reference: Mapped[str | None] = mapped_column(String(40))
    ended_on: Mapped[date | None] = mapped_column(Date)  # the policy or the insured, before it was due

    @property
    def needs_identity(self) -> bool:
        """Before it is paid, and it hasn't been checked yet."""
        return self.identified_at is None and IDENTIFIED.reached_by(self.amount_fen)


UNIDENTIFIED = (Benefit.identified_at.is_(None), Benefit.amount_fen >= IDENTIFIED.from_fen)
Index("ix_benefits_page", Benefit.opened_at, Benefit.case_no)
Index("uq_benefits_instalment", Benefit.policy_no, Benefit.benefit, Benefit.due_on, unique=True)
Index("ix_benefits_payee", Benefit.payee_ref)
Index("ix_benefits_due_on", Benefit.due_on)
