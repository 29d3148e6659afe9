"""Tables of the official lists."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.callback.models import Base
from shared.db import UtcDateTime


class CallbackList(Base):
    """省公司任务清单: one a content and organisation, however often it is sent."""

    __tablename__ = "callback_lists"

    list_no: Mapped[str] = mapped_column(String(40), primary_key=True)
    org: Mapped[str] = mapped_column(String(20))
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int] = mapped_column(Integer)
    taken_in_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column("taken_in_by", String(80))


class ListedRow(Base):
    """A row of a list, and what came of it: a case that it is about, or why it is refused."""

    __tablename__ = "callback_list_rows"

    list_no: Mapped[str] = mapped_column(ForeignKey("callback_lists.list_no"), primary_key=True)
    row: Mapped[int] = mapped_column(Integer, primary_key=True)
    policy_no: Mapped[str | None] = mapped_column(String(40))
    project: Mapped[str | None] = mapped_column(String(20))
    listed_on: Mapped[date | None] = mapped_column(Date)
    outcome: Mapped[str] = mapped_column(String(10))
    rule: Mapped[str | None] = mapped_column(String(40))
    case_no: Mapped[str | None] = mapped_column(String(40))


Index("uq_callback_lists_content", CallbackList.org, CallbackList.sha256, unique=True)
Index("ix_callback_lists_page", CallbackList.taken_in_at, CallbackList.list_no)
