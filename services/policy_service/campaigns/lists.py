"""The list of targets that a file gives (目标清单): a column of policy numbers, each fault told with its row. Pure."""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from shared.csv_files import CSV, Row, file_refused, heading_first, heading_of, records_of, rows_of
from shared.errors import Problem, Text, UnsupportedMediaType
from shared.files import sniff

MOST_TARGETS, MOST_TOLD = 50_000, 200
HEADINGS = ("policy_no", "保单号")
POLICY_NO = re.compile(r"[A-Za-z0-9-]{1,40}", re.ASCII)
# fmt: off
FAULTS = {
    "policy-malformed": Text("保单号有误", "The policy number is malformed"),
    "policy-twice":     Text("保单号重复", "The policy stands there twice"),
    "policy-unknown":   Text("本机构没有该有效保单", "Your organisation has no such policy in force"),
}
# fmt: on


class TargetsRefused(Problem):
    """`faults`: the first of `faults_found`, each with row, code and text; nothing of the file was taken."""

    status = 422
    title = Text("目标清单有差错,未予导入", "The list has faults: nothing of it was taken")


class Fault(NamedTuple):
    row: int
    code: str


def read_targets(content: bytes) -> tuple[dict[str, int], list[Fault]]:
    """Each policy number with its row, and what is wrong as far as the file tells; RuleBroken: it is no such file."""
    if kind := sniff(content[:16]):
        raise UnsupportedMediaType(found=kind, accepted=[CSV])
    records = records_of(content)
    heading = [heading_of(cell) for cell in heading_first(records)]
    if sum(cell in HEADINGS for cell in heading) != 1:
        raise file_refused("heading-first", "首行应有一列保单号", "The first row names one column `policy_no`")
    fields = ["policy_no" if cell in HEADINGS else None for cell in heading]
    found: dict[str, int] = {}
    faults = list(_faults(rows_of(fields, records), found))
    if not (found or faults):
        raise file_refused("file-filled", "清单为空", "The list is empty")
    return found, faults


def unknown_among(found: dict[str, int], known: Collection[str]) -> list[Fault]:
    return [Fault(row, "policy-unknown") for number, row in found.items() if number not in known]


def refuse_targets(faults: list[Fault]) -> None:
    """All that is wrong with a list, by row, at once."""
    if faults:
        told = [each._asdict() | FAULTS[each.code]._asdict() for each in sorted(faults)[:MOST_TOLD]]
        raise TargetsRefused(faults_found=len(faults), faults=told)


def _faults(rows: Iterator[Row], found: dict[str, int]) -> Iterator[Fault]:
    for place, row in enumerate(rows):
        if place >= MOST_TARGETS:
            raise file_refused("rows-bounded", f"至多{MOST_TARGETS}件", f"A list has {MOST_TARGETS:,} policies at most")
        number = row.cells.get("policy_no", "")
        if not POLICY_NO.fullmatch(number):
            yield Fault(row.number, "policy-malformed")
        elif number in found:
            yield Fault(row.number, "policy-twice")
        else:
            found[number] = row.number
