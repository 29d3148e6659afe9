"""Table of the wishes."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.callback.models import Base
from shared.db import UtcDateTime


class WishSource(StrEnum):
    """How the customer told it (来源)."""

    CALL = "call"  # 回访电话中
    COUNTER = "counter"  # 柜面
    HOTLINE = "hotline"  # 客服热线
    LETTER = "letter"  # 信函
    ONLINE = "online"  # 线上
    COMPLAINT = "complaint"  # 投诉


class CallWish(Base):
    """谢绝来电. A policyholder has one in force at most; one that is over or withdrawn stays on record.

    `org`: of the policy of which it was told. `until`: the last day on which they aren't rung; none: for ever.
    """

    __tablename__ = "call_wishes"

    wish_no: Mapped[str] = mapped_column(String(40), primary_key=True)
    policyholder_ref: Mapped[str] = mapped_column(String(36), index=True)
    org: Mapped[str] = mapped_column(String(20))
    until: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(20))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[str] = mapped_column(String(80))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[str | None] = mapped_column(String(80))


STANDING = CallWish.withdrawn_at.is_(None)
Index("ix_call_wishes_page", CallWish.recorded_at, CallWish.wish_no)
