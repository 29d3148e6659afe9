"""What the tables of policy_service have in common."""

from typing import ClassVar

from sqlalchemy import Table
from sqlalchemy.orm import DeclarativeBase

from shared.db import metadata

TAKEN_OVER = ("org", "outlet", "channel", "line", "product", "salesperson")  # of a policy, by cases about it


class Base(DeclarativeBase):
    metadata = metadata()
    __table__: ClassVar[Table]
