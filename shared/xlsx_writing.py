"""Worksheets written: the few parts that every spreadsheet program asks for."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
LINK = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/{{}}" Target="{{}}"/></Relationships>'
)
PARTS = {
    "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": XML + LINK.format("officeDocument", "xl/workbook.xml"),
    "xl/workbook.xml": f'{XML}<workbook {MAIN} xmlns:r="{OFFICE}">'
    '<sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": XML + LINK.format("worksheet", "worksheets/sheet1.xml"),
}
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def workbook_of(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of one sheet of up to 26 columns, whose cells are all text: no spreadsheet reckons them."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in PARTS.items():
            archive.writestr(name, part)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f"{XML}<worksheet {MAIN}><sheetData>".encode())
            for number, row in enumerate(rows, start=1):
                sheet.write(f'<row r="{number}">{"".join(_cells(number, row))}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
    return written.getvalue()


def _cells(number: int, row: Sequence[str]) -> Iterator[str]:
    for place, text in enumerate(row):
        if text:
            inside = escape(UNWRITABLE.sub("\ufffd", text))
            place_of = f"{chr(ord('A') + place)}{number}"
            yield f'<c r="{place_of}" t="inlineStr"><is><t xml:space="preserve">{inside}</t></is></c>'
