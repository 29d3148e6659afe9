"""One case: where it stands, its timeline, each clock explained on a time axis and in words; a claim with its lines."""

from datetime import datetime
from typing import Any

from nicegui import ui

from services.metrics.confidential import hidden_from, refuse_hidden
from services.metrics.figure_words import code
from services.metrics.schemas import CaseDetail
from services.metrics.web import calculation_panel
from services.metrics.web.data import CALCULATION_READERS
from services.metrics.web.frame import BAD, GOOD, Viewer, case_path, head, local
from shared.auth import check_scope

COLOURS = {"running": "#2463c4", "paused": "#e39b2d", "closed": "#dfe4ee", "weekend": "#cfd6e4", "holiday": "#e7c7d1"}


async def show(viewer: Viewer, kind: str, case_no: str) -> None:
    refuse_hidden({kind}, hidden_from(viewer.actor))
    case = await viewer.data.case(kind, case_no)
    check_scope(viewer.actor, case.org)
    clocks = await viewer.data.explanations(kind, case_no, viewer.language)
    is_reckoned = kind == "claim" and viewer.actor.has(*CALCULATION_READERS)
    calculations = await viewer.data.calculations(case_no, viewer.language) if is_reckoned else []
    head(viewer, f"{code(kind, viewer.language)} {case_no}", case_path(kind, case_no))
    with ui.column().classes("w-full q-pa-md gap-4"):
        _facts(case, viewer)
        if is_reckoned:
            calculation_panel.show(calculations, viewer)
        with ui.element("div").classes("g-charts"):
            _timeline(case, viewer)
            _clocks(clocks, viewer)


def _facts(case: CaseDetail, viewer: Viewer) -> None:
    facts = {
        "status": code(case.status, viewer.language, case.kind),
        "org": case.org,
        "opened": local(case.opened_at),
        "due": local(case.due_at),
        "waiting": code(case.waiting, viewer.language, case.kind),
        "handler": case.handler or "–",
        "salesperson": case.salesperson or "–",
        "channel": code(case.channel, viewer.language, case.kind),
    }
    with ui.row().classes("g-card q-pa-md w-full gap-8"):
        for name, text in facts.items():
            with ui.column().classes("gap-0"):
                ui.label(viewer.word(name)).classes("g-small")
                ui.label(text).classes("text-weight-medium")


def _timeline(case: CaseDetail, viewer: Viewer) -> None:
    with ui.element("div").classes("g-card q-pa-md"):
        ui.label(viewer.word("timeline")).classes("text-weight-medium")
        with ui.timeline(side="right", layout="dense"):
            for step in case.timeline:
                ui.timeline_entry(
                    f"{step.by} · {code(step.status, viewer.language, case.kind)}",
                    title=code(step.action, viewer.language, case.kind),
                    subtitle=local(step.at, seconds=True),
                    color="orange" if step.waiting else "primary",
                )


def _clocks(clocks: list[dict[str, Any]] | None, viewer: Viewer) -> None:
    with ui.element("div").classes("g-card q-pa-md"):
        ui.label(viewer.word("clocks")).classes("text-weight-medium")
        if not clocks:
            ui.label(viewer.word("sister_silent" if clocks is None else "no_explanation")).classes("g-small")
            return
        with ui.row().classes("gap-3 q-my-sm"):
            for state, colour in COLOURS.items():
                ui.html(f'<span style="color:{colour}">■</span> {viewer.word(state)}', sanitize=False).classes(
                    "g-small"
                )
        for clock in clocks:
            _clock(clock["explanation"], clock["words"], viewer)


def _clock(explanation: dict[str, Any], words: list[str], viewer: Viewer) -> None:
    name, limit = (explanation[f"{each}_{viewer.language}"] for each in ("name", "limit"))
    late = explanation["breached"]
    due_at = local(datetime.fromisoformat(explanation["due_at"])) if explanation["due_at"] else "–"
    # The law's own words first; the arithmetic to the second is what one opens the row for.
    caption = " · ".join((limit, f"{viewer.word('due')} {due_at}", *words[-2:-1]))
    with ui.expansion(name, caption=caption).classes("w-full").props("dense") as panel:
        panel.style(f"border-left: 4px solid {BAD if late else GOOD}")
        for sentence in words:
            ui.label(sentence).classes("g-small")
    ui.html(_bar(explanation["segments"]), sanitize=False).classes("w-full q-mb-md")


def _bar(segments: list[dict[str, Any]]) -> str:
    """The segments on a time axis, as long as they lasted; hover tells from when to when."""
    spans = [(s["state"], datetime.fromisoformat(s["from_at"]), datetime.fromisoformat(s["to_at"])) for s in segments]
    total = sum((end - start).total_seconds() for _, start, end in spans) or 1.0
    parts = "".join(
        f'<div title="{local(start)} – {local(end)}" style="width:{(end - start).total_seconds() / total:.4%};'
        f'background:{COLOURS[state]}"></div>'
        for state, start, end in spans
    )
    ends = f"<span>{local(spans[0][1])}</span><span>{local(spans[-1][2])}</span>" if spans else ""
    return (
        '<div style="display:flex;height:14px;border-radius:4px;overflow:hidden">' + parts + "</div>"
        '<div class="g-small" style="display:flex;justify-content:space-between">' + ends + "</div>"
    )
