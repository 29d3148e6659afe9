"""What an import did, and which rows it refused."""

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.metrics.importlog.faults import Refusal
from shared.language import Language, counted

KEPT = 1_000


@dataclass
class ImportReport:
    """`refused` holds the first 1,000 refusals; `refused_file`, all of them."""

    file: str
    kind: str
    rows: int = 0
    cases: int = 0
    new_cases: int = 0
    changed_cases: int = 0
    unchanged_cases: int = 0
    refused_cases: int = 0
    events: int = 0
    refusals: int = 0
    refused: list[Refusal] = field(default_factory=list)
    refused_file: str | None = None
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        return {**self.__dict__, "refused": [refusal._asdict() for refusal in self.refused]}

    def text(self, language: Language) -> str:
        lines = [self._zh() if language == "zh" else self._en()]
        lines += [_line(refusal, language) for refusal in self.refused[:20]]
        if self.refused_file:
            lines.append(f"{'全部见' if language == 'zh' else 'All of them:'} {self.refused_file}")
        return "\n".join(lines)

    def _zh(self) -> str:
        return (
            f"{self.file}:{self.rows:,} 行,{self.cases:,} 件({self.kind});新增 {self.new_cases:,} 件,"
            f"更新 {self.changed_cases:,} 件,未变 {self.unchanged_cases:,} 件,事件 {self.events:,} 条;"
            f"退回 {self.refusals:,} 处、{self.refused_cases:,} 件未导入;用时 {self.seconds:.1f} 秒"
        )

    def _en(self) -> str:
        return (
            f"{self.file}: {counted(self.rows, 'row')}, {counted(self.cases, 'case')} of {self.kind}; "
            f"{self.new_cases:,} new, {self.changed_cases:,} updated, {self.unchanged_cases:,} unchanged, "
            f"{counted(self.events, 'event')}; {counted(self.refusals, 'refusal')}, "
            f"{counted(self.refused_cases, 'case')} left out; {self.seconds:.1f} s"
        )


def _line(refusal: Refusal, language: Language) -> str:
    where = f"[{refusal.column}] " if refusal.column else ""
    if language == "zh":
        return f"  第 {refusal.line} 行 {where}{refusal.zh}"
    return f"  line {refusal.line} {where}{refusal.en}"


class RefusalList:
    """Writes refusals to a file as they come; the report keeps the first of them."""

    def __init__(self, report: ImportReport, path: Path) -> None:
        self._report, self._path = report, path
        self._file = path.open("w", encoding="utf-8-sig", newline="")  # with a BOM, Excel reads the Chinese
        self._csv = csv.writer(self._file)
        self._csv.writerow(Refusal._fields)

    def add(self, refusal: Refusal) -> None:
        self._csv.writerow(refusal)
        self._report.refusals += 1
        if len(self._report.refused) < KEPT:
            self._report.refused.append(refusal)

    def close(self) -> None:
        self._file.close()
        if self._report.refusals:
            self._report.refused_file = str(self._path)
        else:
            self._path.unlink()
