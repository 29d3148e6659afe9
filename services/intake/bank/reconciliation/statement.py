"""The bank's file of a day (对账文件): its columns, and what is checked of each row."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, cast

from shared.csv_files import CSV, ROW_LONG, ROW_SHORT, Row, file_refused, heading_first, heading_of, records_of, rows_of
from shared.errors import Problem, Text, UnsupportedMediaType
from shared.files import sniff
from shared.language import Language
from shared.routing import CONTROL

MOST_ROWS, MOST_TOLD, LONGEST_CELL = 50_000, 200, 80
TRANSACTION_NO = re.compile(r"[A-Za-z0-9-]{6,40}", re.ASCII)
POLICY_NO = re.compile(r"[A-Za-z0-9-]{1,40}", re.ASCII)
AMOUNT = re.compile(r"(-?)(\d{1,12})\.(\d{2})", re.ASCII)
TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", re.ASCII)
KINDS: dict[str, Literal["premium", "void"]] = {"premium": "premium", "收费": "premium", "void": "void", "撤单": "void"}
HEADINGS = {
    "transaction_no": ("transaction_no", "交易流水号"),
    "policy_no": ("policy_no", "保单号"),
    "amount": ("amount", "金额"),
    "kind": ("kind", "交易类型"),
    "time": ("time", "交易时间"),
}
FIELD_OF = {heading: field for field, headings in HEADINGS.items() for heading in headings}


class StatementFaulty(Problem):
    """`errors`: what is wrong, row by row (row, column, code, text), the first of `errors_found`."""

    status = 422
    title = Text("对账文件有差错,未予对账", "The bank's file has errors: nothing of it was reconciled")


class Fault(NamedTuple):
    row: int
    column: str
    code: str
    text: Text


class Line(NamedTuple):
    """A row of the file: money in yuan with two decimals there, in fen here."""

    row: int
    transaction_no: str
    policy_no: str
    kind: str
    amount_fen: int
    at: datetime


class Terms(NamedTuple):
    """The day of the file, and where each transaction stood first."""

    day: date
    first_row: dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Reading:
    """A row, read: what could not be read is None."""

    row: Row
    transaction_no: str
    policy_no: str
    fen: int | None
    kind: str | None
    at: datetime | None

    def first_row(self, terms: Terms) -> int:
        return terms.first_row.setdefault((self.transaction_no, self.kind or ""), self.row.number)


class Check(NamedTuple):
    """`finds`: whether the row breaks it. Of a row that is no whole row nothing else is asked."""

    code: str
    column: str
    finds: Callable[[Reading, Terms], bool]
    text: Text
    whole_row: bool = False


# Our own design (D): each bank's interface names its own columns; this is the least that a day is matched by.
# fmt: off
CHECKS = (
    #     code                     column            finds                                                                    what the counter says
    Check("row-short",             "row",            lambda r, t: r.row.missing > 0,                                          ROW_SHORT, whole_row=True),
    Check("row-long",              "row",            lambda r, t: r.row.surplus > 0,                                          ROW_LONG, whole_row=True),
    Check("cell-unreadable",       "row",            lambda r, t: any("\ufffd" in c or CONTROL.search(c) for c in r.row.cells.values()), Text("单元格含无法识别的字符", "A cell has characters that can't be read"), whole_row=True),
    Check("cell-too-long",         "row",            lambda r, t: any(len(c) > LONGEST_CELL for c in r.row.cells.values()),   Text("单元格内容过长", "A cell is too long"), whole_row=True),
    Check("transaction-malformed", "transaction_no", lambda r, t: not TRANSACTION_NO.fullmatch(r.transaction_no),             Text("交易流水号有误", "The transaction number is malformed")),
    Check("transaction-twice",     "transaction_no", lambda r, t: r.first_row(t) != r.row.number,                             Text("同一流水号同一类型重复", "The transaction number stands in another row of this kind, too")),
    Check("policy-malformed",      "policy_no",      lambda r, t: not POLICY_NO.fullmatch(r.policy_no),                       Text("保单号有误", "The policy number is malformed")),
    Check("amount-malformed",      "amount",         lambda r, t: r.fen is None,                                              Text("金额应为元,保留两位小数", "The amount is in yuan, with two decimals")),
    Check("amount-negative",       "amount",         lambda r, t: r.fen is not None and r.fen < 0,                            Text("金额不能为负,退款请用撤单类型", "An amount is never negative: a refund is of kind void")),
    Check("amount-zero",           "amount",         lambda r, t: r.fen == 0,                                                 Text("金额不能为零", "An amount is never zero")),
    Check("kind-unknown",          "kind",           lambda r, t: r.kind is None,                                             Text("交易类型应为收费或撤单", "The kind must be premium or void")),
    Check("time-malformed",        "time",           lambda r, t: r.at is None,                                               Text("交易时间格式应为 YYYY-MM-DD HH:MM:SS", "The time must be YYYY-MM-DD HH:MM:SS")),
    Check("time-outside-day",      "time",           lambda r, t: r.at is not None and r.at.date() != t.day,                  Text("交易时间不在对账日", "The time is not of the day reconciled")),
)
# fmt: on


def read_statement(content: bytes, day: date, zone: Any, language: Language) -> list[Line]:
    """Its lines; raises StatementFaulty with all that is wrong with its rows, RuleBroken for what is no such file."""
    if kind := sniff(content[:16]):
        raise UnsupportedMediaType(found=kind, accepted=[CSV])
    records = records_of(content)
    heading = heading_first(records)
    fields, faults = _columns(heading)
    _refuse(faults, language)
    terms, lines = Terms(day, {}), []
    for place, row in enumerate(rows_of(fields, records)):
        if place >= MOST_ROWS:
            raise file_refused("rows-bounded", f"文件不得超过{MOST_ROWS}行", f"A file has {MOST_ROWS:,} rows at most")
        reading = _read(row, zone)
        faults += _faults(reading, terms)
        lines.append(reading)
    _refuse(faults, language)
    return [_line(reading) for reading in lines]


def _columns(heading: Sequence[str]) -> tuple[list[str | None], list[Fault]]:
    fields = [FIELD_OF.get(heading_of(cell)) for cell in heading]
    return fields, list(_heading_faults(fields))


def _heading_faults(fields: Sequence[str | None]) -> Iterator[Fault]:
    for field, headings in HEADINGS.items():
        if field not in fields:
            yield Fault(1, field, "column-missing", Text(f"缺少列 {headings[1]}", f"The column {field} is missing"))
        elif fields.count(field) > 1:
            yield Fault(1, field, "column-twice", Text("同一列出现两次", "The column stands there twice"))
    for place, known in enumerate(fields, start=1):
        if known is None:
            told = Text(f"第{place}列不是约定的列", f"Column {place} is none of those agreed")
            yield Fault(1, str(place), "column-unknown", told)


def _read(row: Row, zone: Any) -> Reading:
    cells = {field: row.cells.get(field, "") for field in HEADINGS}
    kind, at = KINDS.get(cells["kind"].lower()), _time(cells["time"], zone)
    return Reading(row, cells["transaction_no"], cells["policy_no"], fen_of(cells["amount"]), kind, at)


def fen_of(yuan: str) -> int | None:
    """Exact: 1234.56 is 123456 fen, and never a float on the way."""
    match = AMOUNT.fullmatch(yuan)
    return None if match is None else int(match[1] + match[2] + match[3])


def _time(written: str, zone: Any) -> datetime | None:
    if not TIME.fullmatch(written):
        return None
    try:
        return datetime.strptime(written, "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone)
    except ValueError:
        return None


def _faults(reading: Reading, terms: Terms) -> list[Fault]:
    whole = [_fault(check, reading) for check in CHECKS if check.whole_row and check.finds(reading, terms)]
    if whole:
        return whole
    return [_fault(check, reading) for check in CHECKS if not check.whole_row and check.finds(reading, terms)]


def _fault(check: Check, reading: Reading) -> Fault:
    return Fault(reading.row.number, check.column, check.code, check.text)


def _refuse(faults: Sequence[Fault], language: Language) -> None:
    if faults:
        told = [{**each._asdict(), "text": getattr(each.text, language)} for each in faults[:MOST_TOLD]]
        raise StatementFaulty(errors=told, errors_found=len(faults))


def _line(reading: Reading) -> Line:
    kind, fen, at = cast(str, reading.kind), cast(int, reading.fen), cast(datetime, reading.at)  # checked before
    return Line(reading.row.number, reading.transaction_no, reading.policy_no, kind, fen, at)
