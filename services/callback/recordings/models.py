"""Table of the recordings."""

from datetime import datetime

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from services.callback.models import Base
from shared.db import BigId, UtcDateTime


class Recording(Base):
    """录音: of one attempt; it lies in the system that made the call, and here is what that calls it."""

    __tablename__ = "recordings"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    recording: Mapped[str] = mapped_column(String(40), index=True)
    case_no: Mapped[str] = mapped_column(String(40))
    attempt: Mapped[int] = mapped_column(Integer)
    policy_no: Mapped[str] = mapped_column(String(40), index=True)
    org: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    deleted_by: Mapped[str | None] = mapped_column(String(80))


Index("uq_recordings_attempt", Recording.case_no, Recording.attempt, unique=True)
