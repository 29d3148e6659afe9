"""What the tables of claims have in common."""

from typing import ClassVar

from sqlalchemy import Table
from sqlalchemy.orm import DeclarativeBase

from shared.db import metadata


class Base(DeclarativeBase):
    metadata = metadata()
    __table__: ClassVar[Table]
