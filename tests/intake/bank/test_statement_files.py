"""What the bank's file must be: a faulty one is refused whole, with every fault named by row, column, code and text."""

import codecs
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.bank.reconciliation import statement as statements
from services.intake.bank.reconciliation.models import BankReconciliation, ReconciledRow
from services.intake.bank.reconciliation.statement import CHECKS, fen_of
from shared.schemas import MAX_FEN
from tests.intake.bank.sales import HEADING, BankDesk, statement
from tests.intake.counter import PNG, refused

GOOD = ("20261012000001", "BD261012-00000001", "50000.00", "收费", "2026-10-12 10:15:00")


def good(number: int = 1, **changes: str) -> tuple[str, ...]:
    names = ("transaction", "policy", "amount", "kind", "time")
    return tuple((dict(zip(names, GOOD, strict=True)) | {"transaction": f"20261012{number:06d}"} | changes).values())


ONE, TWO = good(1), good(2)
AGREED = ("transaction_no", "policy_no", "amount", "kind", "time")
NO_HEADING = [*((name, "column-missing") for name in AGREED), *((str(n), "column-unknown") for n in range(1, 6))]
# fmt: off
FAULTY_ROWS = [
    # what                    last row                                column           code
    ("cut off",               ONE[:3],                                 "row",            "row-short"),
    ("a cell too many",       (*ONE, "x"),                             "row",            "row-long"),
    ("an odd character",      good(policy="BD\x07"),                   "row",            "cell-unreadable"),
    ("a long cell",           good(policy="B" * 81),                   "row",            "cell-too-long"),
    ("no transaction",        good(transaction=""),                    "transaction_no", "transaction-malformed"),
    ("a spreadsheet's",       good(transaction="2.02610E+13"),         "transaction_no", "transaction-malformed"),
    ("twice",                 TWO,                                     "transaction_no", "transaction-twice"),
    ("no policy",             good(policy=""),                         "policy_no",      "policy-malformed"),
    ("negative",              good(amount="-50000.00"),                "amount",         "amount-negative"),
    ("zero",                  good(amount="0.00"),                     "amount",         "amount-zero"),
    ("no decimals",           good(amount="50000"),                    "amount",         "amount-malformed"),
    ("three decimals",        good(amount="50000.000"),                "amount",         "amount-malformed"),
    ("full-width digits",     good(amount="\uff15\uff10.00"),          "amount",         "amount-malformed"),
    ("in words",              good(amount="五万"),                     "amount",         "amount-malformed"),
    ("a kind unknown",        good(kind="退保"),                       "kind",           "kind-unknown"),
    ("a time cut off",        good(time="2026-10-12 10:1"),            "time",           "time-malformed"),
    ("no such time",          good(time="2026-10-12 25:00:00"),        "time",           "time-malformed"),
    ("another day",           good(time="2026-10-13 00:00:00"),        "time",           "time-outside-day"),
]
HEADINGS = [
    ("a column missing",      HEADING[:4],                             [("time", "column-missing")]),
    ("a column twice",        (*HEADING, "金额"),                      [("amount", "column-twice")]),
    ("a column unknown",      (*HEADING, "备注"),                      [("6", "column-unknown")]),
    ("rows without heading",  ONE,                                     NO_HEADING),
]
NO_FILES = [
    ("empty",                 b"",                                     "file-filled"),
    ("a mark only",           codecs.BOM_UTF8,                         "file-filled"),
    ("UTF-16",                statement(ONE, encoding="utf-16"),       "encoding-known"),
    ("UTF-16, no mark",       statement(ONE, encoding="utf-16-le"),    "encoding-known"),
    ("broken bytes",          statement(ONE) + b"\xff\xff\xff\n\n\n",  "encoding-known"),
    ("a quote left open",     statement(ONE) + b'"2026,BD',            "csv-quotes"),
    ("a line of commas",      statement(ONE) + b"," * 20_000,          "line-bounded"),
]
# fmt: on


async def nothing_kept(desk: BankDesk) -> bool:
    tables = (BankReconciliation.__table__, ReconciledRow.__table__)
    return [await desk.office.rows(table) for table in tables] == [[], []] and not list(
        desk.office.settings.data.glob("files/intake/*/*")
    )


def told(problem: dict[str, Any]) -> list[tuple[int, str, str]]:
    assert problem["errors_found"] >= len(problem["errors"])
    assert all(each["text"] for each in problem["errors"])
    return [(each["row"], each["column"], each["code"]) for each in problem["errors"]]


@pytest.mark.parametrize(
    ("row", "column", "code"), [each[1:] for each in FAULTY_ROWS], ids=[each[0] for each in FAULTY_ROWS]
)
async def test_a_faulty_row_refuses_the_file_whole(
    desk: BankDesk, row: tuple[str, ...], column: str, code: str
) -> None:
    problem = refused(await desk.reconcile(statement(TWO, row)), 422, "statement-faulty", errors_found=1)
    assert told(problem) == [(3, column, code)]
    assert await nothing_kept(desk)


def test_every_check_has_been_met() -> None:
    assert {check.code for check in CHECKS} == {each[3] for each in FAULTY_ROWS}


@pytest.mark.parametrize(("heading", "faults"), [each[1:] for each in HEADINGS], ids=[each[0] for each in HEADINGS])
async def test_a_heading_that_is_not_the_agreed_one_is_told_column_by_column(
    desk: BankDesk, heading: tuple[str, ...], faults: list[tuple[str, str]]
) -> None:
    problem = refused(await desk.reconcile(statement(ONE, heading=heading)), 422, "statement-faulty")
    assert told(problem) == [(1, *fault) for fault in faults]
    assert await nothing_kept(desk)


@pytest.mark.parametrize(("content", "rule"), [each[1:] for each in NO_FILES], ids=[each[0] for each in NO_FILES])
async def test_what_is_no_such_file_is_refused_with_a_reason(desk: BankDesk, content: bytes, rule: str) -> None:
    refused(await desk.reconcile(content), 422, "rule-broken", field="file", rule=rule)
    assert await nothing_kept(desk)


@pytest.mark.parametrize(("content", "found"), [(PNG, "image/png"), (b"PK\x03\x04 xlsx", "application/zip")])
async def test_a_file_of_another_type_is_not_taken(desk: BankDesk, content: bytes, found: str) -> None:
    refused(await desk.reconcile(content), 415, "unsupported-media-type", found=found, accepted=["text/csv"])
    assert await nothing_kept(desk)


async def test_all_faults_of_a_file_are_told_at_once_in_the_callers_language(desk: BankDesk) -> None:
    content = statement(good(1, amount="-1.00", kind="?"), good(2), good(2), good(4)[:2])
    problem = refused(await desk.reconcile(content, language="zh"), 422, "statement-faulty", errors_found=4)
    assert told(problem) == [
        (2, "amount", "amount-negative"),
        (2, "kind", "kind-unknown"),
        (4, "transaction_no", "transaction-twice"),
        (5, "row", "row-short"),
    ]
    assert [each["text"] for each in problem["errors"]][-1] == "该行列数不足,可能被截断"
    english = refused(await desk.reconcile(content), 422, "statement-faulty")
    assert all(each["text"].isascii() for each in english["errors"])


async def test_of_very_many_faults_the_first_are_told(desk: BankDesk) -> None:
    content = statement(*(good(number, amount="?") for number in range(1, 301)))
    problem = refused(await desk.reconcile(content), 422, "statement-faulty", errors_found=300)
    assert len(problem["errors"]) == statements.MOST_TOLD == 200


async def test_a_file_of_too_many_rows_is_refused(desk: BankDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MOST_ROWS", 2)
    assert (await desk.reconcile(statement(ONE, TWO))).status_code == 201
    refused(await desk.reconcile(statement(ONE, TWO, good(3))), 422, "rule-broken", rule="rows-bounded")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("cut", [3, 20, 33, 50])
async def test_a_file_cut_off_in_its_last_row_has_that_row_told(desk: BankDesk, encoding: str, cut: int) -> None:
    whole, last = statement(ONE, TWO, encoding=encoding), ",".join(good(3)).encode(encoding)
    problem = refused(await desk.reconcile(whole + last[:cut]), 422, "statement-faulty")
    assert {each[0] for each in told(problem)} == {4}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("heading", [HEADING, ("Transaction_No", "policy_no", "amount", "kind", "time")])
async def test_a_good_file_is_read_however_it_was_saved(
    desk: BankDesk, encoding: str, heading: tuple[str, ...]
) -> None:
    content = statement(ONE, good(2, kind="撤单"), good(2), heading=heading, encoding=encoding) + b"\r\n\r\n"
    run = (await desk.reconcile(content)).json()
    assert (run["missing_with_us"], run["bank_premium_fen"], run["bank_void_fen"]) == (3, 10_000_000, 5_000_000)
    rows = await desk.rows(run)
    assert [(each["row"], each["bank_at"]) for each in rows] == [(n, "2026-10-12T02:15:00Z") for n in (2, 3, 4)]


@given(st.integers(min_value=1, max_value=99_999_999_999_999))
def test_yuan_become_fen_exactly(fen: int) -> None:
    assert fen_of(f"{fen // 100}.{fen % 100:02d}") == fen <= MAX_FEN


@given(st.text())
def test_what_is_no_amount_is_none(written: str) -> None:
    fen = fen_of(written)
    assert fen is None or f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}".lstrip("-") in written
