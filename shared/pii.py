"""Personal data: encrypted at rest, searched by keyed hash, masked for those who needn't see it, reads recorded."""

import hashlib
import hmac
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, FromClause, Table, Text, TypeDecorator, insert, select, tuple_, type_coerce, update
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock
from shared.auth import Actor
from shared.db import Sessions
from shared.keyring import decrypt, encrypt, ring
from shared.observability import current_traceparent
from shared.tables import pii_reads


class EncryptedText(TypeDecorator[str]):
    """Text that only this process can read. `place` (table.column) is sealed in: a moved ciphertext won't open."""

    impl = Text
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else encrypt(value, self.place)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else decrypt(value, self.place)


def normalise(text: str) -> str:
    """One spelling for what people type in several: full-width digits, spaces, dashes, a small x in an ID number."""
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("-", "").upper()


def blind_index(text: str, field: str) -> str:
    """What equality search compares: equal values of a `field` hash alike; without the key the hash tells nothing."""
    return hmac.new(_index_key(ring().index, field), normalise(text).encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=256)
def _index_key(key: bytes, field: str) -> bytes:
    return hmac.digest(key, field.encode(), "sha256")


async def record_pii_read(
    session: AsyncSession, actor: Actor, *, subject: str, purpose: str, fields: Sequence[str]
) -> None:
    """Note who saw whose `fields` unmasked and why, in the caller's transaction: no note, no answer."""
    row = {"at": clock.now(), "actor": actor.ref, "subject": subject, "purpose": purpose, "fields": list(fields)}
    await session.execute(insert(pii_reads).values(**row, traceparent=current_traceparent()))


async def reencrypt(sessions: Sessions, table: FromClause, batch: int = 500) -> int:
    """Bring every encrypted column of a table under the current key, batch by batch; returns how many values."""
    assert isinstance(table, Table)  # a mapped class types its __table__ more widely
    done = 0
    for column in table.c:
        if isinstance(column.type, EncryptedText):
            while moved := await _reencrypt_batch(sessions, table, column, batch):
                done += moved
    return done


async def _reencrypt_batch(sessions: Sessions, table: Table, column: Column[Any], batch: int) -> int:
    key, sealed = list(table.primary_key.columns), type_coerce(column, Text)
    stale = select(*key, column, sealed).where(sealed.not_like(f"{ring().current}.%")).limit(batch)
    async with sessions.begin() as session:
        rows = (await session.execute(stale)).all()
        for *identity, value, ciphertext in rows:
            # A value that somebody changes meanwhile is theirs, not ours to write over.
            here = tuple_(*key) == tuple(identity)
            await session.execute(update(table).where(here, sealed == ciphertext).values({column: value}))
    return len(rows)


def mask_name(name: str) -> str:
    """张三丰 → 张**"""
    return name[:1] + "*" * max(len(name) - 1, 1)


def mask_id(number: str) -> str:
    """The district and the last four stay: 350322198001011234 → 3503**********1234."""
    return _mask(number, 4, 4)


def mask_phone(number: str) -> str:
    """13812345678 → 138****5678"""
    return _mask(number, 3, 4)


def mask_account(number: str) -> str:
    """The bank's prefix and the last four stay."""
    return _mask(number, 4, 4)


def mask_address(address: str) -> str:
    """Province and city stay, the rest goes: 福建省莆田市仙游县… → 福建省莆田市***"""
    return address[:6] + "***" if len(address) > 6 else "***"


def _mask(text: str, head: int, tail: int) -> str:
    """Short values, of which head and tail would show too much, vanish whole."""
    if len(text) < head + tail + 2:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]
