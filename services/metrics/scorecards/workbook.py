"""The scorecard as the sheet that a province sends round: branches as rows, groups of metrics as columns."""

from io import BytesIO
from itertools import groupby
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from services.metrics.schemas import Bilingual
from services.metrics.scorecards.schemas import ColumnOut, LineOut, ScorecardOut
from services.metrics.scorecards.sets import WHOLE
from shared.attachments import file_name
from shared.errors import Language, Text

WORDS = {
    "title": Text("机构考核评分表", "Scorecard of branches"),
    "all": Text("全公司", "All branches"),
    "org": Text("机构", "Branch"),
    "group": Text("类别", "Group"),
    "metric": Text("指标", "Metric"),
    "weight": Text("权重", "Weight"),
    "full": Text("满分线", "Full mark"),
    "zero": Text("零分线", "Zero"),
    "target": Text("目标", "Target"),
    "value": Text("实际值", "Value"),
    "score": Text("得分", "Score"),
    "judged": Text("有值权重", "Weight with a value"),
    "total": Text("总分", "Total"),
    "rank": Text("名次", "Rank"),
    "whole": Text("合计", "Together"),
}
GROUP, METRIC, WEIGHT, FULL, ZERO, TARGET, NAMES, FIRST = range(1, 9)  # rows; the title stands above them
FORMATS = {"%": "0.0%", "cases": "#,##0", "notices": "#,##0", "sessions": "#,##0", "yuan": "#,##0"}
CENTRED = {"align": "center", "valign": "vcenter", "text_wrap": True, "border": 1}


def workbook_of(told: ScorecardOut, language: Language) -> bytes:
    """Numbers are numbers, so that they can be sorted and added up; nothing is a formula."""
    written = BytesIO()
    with Workbook(written, {"in_memory": True}) as book:
        _Sheet(book, told, language).write()
    return written.getvalue()


def name_of(told: ScorecardOut) -> str:
    return file_name("scorecard", told.org, str(told.end), form="xlsx")


class _Sheet:
    """One sheet while it is written."""

    def __init__(self, book: Workbook, told: ScorecardOut, language: Language) -> None:
        self._sheet: Worksheet = book.add_worksheet()
        self._book, self._told, self._language = book, told, language
        self._formats: dict[str, Any] = {}

    def write(self) -> None:
        lines, last = [*self._told.branches, self._told.whole], 2 * len(self._told.metrics)
        self._title(last + 3)
        self._heads()
        for place, name in enumerate(("judged", "total", "rank"), last + 1):
            self._sheet.merge_range(GROUP, place, NAMES, place, self._word(name), self._format(bold=True))
        for row, line in enumerate(lines, FIRST):
            self._line(row, line, self._word("whole") if line is lines[-1] else line.org)
        self._sheet.merge_range(
            FIRST + len(lines), 0, FIRST + len(lines), last + 3, self._said(self._told.rule), self._format(align="left")
        )
        self._sheet.set_row(FIRST + len(lines), 48)
        self._sheet.set_column(0, 0, 14)
        self._sheet.freeze_panes(FIRST, 1)

    def _title(self, last: int) -> None:
        told = self._told
        title = f"{told.org or self._word('all')} {self._word('title')} {told.start} – {told.end}"
        self._sheet.merge_range(0, 0, 0, last, title, self._format(bold=True, font_size=14))

    def _heads(self) -> None:
        for row, name in enumerate(("group", "metric", "weight", "full", "zero", "target", "org"), GROUP):
            self._sheet.write_string(row, 0, self._word(name), self._format(bold=True))
        for place, metric in enumerate(self._told.metrics):
            self._metric(1 + 2 * place, metric)
        for _, columns in groupby(enumerate(self._told.metrics), key=lambda each: each[1].group):
            places = [place for place, _ in columns]
            first, last = 1 + 2 * places[0], 2 + 2 * places[-1]
            name = self._said(self._told.metrics[places[0]].group_name)
            self._sheet.merge_range(GROUP, first, GROUP, last, name, self._format(bold=True))

    def _metric(self, column: int, metric: ColumnOut) -> None:
        shown = self._format(FORMATS.get(metric.unit, "0.00"))
        name = self._format(bold=True)
        self._sheet.merge_range(METRIC, column, METRIC, column + 1, self._said(metric.name), name)
        self._sheet.merge_range(WEIGHT, column, WEIGHT, column + 1, metric.weight, self._format("0.##"))
        for row, value in ((FULL, metric.full), (ZERO, metric.zero), (TARGET, metric.target)):
            self._sheet.merge_range(row, column, row, column + 1, value, shown)
        self._sheet.write_string(NAMES, column, self._word("value"), name)
        self._sheet.write_string(NAMES, column + 1, self._word("score"), name)

    def _line(self, row: int, line: LineOut, name: str) -> None:
        self._sheet.write_string(row, 0, name, self._format())
        for place, (cell, metric) in enumerate(zip(line.cells, self._told.metrics, strict=True)):
            self._number(row, 1 + 2 * place, cell.value, FORMATS.get(metric.unit, "0.00"))
            self._number(row, 2 + 2 * place, cell.score, "0.00")
        after = 1 + 2 * len(line.cells)
        self._number(row, after, line.weight, "0.##" if line.weight != WHOLE else "0")
        self._number(row, after + 1, line.total, "0.00")
        self._number(row, after + 2, line.rank, "0")

    def _number(self, row: int, column: int, value: float | None, shown: str) -> None:
        """What has no value is a dash: an empty field looks forgotten, and a zero would be a lie."""
        if value is None:
            self._sheet.write_string(row, column, "–", self._format())
        else:
            self._sheet.write_number(row, column, value, self._format(shown))

    def _format(self, shown: str = "General", **more: Any) -> Any:
        wanted = CENTRED | {"num_format": shown} | more
        if (name := str(wanted)) not in self._formats:
            self._formats[name] = self._book.add_format(wanted)
        return self._formats[name]

    def _word(self, name: str) -> str:
        return str(getattr(WORDS[name], self._language))

    def _said(self, text: Bilingual) -> str:
        return str(getattr(text, self._language))
