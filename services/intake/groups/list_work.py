"""The work on lists beside the requests: checked, then stored, a few hundred rows a transaction.

A process that ends anywhere has lost nothing: the next one goes on after the last rows committed.
"""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import cast

import structlog
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.files import faults
from services.intake.groups.commands import insured
from services.intake.groups.list_checks import Fell, Reading, read
from services.intake.groups.list_files import read_rows
from services.intake.groups.list_law import findings_of, unlawful
from services.intake.groups.models import GroupApplication, InsuredList, RowFinding
from shared import clock
from shared.auth import Actor
from shared.cases import advance, get_case
from shared.csv_files import Row
from shared.db import Sessions, reading
from shared.files import FileAltered, FileLost, FileStore
from shared.leadership import leadership

CHUNK_ROWS = 250  # a transaction, which other writers on SQLite wait for
POLL_SECONDS = 0.5
PAUSE_SECONDS = 5.0
PATIENCE = timedelta(hours=1)

Stand = tuple[str, int]  # of a list: its pass, and the rows behind us in it

log = structlog.get_logger("lists")


class ListWorker:
    """Run one a replica: the first to come does the work, the others stand by, for a file is read from its top."""

    def __init__(self, sessions: Sessions, files: FileStore) -> None:
        self._sessions, self._files = sessions, files

    async def run(self) -> None:
        """Work until cancelled, through every failure of database and store."""
        while True:
            try:
                async with leadership(self._sessions.kw["bind"], "lists", asyncio.Event()) as held:
                    while held():
                        failed = await self.work()
                        await asyncio.sleep(PAUSE_SECONDS if failed else POLL_SECONDS)
            except Exception:
                log.exception("lists.interrupted")
            await asyncio.sleep(PAUSE_SECONDS)

    async def work(self) -> bool:
        """Through all lists at hand; returns whether one failed, which is tried again and holds up no other."""
        failed = False
        async with reading(self._sessions) as session:
            at_hand = select(InsuredList.id).where(InsuredList.finished_at.is_(None)).order_by(InsuredList.id)
            ids = (await session.scalars(at_hand)).all()
        for id in ids:
            try:
                await self._work_on(id)
            except (FileLost, FileAltered) as problem:
                failed = not await self._give_up(id, problem) or failed
            except Exception:
                log.exception("list.failed", list=id)
                failed = True
        return failed

    async def _work_on(self, id: int) -> None:
        async with reading(self._sessions) as session:
            stands = select(InsuredList.sha256, InsuredList.status, InsuredList.done).where(InsuredList.id == id)
            sha256, status, done = (await session.execute(stands)).one()
        progress, at = Progress(await self._files.get(sha256)), cast(Stand | None, (status, done))
        while at:
            # Before the transaction, and beside the loop: a workbook takes its time to unpack.
            chunk = await run_in_threadpool(progress.next_rows, *at)
            async with self._sessions.begin() as session:
                at = await _work_chunk(session, id, at, chunk, progress.first_row)

    async def _give_up(self, id: int, problem: FileLost | FileAltered) -> bool:
        """A file that stays lost or altered is handed in again; at first its volume may only not be mounted."""
        async with self._sessions.begin() as session:
            held = (await session.scalars(select(InsuredList).where(InsuredList.id == id).with_for_update())).one()
            since = await faults.record(session, held.sha256, faults.kind_of(problem))
            if clock.now() - since < PATIENCE:
                return False
            case = await get_case(session, GroupApplication, held.case_no, Actor.system())
            if held.finished_at is None and case.status == "importing":
                await insured.drop_stored(session, held.case_no, held.list_no)
                held.status, held.stored, held.finished_at = "unreadable", 0, clock.now()
                case.rows_taken, case.rows_bad = 0, held.bad
                await advance(session, case, "refuse_list", Actor.system())
            return True


class Progress:
    """The rows of a list from wherever the database says the work stands, and where each ID number stood first."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at: Stand | None = None
        self._rows: Iterator[Row] = iter(())
        self.first_row: dict[str, int] = {}

    def next_rows(self, status: str, done: int) -> list[Reading]:
        """The chunk after `done` rows; only who begins in the middle reads again what lies before it."""
        if self._at != (status, done):
            self._rows = read_rows(self._content)
            for row in islice(self._rows, done):
                if status == "checking" and (hashed := read(row).id_hash):
                    self.first_row.setdefault(hashed, row.number)
        found = [read(row) for row in islice(self._rows, CHUNK_ROWS)]
        self._at = (status, done + len(found))
        return found


async def _work_chunk(
    session: AsyncSession, id: int, at: Stand, readings: list[Reading], first_row: dict[str, int]
) -> Stand | None:
    """The next rows of the list, in the caller's transaction; returns how far it is then, None at its end."""
    held = (await session.scalars(select(InsuredList).where(InsuredList.id == id).with_for_update())).one()
    if held.finished_at is not None:
        return None
    case = await get_case(session, GroupApplication, held.case_no, Actor.system())
    if case.status != "importing":
        await _drop(session, held)
        return None
    if (held.status, held.done) != at:
        return held.status, held.done  # somebody else was here
    if held.status == "checking":
        await _check(session, case, held, readings, first_row)
    else:
        await _store(session, case, held, readings)
    held.done += len(readings)
    if not readings or held.done >= held.rows or (held.status == "storing" and _is_spoilt(held)):
        await _end_pass(session, case, held)
    return None if held.finished_at else (held.status, held.done)


async def _check(
    session: AsyncSession,
    case: GroupApplication,
    held: InsuredList,
    readings: list[Reading],
    first_row: dict[str, int],
) -> None:
    terms = await insured.terms_of(session, case, readings, first_row)
    cover = await insured.cover_of(session, case, readings, case.case_no)
    found = [(each.row.number, fell) for each in readings for fell in findings_of(each, terms, case, cover)]
    await _note(session, held, found)


async def _note(session: AsyncSession, held: InsuredList, found: Sequence[tuple[int, Fell]]) -> set[int]:
    """What is wrong with rows; returns which they are."""
    if found:
        rows = [{"list_id": held.id, "row": row, **fell._asdict()} for row, fell in found]
        await session.execute(insert(RowFinding), rows)
    bad = {row for row, _ in found}
    held.bad += len(bad)
    return bad


async def _store(session: AsyncSession, case: GroupApplication, held: InsuredList, readings: list[Reading]) -> None:
    numbers = [reading.row.number for reading in readings]
    between = RowFinding.row.between(numbers[0], numbers[-1]) if numbers else RowFinding.row.is_(None)
    bad = set((await session.scalars(select(RowFinding.row).where(RowFinding.list_id == held.id, between))).all())
    good = [reading for reading in readings if reading.row.number not in bad]
    late = await _insured_meanwhile(session, case, held, good)
    good = [reading for reading in good if reading.row.number not in late]
    await insured.store(session, case, good, held.list_no)
    held.stored += len(good)


async def _insured_meanwhile(
    session: AsyncSession, case: GroupApplication, held: InsuredList, readings: list[Reading]
) -> set[int]:
    """Rows of children whose cover was used up elsewhere since they were checked."""
    cover = await insured.cover_of(session, case, readings, case.case_no)
    found = [(each.row.number, fell) for each in readings for fell in unlawful(each, case, cover)]
    return await _note(session, held, found)


async def _end_pass(session: AsyncSession, case: GroupApplication, held: InsuredList) -> None:
    """After the last row of a pass: on to storing, or to the end of the list."""
    if held.status == "checking" and held.bad < held.rows and not _is_spoilt(held):
        held.status, held.done = "storing", 0
        return
    if held.stored and _is_spoilt(held):
        await insured.drop_stored(session, case.case_no, held.list_no)
        held.stored = 0
    held.status = "taken" if held.stored else "refused"
    held.finished_at = clock.now()
    case.rows_taken, case.rows_bad = held.stored, held.bad
    case.heads += held.stored
    await advance(session, case, "take_list" if held.status == "taken" else "refuse_list", Actor.system())


def _is_spoilt(held: InsuredList) -> bool:
    """It was to be taken whole."""
    return held.take == "all" and held.bad > 0


async def _drop(session: AsyncSession, held: InsuredList) -> None:
    """The case ended meanwhile: what was stored of the list goes with it."""
    await insured.drop_stored(session, held.case_no, held.list_no)
    ended = {"status": "dropped", "stored": 0, "finished_at": clock.now()}
    await session.execute(update(InsuredList).where(InsuredList.id == held.id).values(ended))
