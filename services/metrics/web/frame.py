"""The frame of every page: head, window and organisation in the address, freshness, formats, colours."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from nicegui import ui

from services.metrics.confidential import hidden_from
from services.metrics.figure_words import SERVICES, measured
from services.metrics.periods import DEFAULT_ZONE, FIRST_DAY
from services.metrics.queries import Window
from services.metrics.schemas import Bilingual, Freshness, KpiAnswer
from services.metrics.web.data import Data, narrowed
from services.metrics.web.words import word
from shared import clock
from shared.auth import Actor
from shared.errors import Text
from shared.language import Language

HOME = ZoneInfo(DEFAULT_ZONE)
PAGES = {
    "/": "page.board", "/lines": "page.lines", "/services": "page.services", "/renewals": "page.renewals",
    "/benefits": "page.benefits", "/claims": "page.claims", "/callbacks": "page.callbacks", "/hall": "page.hall",
    "/defects": "page.defects", "/trainings": "page.trainings", "/scorecard": "page.scorecard",
    "/stars": "page.stars", "/report": "page.report",
}  # fmt: skip
DAYS = {"today": 1, "week": 7, "month": 30}
STATES = {"live": "positive", "behind": "warning", "silent": "negative"}
GOOD, WARNING, BAD, PLAIN = "#1f9d61", "#e39b2d", "#d64545", "#2463c4"
STYLE = """
body { font-family: "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; background: #f3f5f9; }
body.body--dark { background: #0e1420; }
.g-card { border-radius: 14px; box-shadow: 0 1px 3px rgba(16,24,40,.08); background: #fff; }
.body--dark .g-card { background: #182133; }
.g-value { font-size: 2.1rem; font-weight: 650; line-height: 1.1; font-variant-numeric: tabular-nums;
  white-space: nowrap; }
.g-unit { font-size: .48em; font-weight: 500; opacity: .72; }
.g-small { font-size: .78rem; opacity: .72; }
.g-tiles { display: grid; gap: 14px; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); width: 100%; }
.g-charts { display: grid; gap: 14px; width: 100%;
  grid-template-columns: repeat(auto-fit, minmax(min(430px, 100%), 1fr)); }
.g-thirds { display: grid; gap: 14px; width: 100%;
  grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr)); }
.g-defined { display: flex; flex-direction: column; gap: 8px; overflow-wrap: anywhere; }
.g-defined > :last-child { flex: 1; }
@media (min-width: 1300px) {
  .g-tiles { grid-template-columns: repeat(6, minmax(0, 1fr)); }
  .g-tiles.g-fives { grid-template-columns: repeat(5, minmax(0, 1fr)); }
}
@media (min-width: 900px) {
  .g-tiles.g-fours { grid-template-columns: repeat(4, minmax(0, 1fr)); }
  .g-charts.g-pairs { grid-template-columns: 1fr 1fr; }
}
.g-table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
.g-table th { font-size: .78rem; font-weight: 500; opacity: .72; text-align: right; padding: 4px 10px; }
.g-table td { text-align: right; padding: 7px 10px; vertical-align: top; border-top: 1px solid rgba(118,131,154,.22);
  white-space: nowrap; }
.g-table :is(th, td):first-child { text-align: left; padding-left: 0; }
.g-table a { color: inherit; text-decoration: none; }
.g-table a:hover, .g-table a:focus-visible { text-decoration: underline; }
.g-table td > a > span, .g-table td > span { font-weight: 600; }
.g-table .g-groups th { text-align: center; border-bottom: 1px solid rgba(118,131,154,.22); }
.g-scores .g-table th { white-space: pre-line; vertical-align: bottom; min-width: 6.5em; }
.g-lines { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
.g-lines th { font-size: .78rem; font-weight: 500; opacity: .72; text-align: left; padding: 4px 10px 4px 0; }
.g-lines td { padding: 7px 10px 7px 0; vertical-align: top; border-top: 1px solid rgba(118,131,154,.22); }
.g-lines :is(th, td):nth-child(4) { text-align: right; white-space: nowrap; padding-right: 24px; }
.g-lines td:nth-child(4) { font-weight: 600; }
.g-lines td:last-child:not(.g-sum td) { font-size: .82rem; opacity: .8; }
.g-lines .g-sum td { font-weight: 650; text-align: right; }
.g-lines .g-sum td:nth-child(2) { padding-right: 24px; }
.g-bar { height: 4px; border-radius: 2px; background: #c0563f; margin-top: 3px; min-width: 3px; }
.body--dark .nicegui-link:not(.g-tile, .g-nav *) { color: #8fb4f5; }
.g-card .q-table__card { background: transparent; }
@media (max-width: 800px) {
  .g-table :is(th, td) { padding: 6px 5px; }
  .g-table { font-size: .86rem; }
  .g-table td:first-child { white-space: normal; min-width: 3.5em; }
  .g-table th { white-space: nowrap; }
  .g-tiles { grid-template-columns: 1fr 1fr; gap: 10px; }
  .g-value { font-size: 1.6rem; }
  .g-lines thead { display: none; }
  .g-lines tr { display: block; border-top: 1px solid rgba(118,131,154,.22); padding: 8px 0; }
  .g-lines td { display: block; border: 0; padding: 2px 0; }
  .g-lines :is(td, .g-sum td):nth-child(n) { text-align: left; white-space: normal; }
  .g-lines td[data-head]::before { content: attr(data-head); display: block; font-size: .74rem; opacity: .7; }
  .g-lines .g-sum td:not(:empty) { display: inline-block; padding-right: 12px; }
}
.g-nav a { text-decoration: none; padding: 2px 4px; color: inherit; opacity: .75; }
.g-nav a.g-here { opacity: 1; font-weight: 650; border-bottom: 3px solid #2463c4; }
.g-tile { cursor: pointer; text-decoration: none; color: inherit; display: flex; flex-direction: column;
  padding: 14px 16px 8px;
  border-left: 5px solid var(--tone, #2463c4); }
.g-tile > .nicegui-echart { margin-top: auto; }
.q-timeline__title { font-size: 1rem; margin-bottom: 0; }
.q-timeline__content { padding-bottom: 10px; }
.g-tile:focus-visible { outline: 3px solid #2463c4; }
"""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, in which language, at which organisation and window (`org`, `days`, `day` of the address)."""

    data: Data
    actor: Actor
    language: Language
    query: Mapping[str, str]
    root: str  # where the pages are mounted, as the browser sees it

    def word(self, key: str) -> str:
        return word(key, self.language)

    def text(self, told: Text | Bilingual) -> str:
        return str(getattr(told, self.language))

    @property
    def org(self) -> str:
        return narrowed(self.query.get("org", ""), self.actor)

    def place(self, org: str) -> str:
        return org or self.word("all_orgs")

    @property
    def kind(self) -> str | None:
        """Only this kind of case: a KPI's page of one line."""
        return self.query.get("kind") or None

    @property
    def days(self) -> str:
        return self.query["days"] if self.query.get("days") in DAYS else "month"

    @property
    def day(self) -> date | None:
        """A past day to look back at, or None for now."""
        try:
            day = date.fromisoformat(self.query.get("day", ""))
        except ValueError:
            return None
        return day if FIRST_DAY <= day < clock.now().astimezone(HOME).date() else None

    @property
    def since(self) -> date | None:
        """The first day of a window of any length (`from` of the address), or None."""
        try:
            return date.fromisoformat(self.query.get("from", ""))
        except ValueError:
            return None

    def window(self, days: int | None = None) -> Window:
        end = self.day or clock.now().astimezone(HOME).date()
        start = end - timedelta(days=(days or DAYS[self.days]) - 1)
        if days is None and self.since:
            start = min(self.since, end)
        return Window(self.org, None, max(FIRST_DAY, start), self.day, hidden=hidden_from(self.actor))

    def link(self, path: str, **changes: str) -> str:
        """For NiceGUI's links, which put the mount path before it themselves; raw HTML needs `root` before it."""
        asked = {"lang": self.language, "org": self.org, "days": self.days, "day": self.query.get("day", "")} | changes
        return f"{path}?{urlencode({name: value for name, value in asked.items() if value})}"


def case_path(kind: str, case_no: str) -> str:
    """A foreign system's case number may hold what means something in an address."""
    return f"/case/{quote(kind, safe='')}/{quote(case_no, safe='')}"


def head(viewer: Viewer, title: str, path: str, **kept: str) -> ui.row:
    """The top of a page; returns the row that freshness is shown in. `kept`: what else the address has to hold."""
    ui.add_css(STYLE)
    _end_with_the_token(viewer.actor)
    dark = ui.dark_mode(value=viewer.query.get("dark") == "1")
    with ui.row().classes("items-center w-full justify-between q-px-md q-pt-md"):
        _navigation(viewer, path)
        with ui.row().classes("items-center gap-2"):
            moment = ui.label().classes("g-small")
            ui.timer(1.0, lambda: moment.set_text(local(clock.now(), seconds=True)))
            other = "en" if viewer.language == "zh" else "zh"
            ui.link("EN" if other == "en" else "中文", viewer.link(path, lang=other, **kept)).classes(
                "text-weight-medium"
            )
            ui.button(icon="contrast", on_click=dark.toggle).props(
                f'flat round dense aria-label="{viewer.word("dark")}"'
            )
    with ui.row().classes("items-center w-full gap-3 q-px-md"):
        ui.label(title).classes("text-h6")
        return ui.row().classes("items-center gap-2").mark("freshness")


def _navigation(viewer: Viewer, path: str) -> None:
    with ui.row().classes("items-baseline gap-4 g-nav").props('role="navigation"'):
        for target, word in PAGES.items():
            link = ui.link(viewer.word(word), viewer.link(target)).classes("text-subtitle1")
            if target == path:
                link.classes("g-here").props('aria-current="page"')


def _end_with_the_token(actor: Actor) -> None:
    """A signing-in proxy brings a newer one at the reload; without it the page asks to sign in."""

    def end() -> None:
        ui.navigate.reload()
        client.content.clear()  # with the timers in it, for browsers that do not reload

    if actor.until < math.inf:
        client = ui.context.client
        ui.timer(max(0.0, actor.until - time.time()), end, once=True)


def show_freshness(row: ui.row, freshness: list[Freshness], viewer: Viewer) -> None:
    """A service nobody hears is shown as silent, never as zero."""
    row.clear()
    with row:
        for each in freshness:
            name = getattr(SERVICES.get(each.service), viewer.language, each.service)
            lag = f" −{each.behind}" if each.behind else ""
            seen = local(each.last_event_at, seconds=True) if each.last_event_at else "–"
            with ui.badge(f"{name} {viewer.word(each.state)}{lag}", color=STATES[each.state]).props("rounded"):
                ui.tooltip(seen)


def local(at: datetime | None, *, seconds: bool = False) -> str:
    return "–" if at is None else f"{at.astimezone(HOME):%Y-%m-%d %H:%M{':%S' if seconds else ''}}"


def figure(answer: KpiAnswer, value: float | None, viewer: Viewer) -> str:
    """A KPI's value as people read it; hours are given in seconds by the cells already divided."""
    return said(value, answer.kpi.unit, viewer)


def said(value: float | None, unit: str, viewer: Viewer) -> str:
    return viewer.word("none") if value is None else measured(value, unit, viewer.language)


def tone(answer: KpiAnswer) -> str:
    """Green on target, red off it, blue where there is no target or no value."""
    value, target, better = answer.value, answer.kpi.target, answer.kpi.better
    if value is None or target is None or better is None:
        return PLAIN
    return GOOD if (value >= target if better == "higher" else value <= target) else BAD
