"""Table of the large-cash report; its receipts lie beside the other duties', in `aml.models`."""

from datetime import date

from sqlalchemy import BigInteger, Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.large_cash.lifecycle import LIFECYCLE
from services.intake.large_cash.sla import SLAS
from services.intake.models import Base
from shared.cases import CaseMixin


class LargeCashReport(CaseMixin, Base):
    """大额交易报告件: one customer's cash of one day. Who that is, only a keyed hash tells."""

    __tablename__ = "large_cash_reports"
    lifecycle = LIFECYCLE
    slas = SLAS

    customer_hash: Mapped[str] = mapped_column(String(64))
    cash_on: Mapped[date] = mapped_column(Date)
    cash_fen: Mapped[int] = mapped_column(BigInteger)
    receipts: Mapped[int] = mapped_column(Integer)
    doubt: Mapped[str | None] = mapped_column(String(40))
    doubted_by: Mapped[str | None] = mapped_column(String(80))
    filed_as: Mapped[str | None] = mapped_column(String(40))
    keep_until: Mapped[date | None] = mapped_column(Date)


Index("uq_large_cash_reports_customer_day", LargeCashReport.customer_hash, LargeCashReport.cash_on, unique=True)
Index("ix_large_cash_reports_page", LargeCashReport.opened_at, LargeCashReport.case_no)
