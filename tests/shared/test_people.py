"""People on record in more than one table."""

from typing import cast

import pytest
from sqlalchemy.orm import DeclarativeBase

from shared.db import metadata
from shared.people import PERSONAL, PersonMixin
from shared.pii import EncryptedText


class Base(DeclarativeBase):
    metadata = metadata()


class Reader(PersonMixin, Base):
    __tablename__ = "readers"


class Author(PersonMixin, Base):
    __tablename__ = "authors"


@pytest.mark.parametrize("name", [Reader.__tablename__, Author.__tablename__])
def test_each_tables_people_are_sealed_into_their_own_place(name: str) -> None:
    columns = {field: Base.metadata.tables[name].c[field] for field in PERSONAL}
    places = {field: cast(EncryptedText, column.type).place for field, column in columns.items()}
    assert places == {field: f"{name}.{field}" for field in PERSONAL}
    assert [field for field, column in columns.items() if column.nullable] == ["account_no"]
