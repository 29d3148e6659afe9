"""Personal data: encrypted at rest, searched by keyed hash, masked for those who needn't see it, reads recorded."""

import hashlib
import hmac
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Column,
    Table,
    Text,
    TypeDecorator,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncSession

from shared import clock
from shared.auth import Actor
from shared.db import Sessions
from shared.keyring import KeysUnusable, decrypt, encrypt, ring
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
    return keyed_hash(normalise(text).encode(), field)


def keyed_hash(data: bytes, field: str) -> str:
    """For what must be compared to the letter; the same data of another `field` hash otherwise."""
    return hmac.new(_index_key(ring().index, field), data, hashlib.sha256).hexdigest()


@lru_cache(maxsize=256)
def _index_key(key: bytes, field: str) -> bytes:
    return hmac.digest(key, field.encode(), "sha256")


async def record_pii_read(
    session: AsyncSession, actor: Actor, *, subject: str, purpose: str, fields: Sequence[str]
) -> None:
    """Note who saw whose `fields` unmasked and why, in the caller's transaction: no note, no answer."""
    row = {"at": clock.now(), "actor": actor.ref, "subject": subject, "purpose": purpose, "fields": list(fields)}
    await session.execute(insert(pii_reads).values(**row, traceparent=current_traceparent()))


Sealed = tuple[Column[Any], str]


def sealed_columns(table: Table) -> list[Sealed]:
    """The encrypted columns of a table, each with the place sealed into its values."""
    places = ((c, c.type.place if isinstance(c.type, EncryptedText) else c.info.get("sealed")) for c in table.c)
    return [(column, place) for column, place in places if place]


async def count_by_key(session: AsyncSession, table: Table) -> Counter[str]:
    """How many values of a table are encrypted under each key of the ring; `unknown` are under none of them.

    Raises KeysUnusable where a key of the ring is not the one that sealed under its name: one value a key is opened.
    """
    sealed = [(type_coerce(column, Text), place) for column, place in sealed_columns(table)]
    counts: Counter[str] = Counter()
    for text, place in sealed:
        each = [case((text.startswith(f"{id}.", autoescape=True), text)) for id in ring().ids]
        found = (await session.execute(select(func.count(text), *map(func.count, each), *map(func.min, each)))).one()
        total, under, samples = found[0], found[1 : len(each) + 1], found[len(each) + 1 :]
        for sample in filter(None, samples):
            _open(sample, place)
        counts += Counter(dict(zip(ring().ids, under, strict=True))) + Counter(unknown=total - sum(under))
    return counts


async def check_ring(session: AsyncSession, table: Table) -> None:
    """Raises KeysUnusable unless the ring opens a table's oldest and newest values, whichever its keys are called."""
    key = list(table.primary_key.columns)
    texts = [type_coerce(column, Text) for column, _ in sealed_columns(table)]
    for order in (key, [column.desc() for column in key]) if texts else ():
        row = (await session.execute(select(*texts).order_by(*order).limit(1))).one_or_none() or ()
        for text, (_, place) in zip(row, sealed_columns(table), strict=False):
            if text is not None:
                _open(text, place)


def _open(ciphertext: str, place: str) -> None:
    try:
        decrypt(ciphertext, place)
    except ValueError as error:
        raise KeysUnusable(f"The key ring is not the one that sealed {place}: {error}.") from None


async def reencrypt(sessions: Sessions, table: Table, batch: int = 500) -> int:
    """Bring every encrypted value of a table under the current key; returns how many.

    A batch is a transaction, and batches follow the primary key: it may run beside servers and be broken off anywhere.
    """
    done, after = 0, ()
    while sealed_columns(table):
        async with sessions.begin() as session:
            rows = await _stale(session, table, after, batch)
            for identity, stale in rows:
                done += await _move(session, table, identity, stale)
        if len(rows) < batch:
            break
        after = rows[-1][0]
    return done


async def _stale(
    session: AsyncSession, table: Table, after: Sequence[Any], limit: int
) -> list[tuple[tuple[Any, ...], dict[str, str]]]:
    """The next rows with a value under an older key: their primary keys, and those ciphertexts by column."""
    key, names = list(table.primary_key.columns), [column.name for column, _ in sealed_columns(table)]
    texts = [type_coerce(table.c[name], Text) for name in names]
    now = f"{ring().current}."
    query = select(*key, *texts).where(or_(*(~text.startswith(now, autoescape=True) for text in texts)))
    if after:
        query = query.where(tuple_(*key) > tuple(after))
    rows = (await session.execute(query.order_by(*key).limit(limit))).all()
    found = ((tuple(row[: len(key)]), zip(names, row[len(key) :], strict=True)) for row in rows)
    return [(id, {name: text for name, text in held if text and not text.startswith(now)}) for id, held in found]


async def _move(session: AsyncSession, table: Table, identity: tuple[Any, ...], stale: dict[str, str]) -> int:
    """A row that somebody changes meanwhile is theirs, not ours to write over; it counts for nothing."""
    places = {column.name: place for column, place in sealed_columns(table)}
    fresh = {name: literal(encrypt(decrypt(text, places[name]), places[name]), Text) for name, text in stale.items()}
    unchanged = [type_coerce(table.c[name], Text) == text for name, text in stale.items()]
    here = tuple_(*table.primary_key.columns) == identity
    result: Any = await session.execute(update(table).where(here, *unchanged).values(fresh))
    return len(stale) if result.rowcount else 0


ACCOUNT = ("account_no", "holder")


def account_of(row: Any, *, masked: bool) -> dict[str, Any]:
    """The bank account that a row names, and its holder, as they are shown."""
    account_no, holder = row.account_no, row.holder
    if masked:
        account_no, holder = account_no and mask_account(account_no), holder and mask_name(holder)
    return {"account_no": account_no, "holder": holder}


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
