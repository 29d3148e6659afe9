"""Cursor pages: each goes on after the last row of the one before, so rows inserted meanwhile shift nothing."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar

import orjson
from fastapi import Depends, Query
from pydantic import Field
from sqlalchemy import ColumnElement, Select, TypeDecorator, literal, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from shared.routing import CONTROL, refused
from shared.schemas import Out, Written

Item = TypeVar("Item")
Key = ColumnElement[Any] | InstrumentedAttribute[Any]

MAX_LIMIT = 200


class Page(Out, Generic[Item]):
    """One page (一页); `next_cursor` is null on the last."""

    items: list[Item]
    next_cursor: str | None = Field(description="Ask with `cursor=` this for the next page")


@dataclass(frozen=True, slots=True)
class PageRequest:
    limit: int = 50
    cursor: str | None = None


async def _page_request(
    limit: Annotated[int, Written, Query(ge=1, le=MAX_LIMIT, description="Rows a page")] = 50,
    cursor: Annotated[str | None, Query(max_length=1000, description="`next_cursor` of the page before")] = None,
) -> PageRequest:
    return PageRequest(limit, cursor)


PageParams = Annotated[PageRequest, Depends(_page_request)]


@dataclass(frozen=True, slots=True)
class Found(Generic[Item]):
    """What `paginate` returns; a route declares `response_model=Page[…Out]` over it."""

    items: list[Item]
    next_cursor: str | None


async def paginate(
    session: AsyncSession,
    statement: Select[Item],
    page: PageRequest,
    *keys: Key,
    descending: bool = False,
) -> Found[Item]:
    """A page of `statement` in the order of `keys`, of which none may be NULL and the last must be unique."""
    query = statement.add_columns(*keys).order_by(*(key.desc() if descending else key.asc() for key in keys))
    if page.cursor is not None:
        here = tuple_(*(literal(value, key.type) for value, key in zip(place_of(page.cursor, keys), keys, strict=True)))
        query = query.where(tuple_(*keys) < here if descending else tuple_(*keys) > here)
    rows = (await session.execute(query.limit(page.limit + 1))).all()
    more = len(rows) > page.limit
    rows = rows[: page.limit]
    return Found([row[0] for row in rows], cursor_of(rows[-1][1:]) if more else None)


def cursor_of(values: Sequence[Any]) -> str:
    """Of a list that is reckoned, not selected: what its last row is ordered by."""
    return base64.urlsafe_b64encode(orjson.dumps(list(values))).decode().rstrip("=")


def place_of(cursor: str, keys: Sequence[Key]) -> list[Any]:
    """The values that the row before had of these keys; raises a refusal of the field for what is no such cursor."""
    try:
        values = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if not isinstance(values, list) or len(values) != len(keys):
            raise ValueError("not a cursor of this list")
        return [_value(value, _kind(key)) for value, key in zip(values, keys, strict=True)]
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise refused("cursor_malformed", "Not a cursor of this list", "query", "cursor") from error


def _kind(key: Key) -> type[Any]:
    decorated = key.type
    return (decorated.impl_instance if isinstance(decorated, TypeDecorator) else decorated).python_type


def _value(value: Any, kind: type[Any]) -> Any:
    """A cursor comes back through the caller's hands: only what could be a key of this kind passes."""
    if kind in (datetime, date):
        value = kind.fromisoformat(value)
        if kind is datetime and value.tzinfo is None:
            raise ValueError("a naive time")
        value = value.astimezone(UTC) if kind is datetime else value
    if type(value) is not kind:
        raise TypeError("another type")
    if (isinstance(value, int) and abs(value) >= 2**63) or (isinstance(value, str) and CONTROL.search(value)):
        raise ValueError("out of range")
    return value
