"""What the tables of intake have in common."""

from typing import Any, ClassVar

from sqlalchemy.orm import DeclarativeBase

from shared.db import Json, metadata


class Base(DeclarativeBase):
    metadata = metadata()
    type_annotation_map: ClassVar[dict[Any, Any]] = {dict[str, Any]: Json, list[dict[str, Any]]: Json, list[str]: Json}
