"""`guimian keys`: which keys personal data are encrypted with, and their rotation beside running servers."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from sqlalchemy import Table

from services.cli.common import database, failed, open_ring, print_json, print_table, services_of, settings_of, wait_for
from shared import keyring, pii
from shared.db import reading
from shared.files import folder_of, open_files
from shared.keyring import LOOK_SECONDS, KeyRing
from shared.locks import Locked, locked
from shared.migrate import tables_of
from shared.settings import SERVICES, Settings
from shared.tables import core

FILES = "files"
TOLD = 10
Held = dict[str, dict[str, Counter[str]]]  # service → table → key id → values


def status(data: Path | None, service: str | None, *, as_json: bool) -> None:
    settings = settings_of(data)
    names = services_of(settings, service)
    open_ring(settings)
    _report(settings, _held(settings, names), as_json)


def rotate(data: Path | None, service: str | None, *, as_json: bool) -> None:
    settings = settings_of(data)
    names = services_of(settings, service)
    open_ring(settings)
    with _only_one(settings):
        if settings.pii_keys:
            typer.echo(
                "The ring is that of GUIMIAN_PII_KEYS: no key is made, all goes under its current one.", err=True
            )
        elif _stale(_held(settings, names)):
            typer.echo("A rotation was broken off: this run finishes it. For a new key run it again.", err=True)
        else:
            _make_key(settings)
        _reencrypt_all(settings, names)
        _reseal_all(settings, names)
    _report(settings, _held(settings, names), as_json)


def check_keys(settings: Settings) -> None:
    """A server that holds another ring than its data's would write what nobody reads beside it."""
    keyring.install_from(settings)
    for name in SERVICES:
        wait_for(_check_keys(settings, name))


async def _check_keys(settings: Settings, service: str) -> None:
    async with database(settings, service) as sessions, reading(sessions) as session:
        for table in _tables(service):
            await pii.check_ring(session, table)


@contextmanager
def _only_one(settings: Settings) -> Iterator[None]:
    try:
        with locked(settings.data / "keys.lock"):
            yield
    except Locked:
        raise failed("Another rotation is under way.") from None


def _make_key(settings: Settings) -> None:
    keyring.replace_file(keyring.path_of(settings), keyring.ring().rotated())
    keyring.ring(at_once=True)
    # Servers take it up within LOOK_SECONDS (at once, where they meet a value under it); then none writes with the old.
    wait_for(asyncio.sleep(2 * LOOK_SECONDS))


def _tables(service: str) -> list[Table]:
    tables = (*core.sorted_tables, *tables_of(service).sorted_tables)
    return [table for table in tables if pii.sealed_columns(table)]


def _reencrypt_all(settings: Settings, names: list[str]) -> None:
    try:
        while sum(wait_for(_reencrypt(settings, name)) for name in names):
            pass  # until a run finds nothing: what was under way with the old key has been written by then
    except ValueError as unreadable:
        raise failed(f"A value can't be read with this key ring: {unreadable}") from None


async def _reencrypt(settings: Settings, service: str) -> int:
    async with database(settings, service) as sessions:
        return sum([await pii.reencrypt(sessions, table) for table in _tables(service)])


def _reseal_all(settings: Settings, names: list[str]) -> None:
    """A file that can't be read holds up no other, and no later key."""
    current, unreadable = keyring.ring().current, list[str]()
    for name in filter(lambda name: _has_files(settings, name), names):
        while True:  # as above: what was under way with the old key is there by then
            moved, unreadable_here = wait_for(open_files(settings, name).reseal(current))
            if not moved:
                break
        unreadable += unreadable_here
    if unreadable:
        told = ", ".join(unreadable[:TOLD])
        raise failed(f"{len(unreadable)} files can't be read and stay as they are: {told}. See `guimian files check`.")


def _has_files(settings: Settings, service: str) -> bool:
    """A folder that isn't there must not be made by looking into it."""
    folder = folder_of(settings.files_url_of(service))
    return folder is None or folder.exists()


def _held(settings: Settings, names: list[str]) -> Held:
    return {name: wait_for(_count(settings, name)) for name in names}


async def _count(settings: Settings, service: str) -> dict[str, Counter[str]]:
    async with database(settings, service) as sessions, reading(sessions) as session:
        held = {table.name: await pii.count_by_key(session, table) for table in _tables(service)}
    return held | await _count_files(settings, service)


async def _count_files(settings: Settings, service: str) -> dict[str, Counter[str]]:
    if not _has_files(settings, service):
        return {}
    known, counts = set(keyring.ring().ids), Counter[str]()
    async for _, key in open_files(settings, service).seals():
        counts["unsealed" if not key else key if key in known else "unknown"] += 1
    return {FILES: counts} if counts else {}


def _sums(held: Held) -> Counter[str]:
    return sum((counts for tables in held.values() for counts in tables.values()), Counter[str]())


def _stale(held: Held) -> int:
    """Of the databases: a file that is damaged stays under its old key."""
    sums = _sums({name: {table: n for table, n in tables.items() if table != FILES} for name, tables in held.items()})
    return sums.total() - sums[keyring.ring().current] - sums["unknown"]


def _report(settings: Settings, held: Held, as_json: bool) -> None:
    ring = keyring.ring()
    if as_json:
        where = "GUIMIAN_PII_KEYS" if settings.pii_keys else str(keyring.path_of(settings))
        print_json({"ring": where, "current": ring.current, "keys": ring.ids, "values": held})
    else:
        _show(ring, held)
    if _sums(held)["unknown"]:
        raise failed("Some values are under keys that the ring lacks: nobody can read them without these keys.")


def _show(ring: KeyRing, held: Held) -> None:
    columns = [*ring.ids, *(name for name in ("unsealed", "unknown") if _sums(held)[name])]
    heads = [f"{id} (current)" if id == ring.current else id for id in columns]
    rows: list[list[Any]] = [
        [service, table, *(str(counts[id]) for id in columns)]
        for service, tables in held.items()
        for table, counts in tables.items()
    ]
    print_table(["service", "values of", *heads], rows)
    typer.echo(f"{ring.current} encrypts what is written. Back the key ring up apart from the databases.")
