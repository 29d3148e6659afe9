"""What goes to a bank as a file: it names accounts, so it is for those only who may see them, each reading recorded."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Annotated, Any, Literal

from fastapi import Query, Response
from sqlalchemy.ext.asyncio import AsyncSession

from shared.attachments import attached
from shared.auth import PII_SCOPE, Actor
from shared.csv_files import CSV
from shared.errors import Forbidden, IllegalTransition, Text
from shared.pii import ACCOUNT, record_pii_read

HEADING = ("批次号", "序号", "账号", "户名", "金额")
Encoding = Annotated[Literal["utf-8", "gb18030"], Query(description="编码")]


def yuan(fen: int) -> str:
    """As files of banks have it: 3600.00"""
    return f"{fen // 100}.{fen % 100:02d}"


def check_readable(batch: Any, actor: Actor) -> None:
    """Of a batch that went to the bank (`exported_at`), by somebody who may see accounts."""
    if not actor.pii:
        raise Forbidden(Text("送盘文件含账号,须有查看个人信息的权限", "The file names accounts"), needs=[PII_SCOPE])
    if batch.exported_at is None:
        told = Text("尚未送盘", "It is not exported yet")
        raise IllegalTransition(told, status_of_case=batch.status, action="read_file", allowed=batch.allowed)


async def write_recorded(
    session: AsyncSession,
    batch: Any,
    actor: Actor,
    purpose: str,
    lines: Iterable[Sequence[Any]],
) -> str:
    """The file, and the note of who read it, in one transaction."""
    await record_pii_read(session, actor, subject=batch.case_no, purpose=purpose, fields=ACCOUNT)
    written = StringIO()
    csv.writer(written).writerows([HEADING, *lines])
    return written.getvalue()


def as_download(batch: Any, content: str, encoding: str) -> Response:
    media_type = f"{CSV}; charset={encoding}"
    return Response(content.encode(encoding), media_type=media_type, headers=attached(f"{batch.case_no}.csv"))
