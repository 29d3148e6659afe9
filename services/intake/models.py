"""What the tables of intake have in common, and what was found of the files they name."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.db import Json, UtcDateTime, metadata


class Base(DeclarativeBase):
    metadata = metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = {dict[str, Any]: Json, list[dict[str, Any]]: Json, list[str]: Json}


class FileFault(Base):
    """A stored file that is altered or lost (影像损毁); the row goes when the file is as it was again."""

    __tablename__ = "file_faults"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    fault: Mapped[str] = mapped_column(String(10))  # altered, lost, sealed
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
