"""A file of a case read by a person: it shows what masks would hide, so the read is on record."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from shared.auth import PII_SCOPE, Actor
from shared.errors import Forbidden, Text
from shared.files import FileStore
from shared.pii import record_pii_read


def check_may_view(actor: Actor, words: Text) -> None:
    """It is for those only who may see personal data."""
    if not actor.pii:
        raise Forbidden(words, needs=[PII_SCOPE])


async def read_file(
    session: AsyncSession, files: FileStore, sha256: str, actor: Actor, *, subject: str, purpose: str, field: str
) -> bytes:
    """Whole; raises FileAltered, FileLost or FileSealed, and then nobody has read it."""
    content = await files.get(sha256)  # before the first statement: the database waits for no file
    await record_pii_read(session, actor, subject=subject, purpose=purpose, fields=[field])
    return content


async def used_in(
    session: AsyncSession, model: Any, rows: Sequence[Any], *which: ColumnElement[bool]
) -> dict[str, list[str]]:
    """By SHA-256, the other cases whose rows of the same table have the very same file. `rows`: of one case."""
    hashes = {row.sha256 for row in rows}
    same = (model.sha256.in_(hashes), model.case_no.not_in({row.case_no for row in rows}))
    found: dict[str, list[str]] = defaultdict(list)
    for sha256, case_no in await session.execute(
        select(model.sha256, model.case_no).where(*same, *which).distinct().order_by(model.case_no)
    ):
        found[sha256].append(case_no)
    return found
