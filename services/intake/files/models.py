"""What was found of stored files."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.intake.models import Base
from shared.db import UtcDateTime


class FileFault(Base):
    """A stored file that is altered or lost (影像损毁); the row goes when the file is as it was again."""

    __tablename__ = "file_faults"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    fault: Mapped[str] = mapped_column(String(10))  # altered, lost, sealed
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
