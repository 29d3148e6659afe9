"""The file of what came of calls (呼叫结果文件): its columns, and what each row says."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from pydantic import ValidationError

from services.callback.callbacks.call_results import CallResult
from services.callback.callbacks.schemas import AttemptIn
from services.callback.languages import LANGUAGES
from services.callback.projects.projects import NAMED
from shared.contracts.words import in_words
from shared.csv_files import ROW_LONG, ROW_SHORT, Row, file_refused, heading_first, rows_of
from shared.errors import Text
from shared.phones.facts import FIELDS
from shared.table_files import fields_of, records_of_table
from shared.written_dates import time_of

MOST_ROWS = 2_000  # each is a step of its case, and all are one transaction
COLUMNS = {
    "case_no": ("回访件号", "件号"),
    "policy_no": ("保单号",),
    "project": ("回访项目", "项目"),
    "at": ("呼叫时间",),
    "result": ("呼叫结果",),
    "field": ("号码栏位",),
    "call_at": ("预约时间",),
    "language": ("语言",),
    "recording": ("录音编号",),
    "answers": ("回答",),
}
NEEDED = ("at", "result")
NUMBER = re.compile(r"[A-Za-z0-9-]{0,40}", re.ASCII)
ANSWER = re.compile(r"([a-z0-9-]+)[=:]([a-z0-9-]+)", re.ASCII)
FIELD_WORDS = {"手机": "mobile", "家庭电话": "home_phone", "办公电话": "office_phone"}
OF_RESULT: dict[str, str] = {word: code for code in map(str, CallResult) for word in (code, in_words(code, "call").zh)}
OF_FIELD = FIELD_WORDS | {code: code for code in FIELDS}
OF_LANGUAGE = {word: code for code, text in LANGUAGES.items() for word in (code, text.zh)}
CODED: Mapping[str, Mapping[str, str]] = {"result": OF_RESULT, "field": OF_FIELD, "language": OF_LANGUAGE}
# fmt: off
FAULTS = {
    "row-short":        ROW_SHORT,
    "row-long":         ROW_LONG,
    "case-named":       Text("须填回访件号,或保单号与回访项目", "Name a case, or a policy with its project"),
    "time-malformed":   Text("时间应为当地时间,如 2026-10-12 10:15:00", "A time is local, as 2026-10-12 10:15:00"),
    "answers-malformed": Text("回答应为 问题=选项,以分号分隔", "Answers are question=choice, with semicolons between"),
    "cell-unknown":     Text("该列内容不是约定的值", "The cell holds none of the values agreed"),
}
# fmt: on


class Call(NamedTuple):
    """A row: which case, by its number or by policy and project; and what came of it when."""

    row: int
    case_no: str
    policy_no: str
    project: str
    at: datetime
    told: AttemptIn


class Fault(NamedTuple):
    row: int
    column: str | None
    code: str


def read_calls(content: bytes, zone: tzinfo) -> list[Call | Fault]:
    """Raises RuleBroken or UnsupportedMediaType for what is no such file."""
    records = records_of_table(content, times=True)
    fields = fields_of(heading_first(records), COLUMNS, NEEDED)
    calls = list(_calls(rows_of(fields, records), zone))
    if not calls:
        raise file_refused("file-filled", "文件没有呼叫结果", "The file holds no call")
    return calls


def _calls(rows: Iterator[Row], zone: tzinfo) -> Iterator[Call | Fault]:
    for place, row in enumerate(rows):
        if place >= MOST_ROWS:
            raise file_refused("rows-bounded", f"文件至多{MOST_ROWS}行,请分批", f"At most {MOST_ROWS:,} rows: split it")
        yield _read(row, zone)


def _read(row: Row, zone: tzinfo) -> Call | Fault:
    cells = {name: row.cells.get(name, "") for name in COLUMNS}
    project, at = NAMED.get(cells["project"].lower(), ""), time_of(cells["at"], zone)
    call_at, answers = time_of(cells["call_at"], zone), _answers(cells["answers"])
    checks = (
        (None, "row-short", row.missing == 0),
        (None, "row-long", row.surplus == 0),
        ("case_no", "cell-unknown", bool(NUMBER.fullmatch(cells["case_no"]))),
        ("policy_no", "cell-unknown", bool(NUMBER.fullmatch(cells["policy_no"]))),
        ("project", "cell-unknown", bool(project or not cells["project"])),
        ("case_no", "case-named", bool(cells["case_no"] or (cells["policy_no"] and project))),
        ("call_at", "time-malformed", bool(call_at or not cells["call_at"])),
        ("answers", "answers-malformed", answers is not None),
    )
    for column, code, holds in checks:
        if not holds:
            return Fault(row.number, column, code)
    if at is None:
        return Fault(row.number, "at", "time-malformed")
    told = _told(cells, answers or {}, call_at)
    if isinstance(told, str):
        return Fault(row.number, told, "cell-unknown")
    return Call(row.number, cells["case_no"], cells["policy_no"], project, at, told)


def _told(cells: Mapping[str, str], answers: Mapping[str, str], call_at: datetime | None) -> AttemptIn | str:
    """As a caller would have told it; else the column that they couldn't have."""
    given: dict[str, Any] = {name: words.get(cells[name].lower(), cells[name]) for name, words in CODED.items()}
    given |= {"recording": cells["recording"]}
    given = {name: value for name, value in given.items() if value} | {"answers": answers, "call_at": call_at}
    try:
        return AttemptIn.model_validate(given)
    except ValidationError as error:
        return str(error.errors()[0]["loc"][0])


def _answers(written: str) -> dict[str, str] | None:
    """None: it can't be read."""
    parts = [part.strip() for part in re.split(r"[;；\n]", written) if part.strip()]
    matches = [ANSWER.fullmatch(part) for part in parts]
    if not all(matches):
        return None
    return {match[1]: match[2] for match in matches if match}
