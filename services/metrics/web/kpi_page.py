"""One KPI with its birth certificate: formula, population, counts, trend, breakdown, and the very cases."""

from dataclasses import replace

from nicegui import ui

from services.metrics import queries
from services.metrics.figure_words import code, part_word
from services.metrics.listing import Choice
from services.metrics.queries import Window
from services.metrics.schemas import CaseOut, KpiAnswer
from services.metrics.web import charts
from services.metrics.web.frame import Viewer, case_path, figure, head, local, show_freshness
from services.metrics.web.parts import card
from services.metrics.web.slices import kind_of


async def show(viewer: Viewer, kpi_id: str) -> None:
    kpi, window = queries.find(kpi_id), replace(viewer.window(), kind=viewer.kind)
    by = viewer.query.get("by") if viewer.query.get("by") in queries.row(kpi).by else None
    choice = Choice(value=viewer.query.get("value") if by else None)
    answer = await viewer.data.kpi(kpi_id, window)
    name = " · ".join(filter(None, (viewer.text(kpi.name), viewer.kind and _kind(viewer))))
    freshness = head(viewer, f"{name} · {viewer.place(viewer.org)}", f"/kpi/{kpi_id}", **_kept(viewer, "by", "value"))
    show_freshness(freshness, answer.freshness, viewer)
    with ui.column().classes("w-full q-pa-md gap-4"):
        with ui.element("div").classes("g-charts"):
            _certificate(answer, viewer)
            month = replace(viewer.window(30), kind=viewer.kind)
            points = (await viewer.data.trends((kpi_id,), month))[kpi_id]
            with card(viewer.word("trend")):
                options = charts.trend(points, kpi.unit == "%", kpi.target)
                ui.echart(options).classes("w-full").style("height: 260px")
        await _breakdown(viewer, kpi_id, window, by)
        await _cases(viewer, answer, replace(window, by=by if choice.value else None), choice)


def _kind(viewer: Viewer) -> str:
    return code(viewer.kind, viewer.language)


def _certificate(answer: KpiAnswer, viewer: Viewer) -> None:
    kpi, say = answer.kpi, viewer.word
    lines = {
        say("population"): viewer.text(kpi.population),
        say("formula"): f"{kpi.formula} ({say('version')} {kpi.version})",
        say("numerator"): f"{answer.numerator:,}",
        say("denominator"): "–" if answer.denominator is None else f"{answer.denominator:,}",
        say("window"): f"{answer.start} … {answer.end}",
        say("as_of"): local(answer.as_of, seconds=True),
        say("target"): "–" if kpi.target is None else figure(answer, kpi.target, viewer),
        say("basis"): f"{kpi.basis} ({say('verified' if kpi.verified else 'unverified')})",
    }
    with ui.element("div").classes("g-card q-pa-md"):
        ui.label(figure(answer, answer.value, viewer)).classes("g-value")
        for name, text in lines.items():
            with ui.row().classes("no-wrap gap-3 q-mt-xs"):
                ui.label(name).classes("g-small").style("min-width: 6em")
                ui.label(text)


async def _breakdown(viewer: Viewer, kpi_id: str, window: Window, by: str | None) -> None:
    choices = queries.row(queries.find(kpi_id)).by
    chosen = by or choices[0]
    answer = await viewer.data.kpi(kpi_id, replace(window, by=chosen))
    with card(viewer.word("breakdown")):
        with ui.row().classes("gap-2"):
            for choice in choices:
                link = ui.link(
                    viewer.word(f"by.{choice}"), viewer.link(f"/kpi/{kpi_id}", by=choice, **_kept(viewer))
                ).classes("g-small no-underline")
                link.classes("text-weight-bold text-primary" if choice == chosen else "")
        is_count = answer.denominator is None
        chart = charts.breakdown(answer, chosen, viewer.language) if is_count else charts.rates(answer, chosen, viewer)
        if len(answer.slices or []) > charts.MOST_BARS:
            ui.label(viewer.word("most_cases").format(charts.MOST_BARS, len(answer.slices or []))).classes("g-small")
        ui.echart(chart).classes("w-full").style("height: 260px")


def _kept(viewer: Viewer, *names: str) -> dict[str, str]:
    """Of the address, what the links of the frame don't know of."""
    return {name: viewer.query.get(name, "") for name in ("kind", "from", *names)}


async def _cases(viewer: Viewer, answer: KpiAnswer, window: Window, choice: Choice) -> None:
    kpi_id = answer.kpi.id
    found = await viewer.data.cases(kpi_id, window, choice, viewer.query.get("cursor"))
    names = ("case", "status", "opened", "due", "handler", "salesperson", "channel")
    columns = [{"name": name, "label": viewer.word(name), "field": name, "align": "left"} for name in names]
    rows = [_row(case, viewer) for case in found.items]
    title, chosen = [viewer.word("behind_number")], dict[str, str]()
    if window.by and choice.value:
        title.append(part_word(window.by, choice.value, viewer.language, kind_of(answer)))
        chosen = {"by": window.by, "value": choice.value}
    with card(" · ".join(title)):
        table = ui.table(columns=columns, rows=rows, row_key="case").props("flat dense").classes("w-full")
        table.add_slot(
            "body-cell-case",
            '<q-td :props="props"><a :href="props.row.link" class="text-primary">{{ props.value }}</a></q-td>',
        )
        if found.next_cursor:
            ui.link(
                viewer.word("more"), viewer.link(f"/kpi/{kpi_id}", cursor=found.next_cursor, **chosen, **_kept(viewer))
            )


def _row(case: CaseOut, viewer: Viewer) -> dict[str, str]:
    return {
        "case": case.case_no,
        "link": viewer.root + viewer.link(case_path(case.kind, case.case_no)),
        "status": code(case.status, viewer.language, case.kind),
        "opened": local(case.opened_at),
        "due": local(case.due_at),
        "handler": case.handler or "–",
        "salesperson": case.salesperson or "–",
        "channel": code(case.channel, viewer.language),
    }
