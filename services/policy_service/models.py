"""What the tables of policy_service have in common."""

from sqlalchemy.orm import DeclarativeBase

from shared.db import metadata


class Base(DeclarativeBase):
    metadata = metadata()
