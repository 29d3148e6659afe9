"""The bank's file of results (回盘文件), read row by row; every fault is told with its row, never what stands there."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, NamedTuple, cast

from fastapi import File, Request, UploadFile
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.concurrency import run_in_threadpool

from shared.auth import Actor
from shared.cases import Case, get_case, permit
from shared.csv_files import file_refused, records_of
from shared.debit_reasons import IN_WORDS
from shared.errors import Conflict, RuleBroken, Text

COLUMNS = {"批次号": "batch_no", "序号": "item_no", "金额": "amount", "结果": "result"}
COLUMNS |= {name: name for name in COLUMNS.values()}
MOST_ROWS = 10_000
TOLD = 200
AMOUNT = re.compile(r"(-?)([0-9]{1,13})(?:\.([0-9]{1,2}))?", re.ASCII)
ResultsFile = Annotated[
    UploadFile, File(description="CSV (UTF-8 or GB18030): 批次号, 序号, 金额, 结果; see docs/files.md")
]
ITEM_NO = re.compile(r"[0-9]{1,9}", re.ASCII)
FAULTS = {
    "cells-missing": Text("该行不完整", "The row is cut off"),
    "line-unfinished": Text("末行没有换行,文件可能不完整", "The last line has no end: the file may be cut off"),
    "batch-differs": Text("批次号不符", "It is of another batch"),
    "item-unknown": Text("批次中没有该序号", "The batch has no such item"),
    "item-twice": Text("序号重复", "The item stands there twice"),
    "item-absent": Text("缺少该序号的结果", "The item's result is not in the file"),
    "amount-format": Text("金额应为元,至多两位小数", "The amount is in yuan with two decimals at most"),
    "amount-negative": Text("金额不得为负", "The amount is negative"),
    "amount-differs": Text("金额与送盘不符", "The amount is not the one that was sent"),
    "result-unknown": Text("结果代码未知", "The result is not a known one"),
}


class ResultsRefused(RuleBroken):
    """`faults`: the first of them, each with row, column, code and text; nothing of the file was taken."""

    title = Text("回盘文件有误,整份未导入", "The file of results has faults: nothing of it was taken")

    def __init__(self, faults: Sequence["Fault"]) -> None:
        told = [each.told() for each in faults[:TOLD]]
        super().__init__("file", "results-faultless", self.title, faults_found=len(faults), faults=told)


class Fault(NamedTuple):
    """`row` as a spreadsheet numbers it; None: it isn't there, and `item_no` says which."""

    row: int | None
    column: str
    code: str
    item_no: int | None = None

    def told(self) -> dict[str, object]:
        return self._asdict() | FAULTS[self.code]._asdict()


class Result(NamedTuple):
    row: int
    item_no: int
    amount_fen: int
    result: str


Read = tuple[Sequence[Result], Sequence[Fault]]
"""The rows of a file that can be read, and what is wrong with the others."""


def read_results(content: bytes, batch_no: str, words: Mapping[str, str] = IN_WORDS) -> Read:
    """Raises RuleBroken for what is no such file.

    `words`: the results there are, as the bank writes them.
    """
    lines = records_of(content)
    fields = _fields(next(lines, []))
    results: list[Result] = []
    faults: list[Fault] = []
    last = 1
    for last, cells in enumerate(lines, start=2):
        if last > MOST_ROWS:
            raise file_refused("rows-bounded", "文件行数过多", "The file has too many rows")
        if any(cell.strip() for cell in cells):
            read = _read(last, {f: c.strip() for f, c in zip(fields, cells, strict=False) if f}, batch_no, words)
            (results.append(read) if isinstance(read, Result) else faults.append(read))
    if not content.endswith((b"\n", b"\r")):
        faults.append(Fault(last, "file", "line-unfinished"))
    return results, faults


def compare(results: Sequence[Result], sent: Mapping[int, int], broken: Sequence[Fault]) -> list[Fault]:
    """What is wrong with a file as a whole: `sent` has the amount of each item."""
    faults, seen = list(broken), set[int]()
    for each in results:
        if each.item_no not in sent:
            faults.append(Fault(each.row, "item_no", "item-unknown"))
        elif each.item_no in seen:
            faults.append(Fault(each.row, "item_no", "item-twice", each.item_no))
        elif each.amount_fen != sent[each.item_no]:
            faults.append(Fault(each.row, "amount", "amount-differs", each.item_no))
        seen.add(each.item_no)
    if not broken:  # else a row that can't be read would be told a second time
        faults += (Fault(None, "item_no", "item-absent", item_no) for item_no in sorted(sent.keys() - seen))
    return faults


async def take_results(
    request: Request, file: UploadFile, batch: Any, actor: Actor, words: Mapping[str, str] = IN_WORDS
) -> tuple[str, Read]:
    """The file's SHA-256, by which it is known again, and what was read in it.

    A batch that has its results may be sent the same file once more, which only the file itself tells.
    """
    if batch.results_sha256 is None:
        permit(batch, "reconcile", actor)
    content = await request.app.state.files.take(file)
    return hashlib.sha256(content).hexdigest(), await run_in_threadpool(read_results, content, batch.case_no, words)


async def batch_awaiting(
    session: AsyncSession, model: type[Case], batch_no: str, sha256: str, actor: Actor, expect: int | None
) -> Case:
    """The batch that these results are for; raises Conflict for the file that reconciled it (`results_sha256`)."""
    batch: Any = await get_case(session, model, batch_no, actor, expect=expect)
    if batch.results_sha256 == sha256:
        told = Text("该回盘文件已导入", "This file of results was imported before")
        raise Conflict(told, field="file", rule="file-imported", imported_at=batch.at.isoformat(), batch=batch_no)
    permit(batch, "reconcile", actor)
    return cast(Case, batch)


def results_of(read: Read, sent: Mapping[int, int]) -> dict[int, str]:
    """The result of each item, in their order; raises ResultsRefused unless the file answers just what was sent."""
    results, broken = read
    if faults := compare(results, sent, broken):
        raise ResultsRefused(faults)
    return {each.item_no: each.result for each in sorted(results, key=lambda each: each.item_no)}


def _fields(heading: Sequence[str]) -> list[str | None]:
    fields = [COLUMNS.get(_plain(cell)) for cell in heading]
    known = [field for field in fields if field]
    if sorted(known) != sorted(set(COLUMNS.values())):
        raise file_refused(
            "heading-first",
            "首行应为列名: 批次号、序号、金额、结果,各一次",
            "The first row names the columns, each once: `batch_no`, `item_no`, `amount`, `result`",
        )
    return fields


def _plain(cell: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", cell)).partition("(")[0].lower()


def _read(row: int, cells: Mapping[str, str], batch_no: str, words: Mapping[str, str]) -> Result | Fault:
    return next(_found(row, cells, batch_no, words), None) or Result(
        row, int(cells["item_no"]), _fen(cells["amount"]), words[cells["result"]]
    )


def _found(row: int, cells: Mapping[str, str], batch_no: str, words: Mapping[str, str]) -> Iterator[Fault]:
    amount = AMOUNT.fullmatch(cells.get("amount", ""))
    checks = (
        ("file", "cells-missing", len(cells) == len(set(COLUMNS.values()))),
        ("batch_no", "batch-differs", cells.get("batch_no") == batch_no),
        ("item_no", "item-unknown", bool(ITEM_NO.fullmatch(cells.get("item_no", "")))),
        ("amount", "amount-format", amount is not None),
        ("amount", "amount-negative", amount is None or not amount[1]),
        ("result", "result-unknown", cells.get("result") in words),
    )
    yield from (Fault(row, column, code) for column, code, holds in checks if not holds)


def _fen(amount: str) -> int:
    yuan, _, rest = amount.partition(".")
    return int(yuan) * 100 + int(rest.ljust(2, "0") or 0)
