"""Worksheets written."""

import re
from collections.abc import Sequence
from io import BytesIO

from xlsxwriter import Workbook

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def workbook_of(rows: Sequence[Sequence[str]]) -> bytes:
    """A workbook of one sheet, whose cells are all text: no spreadsheet reckons them."""
    written = BytesIO()
    with Workbook(written, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            for place, text in enumerate(row):
                if text:
                    sheet.write_string(number, place, UNWRITABLE.sub("\ufffd", text))
    return written.getvalue()
