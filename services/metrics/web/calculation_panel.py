"""A claim's newest calculation (理算书): each line with its facts, arithmetic and basis, and what isn't paid."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from itertools import groupby
from typing import Any

from nicegui import ui

from services.metrics.figure_words import code
from services.metrics.web.frame import Viewer, local
from services.metrics.web.parts import card

VERIFIED = ("V", "V2")
Told = Mapping[str, Any]


def show(calculations: Sequence[Told] | None, viewer: Viewer) -> None:
    with card(viewer.word("calculation")):
        if not calculations:
            ui.label(viewer.word("sister_silent" if calculations is None else "not_calculated")).classes("g-small")
            return
        newest = calculations[0]
        told = (newest["no"], newest["calculated_by"], local(datetime.fromisoformat(newest["calculated_at"])))
        ui.label(viewer.word("reckoned_by").format(*told)).classes("g-small")
        ui.html(_lines(newest, viewer), sanitize=False).classes("w-full")
        if newest["refusals"]:
            ui.label(viewer.word("unpaid_of")).classes("text-weight-medium q-mt-md")
            ui.html(_refusals(newest["refusals"], viewer), sanitize=False).classes("w-full")
        if newest["letter"]:
            with ui.expansion(viewer.word("letter")).classes("w-full q-mt-sm").props("dense"):
                for sentence in newest["letter"]:
                    ui.label(sentence[viewer.language]).classes("g-letter")


def _lines(calculation: Told, viewer: Viewer) -> str:
    """As they stand, cut where another benefit begins; the sums of the cuts are the whole."""
    say = viewer.word
    heads = [say(head) for head in ("line_name", "line_input", "line_formula", "yuan", "basis")]
    rows = list[str]()
    for liability, group in groupby(calculation["lines"], key=lambda line: line["liability"]):
        lines = list(group)
        rows += [_row([*_line(line, viewer)], heads) for line in lines]
        name = " · ".join(filter(None, (say("together"), liability and code(liability, viewer.language, "claim"))))
        rows.append(_sum(name, sum(line["amount_fen"] for line in lines)))
    rows.append(_sum(say("whole"), calculation["total_fen"], mark="calculation-total"))
    if kept := calculation["social_insurance_kept_fen"]:
        rows.append(_sum(say("kept_of"), kept, mark="calculation-kept"))
    return _table(heads, rows)


def _line(line: Told, viewer: Viewer) -> tuple[str, str, str, str, str]:
    language = viewer.language
    name = (line.get("name") or {}).get(language) or code(line["code"], language, "claim")
    mark = viewer.word("mark.verified" if line["mark"] in VERIFIED else "mark.unverified")
    basis = f"{line['basis']} · {mark} ({line['mark']})"
    return name, line["input"][language], line["formula"][language], yuan(line["amount_fen"], plus=True), basis


def _refusals(refusals: Sequence[Told], viewer: Viewer) -> str:
    heads = [viewer.word(head) for head in ("line_input", "why", "basis")]
    told = ([each["subject"], each["text"][viewer.language], f"{each['basis']} ({each['mark']})"] for each in refusals)
    return _table(heads, [_row(row, heads) for row in told])


def _table(heads: Sequence[str], rows: Sequence[str]) -> str:
    head = "".join(f"<th>{escape(each)}</th>" for each in heads)
    return f'<table class="g-lines"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def _row(cells: Sequence[str], heads: Sequence[str]) -> str:
    """On a telephone each field stands below the other, under its head."""
    fields = (f'<td data-head="{escape(head)}">{escape(text)}</td>' for head, text in zip(heads, cells, strict=True))
    return f"<tr>{''.join(fields)}</tr>"


def _sum(name: str, fen: int, mark: str = "") -> str:
    told = f'<span data-kpi="{mark}">{yuan(fen)}</span>'
    return f'<tr class="g-sum"><td colspan="3">{escape(name)}</td><td>{told}</td><td></td></tr>'


def yuan(fen: int, *, plus: bool = False) -> str:
    sign = "−" if fen < 0 else "+" if plus and fen > 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02}"
