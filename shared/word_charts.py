"""Charts of a Word document: Word's own, drawn in the reader's font from numbers that stand in the file."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple
from xml.sax.saxutils import escape, quoteattr

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
CHART_OF = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
DRAWN = "http://schemas.openxmlformats.org/drawingml/2006"
NAMESPACES = f'xmlns:c="{DRAWN}/chart" xmlns:a="{DRAWN}/main"'
COLOURS = ("2463C4", "E39B2D", "1F9D61", "7A5BC0")
INK, LINES = "404A5C", "D9DEE7"
EMU_A_CM = 360_000
WIDTH_CM = 16.5
SMALL = 900  # hundredths of a point
WHOLE, FEW = 1, 8
Kind = Literal["bars", "columns", "lines"]


class Chart(NamedTuple):
    """`bars` lie, the first on top; `columns` stand and `lines` run over the categories. None is a gap, no zero."""

    title: str
    kind: Kind
    categories: Sequence[str]
    series: Sequence[tuple[str, Sequence[float | None]]]
    shown: str = "General"  # format of the numbers, as a spreadsheet has it

    @property
    def height_cm(self) -> float:
        return 2.2 + 0.75 * len(self.categories) if self.kind == "bars" else 6.0


def add_chart(document: Any, chart: Chart, number: int, font: str) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    path = PackURI(f"/word/charts/chart{number}.xml")
    part = Part(path, CHART_TYPE, _xml(chart, font).encode(), document.part.package)
    paragraph = document.add_paragraph()
    paragraph.add_run()._r.append(parse_xml(_frame(chart, number, document.part.relate_to(part, CHART_OF))))


def _frame(chart: Chart, number: int, relation: str) -> str:
    width, height = int(WIDTH_CM * EMU_A_CM), int(chart.height_cm * EMU_A_CM)
    title = quoteattr(chart.title)
    return (
        f'<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        f'xmlns:wp="{DRAWN}/wordprocessingDrawing" xmlns:a="{DRAWN}/main" '
        f'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{number}" name={title} descr={title}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{DRAWN}/chart"><c:chart xmlns:c="{DRAWN}/chart" r:id="{relation}"/>'
        f"</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )


def _xml(chart: Chart, font: str) -> str:
    legend = '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>' if len(chart.series) > 1 else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {NAMESPACES}>'
        f'<c:roundedCorners val="0"/><c:chart>{_title(chart.title)}<c:autoTitleDeleted val="0"/>'
        f"<c:plotArea><c:layout/>{_plot(chart)}{_axes(chart)}</c:plotArea>"
        f'{legend}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{_text(font)}</c:chartSpace>"
    )


def _title(title: str) -> str:
    return (
        f'<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr sz="{SMALL + 100}" b="1"/></a:pPr>'
        f'<a:r><a:rPr sz="{SMALL + 100}" b="1"/><a:t>{escape(title)}</a:t></a:r></a:p></c:rich></c:tx>'
        f'<c:overlay val="0"/></c:title>'
    )


def _text(font: str) -> str:
    face = quoteattr(font)
    return (
        f'<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="{SMALL}">{_fill(INK)}'
        f"<a:latin typeface={face}/><a:ea typeface={face}/></a:defRPr></a:pPr>"
        f'<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
    )


def _plot(chart: Chart) -> str:
    series = "".join(_series(chart))
    ids = '<c:axId val="1"/><c:axId val="2"/>'
    if chart.kind == "lines":
        return (
            f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
            f"{ids}</c:lineChart>"
        )
    way = "bar" if chart.kind == "bars" else "col"
    return (
        f'<c:barChart><c:barDir val="{way}"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'{series}<c:gapWidth val="60"/>{ids}</c:barChart>'
    )


def _series(chart: Chart) -> Iterator[str]:
    for place, (name, values) in enumerate(chart.series):
        colour, column = COLOURS[place % len(COLOURS)], chr(ord("B") + place)
        last = len(chart.categories) + 1
        drawn = _fill(colour)
        if chart.kind == "lines":
            drawn = f'<a:ln w="25400">{drawn}</a:ln>'
        beside = f'<c:marker><c:symbol val="circle"/><c:size val="5"/><c:spPr>{_fill(colour)}</c:spPr></c:marker>'
        if chart.kind != "lines":
            beside = '<c:invertIfNegative val="0"/>'
        yield (
            f'<c:ser><c:idx val="{place}"/><c:order val="{place}"/>'
            f"<c:tx>{_strings(f'Sheet1!${column}$1', [name])}</c:tx><c:spPr>{drawn}</c:spPr>"
            f"{beside}{_labels(chart)}"
            f"<c:cat>{_strings(f'Sheet1!$A$2:$A${last}', chart.categories)}</c:cat>"
            f"<c:val>{_numbers(f'Sheet1!${column}$2:${column}${last}', values, chart.shown)}</c:val></c:ser>"
        )


def _labels(chart: Chart) -> str:
    """The numbers themselves, where they don't crowd."""
    is_shown = len(chart.series) == 1 and len(chart.categories) <= 12
    shown = f'<c:numFmt formatCode={quoteattr(chart.shown)} sourceLinked="0"/><c:spPr/>' if is_shown else ""
    flags = "".join(
        f'<c:{name} val="{int(is_shown and name == "showVal")}"/>'
        for name in ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
    )
    return f"<c:dLbls>{shown}{flags}</c:dLbls>"


def _strings(formula: str, texts: Sequence[str]) -> str:
    points = "".join(f'<c:pt idx="{at}"><c:v>{escape(text)}</c:v></c:pt>' for at, text in enumerate(texts))
    count = f'<c:ptCount val="{len(texts)}"/>'
    return f"<c:strRef><c:f>{formula}</c:f><c:strCache>{count}{points}</c:strCache></c:strRef>"


def _numbers(formula: str, values: Sequence[float | None], shown: str) -> str:
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{value!r}</c:v></c:pt>' for at, value in enumerate(values) if value is not None
    )
    told = f'<c:formatCode>{escape(shown)}</c:formatCode><c:ptCount val="{len(values)}"/>{points}'
    return f"<c:numRef><c:f>{formula}</c:f><c:numCache>{told}</c:numCache></c:numRef>"


def _axes(chart: Chart) -> str:
    """Bars are read from the top, values always from zero."""
    lie = chart.kind == "bars"
    order, crosses = ("maxMin", "max") if lie else ("minMax", "autoZero")
    side, below = ("l", "b") if lie else ("b", "l")
    grid = f"<c:majorGridlines><c:spPr><a:ln>{_fill(LINES)}</a:ln></c:spPr></c:majorGridlines>"
    return (
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{side}"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/><c:crossAx val="2"/><c:crosses val="autoZero"/>'
        f'<c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/>{_ends(chart)}</c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{below}"/>{grid}'
        f'<c:numFmt formatCode={quoteattr(chart.shown)} sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="1"/><c:crosses val="{crosses}"/>'
        f"{_steps(chart)}</c:valAx>"
    )


def _ends(chart: Chart) -> str:
    most = f'<c:max val="{WHOLE}"/>' if "%" in chart.shown and _most(chart) <= WHOLE else ""
    return f'{most}<c:min val="0"/>'


def _steps(chart: Chart) -> str:
    """Of what is counted there is no half."""
    return '<c:majorUnit val="1"/>' if "%" not in chart.shown and _most(chart) <= FEW else ""


def _most(chart: Chart) -> float:
    return max((value for _, values in chart.series for value in values if value is not None), default=0)


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
