"""A paper to print, as a Word document of headings, tables and paragraphs; the same content is the same bytes."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from shared.word_charts import Chart, add_chart

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "宋体"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EAST_ASIAN, INSTRUCTION = f"{WORD}eastAsia", f"{WORD}instr"
PAGE_CM, MARGIN_CM = (21.0, 29.7), 2.0  # A4
SMALL_POINTS = 9
SMALL_TABLE = 12  # lines
NO_XML = dict.fromkeys((0xFFFE, 0xFFFF), "\ufffd")  # no characters, yet they come through JSON


class Heading(NamedTuple):
    text: str
    level: int = 1


class Table(NamedTuple):
    """`widths`: each column's share of the page's; even without. `numbers`: the columns that are set flush right."""

    rows: Sequence[Sequence[str]]
    heads: Sequence[str] = ()
    widths: Sequence[float] = ()
    numbers: Collection[int] = ()


Block = Heading | Table | Chart | str


def docx_of(title: str, blocks: Iterable[Block], at: datetime, page_word: str = "") -> bytes:
    """`at`: when what it says came to hold, which the document tells as its own time.

    `page_word`: what its pages are numbered by, with a place for the number.
    """
    from docx import Document  # it and lxml would be a fifth of a start, for a paper printed now and then

    document = Document()
    _dress(document, title, at)
    document.add_heading(_clean(title), 0)
    if page_word:
        _number_pages(document, page_word)
    charts, former = count(1), None
    for block in blocks:
        if isinstance(block, Heading):
            document.add_heading(_clean(block.text), block.level)
        elif isinstance(block, Table):
            if isinstance(former, Table):
                document.add_paragraph()  # or the two would become one
            _add_table(document, block)
        elif isinstance(block, Chart):
            add_chart(document, block, next(charts), FONT)
        else:
            _add_text(document, block, is_below_a_table=isinstance(former, Table))
        former = block
    written = BytesIO()
    document.save(written)
    return _undated(written)


def _dress(document: Any, title: str, at: datetime) -> None:
    """Word takes Chinese from a font of its own."""
    from docx.shared import Cm

    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(EAST_ASIAN, FONT)
    (page,) = document.sections
    page.page_width, page.page_height = map(Cm, PAGE_CM)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN_CM)
    about = document.core_properties
    about.author, about.title, about.comments = "", _clean(title), ""
    about.created = about.modified = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _number_pages(document: Any, word: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement

    before, _, after = word.partition("{}")
    (section,) = document.sections
    (paragraph,) = section.footer.paragraphs
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(INSTRUCTION, "PAGE")
    paragraph.add_run(before)
    paragraph._p.append(field)
    paragraph.add_run(after)


def _add_text(document: Any, text: str, *, is_below_a_table: bool) -> None:
    from docx.shared import Pt

    paragraph = document.add_paragraph(_clean(text))
    if is_below_a_table:
        paragraph.paragraph_format.space_before = Pt(SMALL_POINTS)


def _add_table(document: Any, told: Table) -> None:
    lines = [*([told.heads] if told.heads else []), *told.rows]
    table = document.add_table(rows=0, cols=len(lines[0]), style="Table Grid")
    for line in lines:
        for place, (cell, text) in enumerate(zip(table.add_row().cells, line, strict=True)):
            cell.text = _clean(text)
            if told.heads:
                _set_small(cell, bold=line is told.heads, right=place in told.numbers)
    if told.widths:
        _set_widths(table, told.widths)
    if told.heads:
        _hold_together(table, len(lines))


def _hold_together(table: Any, lines: int) -> None:
    """The heads stand on each page; a small table isn't torn apart, and no row of any."""
    from docx.oxml import OxmlElement

    for at, row in enumerate(table.rows):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if at == 0:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        if at < (lines - 1 if lines <= SMALL_TABLE else 1):
            for cell in row.cells:
                cell.paragraphs[0].paragraph_format.keep_with_next = True


def _set_small(cell: Any, *, bold: bool, right: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for paragraph in cell.paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else None
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(SMALL_POINTS), bold or None


def _set_widths(table: Any, shares: Sequence[float]) -> None:
    """Word goes by the cells' widths, other programs by the columns'."""
    from docx.shared import Cm

    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Cm((PAGE_CM[0] - 2 * MARGIN_CM) * share)
        for cell in column.cells:
            cell.width = column.width


def _clean(text: str) -> str:
    return text.translate(NO_XML)


def _undated(written: BytesIO) -> bytes:
    """A zip tells when each of its files was packed: here, never."""
    packed = BytesIO()
    with ZipFile(written) as source, ZipFile(packed, "w") as target:
        for name in source.namelist():
            target.writestr(ZipInfo(name), source.read(name), ZIP_DEFLATED)
    return packed.getvalue()
