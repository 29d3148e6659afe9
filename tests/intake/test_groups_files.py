"""What is no list is refused with a reason; what is one is read, however it was saved."""

import codecs
import io
import zipfile
from typing import Any

import pytest

from services.intake.groups import list_files
from shared.clock import SimulatedClock
from shared.files import open_files
from shared.settings import Settings
from tests.intake.counter import PNG, counter_in, refused
from tests.intake.groups_desk import HEADING, RELATIONS, GroupDesk, archive_of, csv_of, pupil, pupils, xlsx_of

FIVE = pupils(5)
SHEET = [HEADING, *FIVE]
FORMULA = (f"<f>{'A'}1</f><v>2</v>", *pupil(1)[1:])
MERGED = '<mergeCells count="1"><mergeCell ref="A1:G1"/></mergeCells>'


def far_away(cell: str) -> bytes:
    """A sheet that says of a cell that it lies far from the others: the reader would allot all between."""
    inside = f'<row r="1"><c r="A1"><v>1</v></c></row><row><c r="{cell}"><v>1</v></c></row>'
    return xlsx_of(SHEET, after=f"</sheetData><sheetData>{inside}")


def unplaced(columns: int = 2_000, rows: int = 200_000) -> bytes:
    """Cells that don't say where they are: a few kilobytes that the reader would allot gigabytes for."""
    cell = "<c><v>1</v></c>"
    return xlsx_of(SHEET, after=f"</sheetData><sheetData><row>{cell * columns}</row>{f'<row>{cell}</row>' * rows}")


def misplaced(content: bytes) -> bytes:
    """Its directory says that the first part begins before the file does."""
    offset = content.rfind(b"PK\5\6") + 16
    return content[:offset] + b"\xff\xff\xff\x0f" + content[offset + 4 :]


def moved(content: bytes) -> bytes:
    """The same workbook with its sheet where sheets don't usually lie."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    return archive_of({
        name.replace("xl/worksheets/", "xl/w/"): text.replace('Target="worksheets/', 'Target="w/')
        for name, text in parts.items()
    })  # fmt: skip


def blanks_before(content: bytes, cell: bytes) -> bytes:
    """More of them before the cell's place than the check reads at a time."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    spread = {name: text.replace(b'r="' + cell, b"r" + b" " * 2**21 + b'="' + cell) for name, text in parts.items()}
    return archive_of({name: text.decode() for name, text in spread.items()})


def damaged(content: bytes) -> bytes:
    """Bytes inside the sheet's packed data are other ones."""
    at = content.index(b"xl/worksheets/sheet1.xml") + 40
    return content[:at] + bytes(byte ^ 0xFF for byte in content[at : at + 40]) + content[at + 40 :]


def locked(content: bytes) -> bytes:
    """Each member is marked as encrypted, in its own header and in the directory."""
    marked = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            marked[at + offset] |= 1
            at = content.find(mark, at + 4)
    return bytes(marked)


# fmt: off
NO_LISTS = [
    # what                     content                                                         rule
    ("empty",                  b"\xef\xbb\xbf",                                                "file-filled"),
    ("blank lines",            b"\n\n \n",                                                     "heading-first"),
    ("heading only",           csv_of([]),                                                     "rows-present"),
    ("no heading",             csv_of(FIVE[1:], FIVE[0]),                                      "heading-first"),
    ("a title above",          csv_of([HEADING, *FIVE], ["仙游县第一中学被保险人清单"]),          "heading-first"),
    ("a column missing",       csv_of([r[:4] for r in FIVE], HEADING[:4]),                     "columns-complete"),
    ("a column twice",         csv_of(FIVE, (*HEADING[:6], "姓名")),                            "columns-once"),
    ("UTF-16",                 csv_of(FIVE, encoding="utf-16"),                                "encoding-known"),
    ("UTF-16 without a mark",  csv_of(FIVE, encoding="utf-16-le"),                             "encoding-known"),
    ("Big5",                   csv_of([], ("姓名", "性別", "出生日期"), encoding="big5"),         "heading-first"),
    ("broken bytes",           csv_of(FIVE) + b"\xff\xff\xff\n\n\n\n",                         "encoding-known"),
    ("a quote left open",      csv_of(FIVE) + '"欧阳,男\n'.encode(),                            "csv-quotes"),
    ("semicolons",             csv_of(FIVE).replace(b",", b";"),                               "heading-first"),
    ("XLSX, empty",            xlsx_of([]),                                                    "file-filled"),
    ("XLSX, merged heading",   xlsx_of(SHEET, after=MERGED),                                   "no-merged-cells"),
    ("XLSX, formula",          xlsx_of([HEADING, *FIVE, FORMULA]),                             "no-formulas"),
    ("XLSX, two sheets",       xlsx_of(SHEET, SHEET),                                          "one-sheet"),
    ("XLSX, cut off",          xlsx_of(SHEET)[:-200],                                          "xlsx-readable"),
    ("XLSX, no sheet in it",   archive_of({"xl/workbook.xml": RELATIONS.format("")}),          "xlsx-readable"),
    ("XLSX, a far column",     far_away("XFD2"),                                               "sheet-bounded"),
    ("XLSX, a far row",        far_away("A1048576"),                                           "sheet-bounded"),
    ("XLSX, a hidden far row", far_away("&#65;1048576"),                                       "sheet-bounded"),
    ("XLSX, far behind blanks", blanks_before(far_away("XFD2"), b"XFD2"),                       "xlsx-readable"),
    ("XLSX, cells unplaced",   unplaced(),                                                     "cells-placed"),
    ("XLSX, an odd place",     moved(far_away("XFD2")),                                        "sheet-bounded"),
    ("XLSX, many sheets",      xlsx_of(SHEET, *[[]] * 10),                                     "one-sheet"),
    ("XLSX, damaged inside",   damaged(xlsx_of(SHEET)),                                        "xlsx-readable"),
    ("XLSX, begins before it", misplaced(xlsx_of(SHEET)),                                      "xlsx-readable"),
    ("XLSX, a password",       locked(xlsx_of(SHEET)),                                         "xlsx-readable"),
    ("a line of commas",       csv_of([*FIVE, ["," * 20_000]]).replace(b'"', b""),             "line-bounded"),
]
# fmt: on


@pytest.mark.parametrize(("content", "rule"), [each[1:] for each in NO_LISTS], ids=[each[0] for each in NO_LISTS])
async def test_what_is_no_list_is_refused_with_a_reason(desk: GroupDesk, content: bytes, rule: str):
    case = await desk.accept()
    async with desk.counter.nothing_written():
        problem = refused(await desk.hand_in(case, content), 422, "rule-broken", field="file", rule=rule)
    assert problem["detail"].isascii() or "姓名" in problem["detail"] or "证件号码" in problem["detail"]
    assert not list(desk.counter.settings.data.glob("files/intake/*/*"))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PNG, "image/png"),
        (b"%PDF-1.7 list", "application/pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "application/vnd.ms-excel"),
        (archive_of({"word/document.xml": "<w/>"}), "application/zip"),
    ],
)
async def test_a_file_of_another_type_is_not_taken(desk: GroupDesk, content: bytes, found: str):
    case = await desk.accept()
    async with desk.counter.nothing_written():
        problem = refused(await desk.hand_in(case, content, name="list.csv"), 415, "unsupported-media-type")
    assert (problem["found"], problem["accepted"][0]) == (found, "text/csv")


async def test_an_empty_upload_is_refused(desk: GroupDesk):
    refused(await desk.hand_in(await desk.accept(), b""), 422, "rule-broken", rule="file-filled")


async def test_how_many_rows_a_list_may_have(desk: GroupDesk, monkeypatch: pytest.MonkeyPatch):
    assert list_files.MOST_ROWS == 50_000
    monkeypatch.setattr(list_files, "MOST_ROWS", 5)
    case = await desk.accept()
    answer = await desk.hand_in(case, csv_of(pupils(6)))
    refused(answer, 422, "rule-broken", rule="rows-bounded", detail="A list has 5 rows at most: split it")
    assert (await desk.hand_in(case, csv_of(FIVE))).status_code == 202


async def test_a_file_that_is_too_large_is_refused(settings: Settings, time: SimulatedClock):
    small = settings.model_copy(update={"max_upload_bytes": 500})
    async with counter_in(small, time) as counter:
        desk = GroupDesk(counter)
        case = await desk.accept()
        async with counter.nothing_written():
            refused(await desk.hand_in(case, csv_of(pupils(50))), 413, "payload-too-large", limit_bytes=500)
            refused(await desk.hand_in(case, csv_of(pupils(5000))), 413, "payload-too-large")


async def test_an_archive_that_unpacks_to_too_much_is_refused(desk: GroupDesk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("shared.xlsx_files.MOST_BYTES", 2**20)
    content = archive_of({"xl/workbook.xml": "<w/>", "xl/media/big.bin": "0" * 2**21})
    answer = await desk.hand_in(await desk.accept(), content)
    refused(answer, 422, "rule-broken", rule="xlsx-size")


TAKEN = {
    "UTF-8": csv_of(FIVE),
    "UTF-8 with a mark": codecs.BOM_UTF8 + csv_of(FIVE),
    "GB18030": csv_of(FIVE, encoding="gb18030"),
    "no newline at the end": csv_of(FIVE).rstrip(),
    "old newlines": csv_of(FIVE).replace(b"\r\n", b"\n"),
    "blank rows between": csv_of([FIVE[0], ["", " "], *FIVE[1:], [], []]),
    "columns in another order, others beside": csv_of(
        [("1", *reversed(row), "三年二班") for row in FIVE], ("序号", *reversed(HEADING), "班级")
    ),
    "hints in the heading": csv_of(FIVE, ("* 姓名", "性 别", "出生日期(YYYY-MM-DD)", *HEADING[3:])),
    "XLSX": xlsx_of(SHEET),
    "XLSX with an empty second sheet": xlsx_of(SHEET, []),
    "XLSX with numbers": xlsx_of([HEADING, *[(*row[:2], int(row[2].replace("-", "")), *row[3:]) for row in FIVE]]),
}


@pytest.mark.parametrize("content", TAKEN.values(), ids=TAKEN.keys())
async def test_a_list_is_read_however_it_was_saved(desk: GroupDesk, content: bytes):
    case, told = await desk.import_list(await desk.accept(), content)
    assert await desk.findings(case) == []
    assert (case["heads"], told["stored"], told["rows"]) == (5, 5, 5)
    assert told["media_type"] == (list_files.XLSX if content.startswith(b"PK") else "text/csv")
    shown = (await desk.get(f"/{case['case_no']}/insured", pii=True))["items"]
    assert [(each["name"], each["id_number"], each["guardian"]) for each in shown] == [
        (row[0], row[4], row[5]) for row in FIVE
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("cut", [2, 20, 33])
async def test_a_list_cut_off_in_its_last_row_has_that_row_told(desk: GroupDesk, encoding: str, cut: int):
    whole, last = csv_of(FIVE, encoding=encoding), csv_of([pupil(9)], encoding=encoding).splitlines()[1]
    case, told = await desk.import_list(await desk.accept(), whole + last[:cut], "good")
    assert (told["rows"], told["stored"]) == (6, 5)
    assert {(each["row"], each["code"]) for each in await desk.findings(case)} >= {(7, "row-short")}


async def test_a_number_cell_that_lost_its_digits_is_told_as_that(desk: GroupDesk):
    cells: tuple[Any, ...] = (*pupil(0)[:4], 350322201001010015, *pupil(0)[5:])
    case, _ = await desk.import_list(await desk.accept(), xlsx_of([HEADING, cells]))
    assert [each["code"] for each in await desk.findings(case)] == ["id-lost-digits"]


async def test_the_file_lies_in_the_store_under_its_hash_as_it_came(desk: GroupDesk, settings: Settings):
    content = csv_of(FIVE, encoding="gb18030")
    sha256 = (await desk.hand_in(await desk.accept(), content)).json()["sha256"]
    assert await open_files(settings, "intake").get(sha256) == content
