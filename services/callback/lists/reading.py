"""The file of a list: its columns, and what each row says. Pure."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from services.callback.projects.projects import NAMED
from shared.csv_files import ROW_LONG, ROW_SHORT, Row, file_refused, heading_first, rows_of
from shared.errors import Text
from shared.table_files import fields_of, records_of_table
from shared.written_dates import date_of

MOST_ROWS = 10_000
POLICY_NO = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}", re.ASCII)
COLUMNS = {
    "policy_no": ("保单号",),
    "project": ("回访项目", "项目"),
    "listed_on": ("清单日期", "下发日期"),
}
# fmt: off
REFUSALS = {
    "row-short":         ROW_SHORT,
    "row-long":          ROW_LONG,
    "policy-malformed":  Text("保单号有误", "The policy number is malformed"),
    "project-unknown":   Text("没有该回访项目", "There is no such project"),
    "date-malformed":    Text("清单日期有误", "The date of the list can't be read"),
    "not-in-the-future": Text("日期不能晚于今天", "The day can't lie in the future"),
    "listed-twice":      Text("清单中重复列出", "It stands in another row, too"),
    "policy-unknown":    Text("本机构没有该保单", "Your organisation has no such policy"),
    "no-task":           Text("该保单没有此项目的回访任务", "The policy is owed no such call-back by that day"),
    "task-closed":       Text("该回访已结案", "The call-back is closed already"),
}
# fmt: on


class Line(NamedTuple):
    """A row; `rule`: why it is refused by itself."""

    row: int
    policy_no: str | None
    project: str | None
    listed_on: date | None
    rule: str | None


def read_list(content: bytes, today: date) -> list[Line]:
    """Raises RuleBroken or UnsupportedMediaType for what is no such file."""
    records = records_of_table(content)
    rows = rows_of(fields_of(heading_first(records), COLUMNS, tuple(COLUMNS)), records)
    lines = list(_lines(rows, today))
    if not lines:
        raise file_refused("file-filled", "清单为空", "The list is empty")
    return lines


def _lines(rows: Iterator[Row], today: date) -> Iterator[Line]:
    seen = set[tuple[str | None, str | None, date | None]]()
    for place, row in enumerate(rows):
        if place >= MOST_ROWS:
            raise file_refused("rows-bounded", f"清单至多{MOST_ROWS}行", f"A list has {MOST_ROWS:,} rows at most")
        line = _read(row, today)
        what = (line.policy_no, line.project, line.listed_on)
        yield line._replace(rule="listed-twice") if line.rule is None and what in seen else line
        seen.add(what)


def _read(row: Row, today: date) -> Line:
    number = row.cells.get("policy_no", "")
    project = NAMED.get(row.cells.get("project", "").lower())
    day = date_of(row.cells.get("listed_on", ""))
    checks = (
        ("row-short", row.missing == 0),
        ("row-long", row.surplus == 0),
        ("policy-malformed", bool(POLICY_NO.fullmatch(number))),
        ("project-unknown", project is not None),
        ("date-malformed", day is not None),
        ("not-in-the-future", day is None or day <= today),
    )
    rule = next((code for code, holds in checks if not holds), None)
    # What is no policy number may be anything, somebody's name or telephone: it isn't kept.
    return Line(row.number, number if POLICY_NO.fullmatch(number) else None, project, day, rule)
