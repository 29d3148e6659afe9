"""What came of a list (清单结果), for a file: a line for each attempt, and one for a row without any."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.callbacks.models import Callback
from services.callback.lists.models import ListedRow
from shared.errors import Language, Text
from shared.table_files import local_time

OF_ROW = ("row", "policy_no", "project", "listed_on", "outcome", "rule", "case_no")
OF_CASE = ("status", "ended", "reached_by")
OF_ATTEMPT = ("attempt", "at", "result", "round", "owner", "field", "language", "recording")
# fmt: off
COLUMNS: dict[str, Text] = {name: Text(zh, name) for name, zh in (
    ("row", "行号"), ("policy_no", "保单号"), ("project", "回访项目"), ("listed_on", "清单日期"),
    ("outcome", "导入结果"), ("rule", "拒绝规则"), ("case_no", "回访件号"),
    ("status", "状态"), ("ended", "结案结果"), ("reached_by", "回访成功方"),
    ("attempt", "次数"), ("at", "呼叫时间"), ("result", "呼叫结果"), ("round", "轮次"), ("owner", "呼叫方"),
    ("field", "号码栏位"), ("language", "语言"), ("recording", "录音编号"),
)}
# fmt: on


async def lines_of(session: AsyncSession, list_no: str, language: Language) -> list[list[Any]]:
    """The heading first; codes as the other routes have them, times as they are at the organisation's counter."""
    joined = select(ListedRow, Callback).outerjoin(Callback, Callback.case_no == ListedRow.case_no)
    rows = await session.execute(joined.where(ListedRow.list_no == list_no).order_by(ListedRow.row))
    lines: list[list[Any]] = [[getattr(text, language) for text in COLUMNS.values()]]
    for row, case in rows:
        lines += _lines(row, case)
    return lines


def _lines(row: ListedRow, case: Callback | None) -> Iterator[list[Any]]:
    told = [getattr(row, name) for name in OF_ROW]
    if case is None:
        yield told + [None] * len(OF_CASE + OF_ATTEMPT)
        return
    told += [case.status, case.outcome, case.reached_by]
    for attempt in case.attempts or [{}]:
        yield told + _attempt(attempt, case)


def _attempt(attempt: Mapping[str, Any], case: Callback) -> list[Any]:
    at = attempt.get("at")
    shown = at and local_time(datetime.fromisoformat(at), case.org)
    return [shown if name == "at" else attempt.get(name) for name in OF_ATTEMPT]
