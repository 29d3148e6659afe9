"""Files of intake that are altered or lost in the store (影像损毁): found at reading or by a sweep, and recorded."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.applications.models import Scan
from services.intake.bank.reconciliation.models import BankReconciliation
from services.intake.files.models import FileFault
from services.intake.groups.models import InsuredList
from shared import clock
from shared.db import Sessions, reading, take_turn
from shared.files import FileAltered, FileLost, FileSealed, FileStore

BATCH = 200
KEPT: dict[str, Any] = {
    "scans": Scan,
    "insured_lists": InsuredList,
    "bank_reconciliations": BankReconciliation,
}  # rows that name a stored file by its hash
ALTERED, LOST, SEALED = "altered", "lost", "sealed"

log = structlog.get_logger("files")


async def fault_of(files: FileStore, sha256: str) -> str | None:
    try:
        await files.get(sha256)
    except (FileAltered, FileLost, FileSealed) as problem:
        return kind_of(problem)
    return None


def kind_of(problem: FileAltered | FileLost | FileSealed) -> str:
    return LOST if isinstance(problem, FileLost) else SEALED if isinstance(problem, FileSealed) else ALTERED


async def record(session: AsyncSession, sha256: str, fault: str) -> datetime:
    """Returns when it was first found, which stays."""
    await take_turn(session, f"file-fault:{sha256}")
    known = await session.get(FileFault, sha256)
    if known is None:
        known = FileFault(sha256=sha256, fault=fault, found_at=clock.now())
        session.add(known)
        log.error("files.faulty", sha256=sha256, fault=fault)
    else:
        known.fault = fault
    await session.flush()
    return known.found_at


async def clear(session: AsyncSession, sha256: str) -> None:
    await session.execute(delete(FileFault).where(FileFault.sha256 == sha256))


async def sweep(sessions: Sessions, files: FileStore) -> dict[str, Counter[str]]:
    """Read every file that a row names; per table: how many rows, and of how many the file is altered, lost or sealed.

    Sealed: with a key that the ring lacks.

    Records what it finds, and clears what is as it was; `restored` counts those.
    """
    return {table: await _sweep(sessions, files, kept) for table, kept in KEPT.items()}


async def _sweep(sessions: Sessions, files: FileStore, kept: Any) -> Counter[str]:
    counts, after = Counter[str](files=0, altered=0, lost=0, sealed=0, restored=0), 0
    while rows := await _next(sessions, kept, after):
        found = {sha256: await fault_of(files, sha256) for sha256 in {sha256 for _, sha256 in rows}}
        counts.update(files=len(rows), restored=await _note(sessions, found))
        counts.update(fault for _, sha256 in rows if (fault := found[sha256]))
        after = rows[-1][0]
    return counts


async def _next(sessions: Sessions, kept: Any, after: int) -> Sequence[Any]:
    async with reading(sessions) as session:
        page = select(kept.id, kept.sha256).where(kept.id > after).order_by(kept.id).limit(BATCH)
        return (await session.execute(page)).all()


async def _note(sessions: Sessions, found: dict[str, str | None]) -> int:
    """Returns how many were cleared."""
    async with reading(sessions) as session:
        known = dict(
            (await session.execute(select(FileFault.sha256, FileFault.fault).where(FileFault.sha256.in_(found)))).all()
        )
    changed = {sha256: fault for sha256, fault in found.items() if fault != known.get(sha256)}
    if not changed:
        return 0
    async with sessions.begin() as session:
        for sha256, fault in changed.items():
            await (record(session, sha256, fault) if fault else clear(session, sha256))
    return sum(fault is None for fault in changed.values())
