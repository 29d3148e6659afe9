"""What the tables of callback have in common."""

from typing import Any, ClassVar

from sqlalchemy.orm import DeclarativeBase

from shared.db import Json, metadata


class Base(DeclarativeBase):
    metadata = metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = {list[dict[str, Any]]: Json}
