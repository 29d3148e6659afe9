"""Lists of insured persons (被保险人清单) as organisations hand them in: CSV or XLSX, with such lists' faults."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from xml.sax.saxutils import escape

from simulator.moves import one_of
from simulator.people import GIVEN, SURNAMES, Person, person

HEADING = ("姓名", "性别", "出生日期", "证件类型", "证件号码", "监护人", "手机号")
SEXES = {"male": "男", "female": "女"}
ADULT = 18
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    sex: str
    born_on: str
    id_number: str
    guardian: str
    mobile: str

    @property
    def cells(self) -> tuple[str, ...]:
        return self.name, self.sex, self.born_on, "身份证", self.id_number, self.guardian, self.mobile

    @property
    def as_insured(self) -> dict[str, str]:
        """As the route for additions takes a person."""
        names = ("name", "sex", "born_on", "id_type", "id_number", "guardian", "mobile")
        return dict(zip(names, self.cells, strict=True))


@dataclass(frozen=True, slots=True)
class ListFile:
    name: str
    content: bytes
    media_type: str


def roster(draw: Random, org: str, on: date, ages: tuple[int, int], heads: int) -> list[Row]:
    """Who is to be insured, nobody twice: always the same people of one draw."""
    people: dict[str, Person] = {}
    while len(people) < heads:
        found = person(draw, org, on, ages)
        people.setdefault(found.id_number, found)
    return [_row(draw, each, on) for each in people.values()]


def _row(draw: Random, who: Person, on: date) -> Row:
    is_minor = (on - who.born_on).days < ADULT * 365.25 + 1
    guardian = draw.choice(SURNAMES) + "".join(draw.sample(GIVEN, 2)) if is_minor else ""
    mobile = who.mobile if draw.random() < 0.8 else ""
    return Row(who.name, SEXES[who.sex], who.born_on.isoformat(), who.id_number, guardian, mobile)


Fault = Callable[[Row, Row], Row]


def _mistype(row: Row, _: Row) -> Row:
    last = "0" if row.id_number[-1] != "0" else "1"
    return replace(row, id_number=row.id_number[:-1] + last)


def _lose_digits(row: Row, _: Row) -> Row:
    return replace(row, id_number=f"{row.id_number[0]}.{row.id_number[1:6]}E+17")


def _shift_birthday(row: Row, _: Row) -> Row:
    return replace(row, born_on=(date.fromisoformat(row.born_on) - timedelta(days=9)).isoformat())


def _repeat(_: Row, row_before: Row) -> Row:
    return row_before


def _cut_mobile(row: Row, _: Row) -> Row:
    return replace(row, mobile="1395951")


def _leave_out_name(row: Row, _: Row) -> Row:
    return replace(row, name="")


def _leave_out_guardian(row: Row, _: Row) -> Row:
    return replace(row, guardian="") if row.guardian else _mistype(row, row)


FAULTS: dict[Fault, int] = {
    _mistype: 26,  # 校验码不符
    _leave_out_guardian: 22,  # 未成年人未填监护人
    _lose_digits: 18,  # 证件号被存为数字
    _shift_birthday: 12,  # 出生日期与证件号不符
    _repeat: 10,  # 重复
    _cut_mobile: 8,
    _leave_out_name: 4,
}


def bad_rows(draw: Random, heads: int) -> list[int]:
    """The places of the rows that are wrong, never that of the first one."""
    count = max(1, min(round(heads * draw.uniform(0.01, 0.06)), heads // 4))
    return sorted(draw.sample(range(1, heads), count))


def spoilt(draw: Random, rows: Sequence[Row], places: Sequence[int]) -> list[Row]:
    found = list(rows)
    for place in places:
        found[place] = one_of(draw, FAULTS)(rows[place], rows[place - 1])
    return found


def list_file(draw: Random, rows: Sequence[Row]) -> ListFile:
    """Half of them are workbooks; many a CSV comes from an office programme that knows no UTF-8."""
    table = [HEADING, *(row.cells for row in rows)]
    if draw.random() < 0.5:
        return ListFile("清单.xlsx", _workbook(table), XLSX)
    text = io.StringIO()
    csv.writer(text).writerows(table)
    return ListFile("清单.csv", text.getvalue().encode("gb18030" if draw.random() < 0.6 else "utf-8-sig"), CSV)


SHEETS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
LINK = '<Relationship Id="r1" Type="' + OFFICE + '/{}" Target="{}"/>'
BOOK = {
    "_rels/.rels": LINKS.format(LINK.format("officeDocument", "xl/workbook.xml")),
    "xl/_rels/workbook.xml.rels": LINKS.format(LINK.format("worksheet", "worksheets/sheet1.xml")),
    "xl/workbook.xml": f'<workbook {SHEETS} xmlns:r="{OFFICE}"><sheets><sheet name="清单" sheetId="1" r:id="r1"/>'
    "</sheets></workbook>",
}


def _workbook(table: Sequence[Sequence[str]]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in {**BOOK, "xl/worksheets/sheet1.xml": _sheet(table)}.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)  # undated, so always the same bytes
    return content.getvalue()


def _sheet(table: Sequence[Sequence[str]]) -> str:
    lines = "".join(f'<row r="{number}">{_cells(cells, number)}</row>' for number, cells in enumerate(table, start=1))
    return f"<worksheet {SHEETS}><sheetData>{lines}</sheetData></worksheet>"


def _cells(cells: Sequence[str], number: int) -> str:
    return "".join(
        f'<c r="{chr(ord("A") + place)}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        for place, cell in enumerate(cells)
        if cell
    )
