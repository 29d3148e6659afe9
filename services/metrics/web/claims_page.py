"""Claims (理赔): the day's clearance, investigators' load, ages, limits near, times, what is paid and claimed back."""

from dataclasses import replace

from nicegui import ui

from services.metrics.schemas import KpiAnswer
from services.metrics.web import claims_tables
from services.metrics.web.claims_tables import AGED, BY_INVESTIGATOR, BY_LIMIT, GRANTED, LATE, LEFT, UTILISATION
from services.metrics.web.data import Ask
from services.metrics.web.frame import Viewer
from services.metrics.web.parts import chart_panel, draw_sparks, keep_alive, opened, table_card, tile_row

TODAY = ("small-claims-of-day", "small-claims-settled", LEFT, "small-claims-same-day-rate")
FIELD = ("surveys-unreported", "surveys-in-hand", "surveys-overdue", LATE)
TIMES = ("claim-payment-cycle-mean", "claim-closing-time-mean", "claims-closed-within-1-day-rate",
         "claims-closed-within-5-days-rate", "claim-win-rate", "claim-limits-met-rate")  # fmt: skip
BACK = ("claim-backs-opened", "claim-backs-open", "claim-backs-open-amount", "claim-backs-recovered-rate")
PAID = ("claim-amount-paid", GRANTED, "claims-social-insurance-kept-amount", "claims-social-insurance-kept-rate")
IDS = (*TIMES, *PAID, *BACK)


class Page:
    """Today's numbers are of today (or of the past day that is looked at), whatever the window is."""

    def __init__(self, viewer: Viewer, cut_off: str) -> None:
        self._viewer, say = viewer, viewer.word
        _headline(say("clearance").format(cut_off))
        self.tiles = tile_row(TODAY, viewer, days="today")
        with ui.element("div").classes("g-charts g-pairs"):
            self._stages = table_card(viewer, "why_open", ("standing", "small_open"), "all_settled")
            self._holders = table_card(viewer, "who_holds", ("holder", "small_open"), "all_settled")
        _headline(say("limits"))
        self._limits = table_card(viewer, "limits_near", ("limit", "near", "broken", "met"), "no_limits")
        _headline(say("field"))
        self.tiles |= tile_row(FIELD, viewer, days="today")
        with ui.element("div").classes("g-charts g-pairs"):
            heads = ("investigator", "today_held", "load", "in_hand", "late_now", "reported_in_time")
            self._loads = table_card(viewer, "loads", heads, "no_surveys", note="allocation_rule")
            self._days = chart_panel(say("load_by_day"), 260)
            self._aged = {kpi: table_card(viewer, f"ages.{kpi}", ("age_days", "open_now"), "none_open") for kpi in AGED}
        _headline(say("times"))
        self.tiles |= tile_row(TIMES, viewer, "g-tiles")
        _headline(say("payments"))
        self.tiles |= tile_row(PAID, viewer)
        self._paid = table_card(viewer, "by_liability", ("liability", "granted"), "nothing_paid")
        _headline(say("claim_backs"))
        self.tiles |= tile_row(BACK, viewer)

    async def refresh(self) -> KpiAnswer:
        viewer, today, window = self._viewer, self._viewer.window(1), self._viewer.window()
        now, whole, stages, holders, limits, held, loads, by_hand, surveys, claims, paid = await viewer.data.answers(
            Ask((*TODAY, *FIELD), today),
            Ask(IDS, window),
            Ask((LEFT,), replace(today, by="stage")),
            Ask((LEFT,), replace(today, by="handler")),
            Ask(BY_LIMIT, replace(window, by="limit")),
            Ask((UTILISATION,), replace(today, by="investigator")),
            Ask((UTILISATION,), replace(window, by="investigator")),
            Ask(BY_INVESTIGATOR, replace(window, by="handler")),
            Ask((AGED["surveys"],), replace(today, by="age")),
            Ask((AGED["claims"],), replace(today, by="age", kind="claim")),
            Ask((GRANTED,), replace(window, by="liability")),
        )
        for answer in (*now, *whole):
            self.tiles[answer.kpi.id].show(answer)
        self._stages.show(claims_tables.stage_rows(stages[0], viewer))
        self._holders.show(claims_tables.holder_rows(holders[0], viewer))
        self._limits.show(claims_tables.limit_rows(limits, viewer))
        self._loads.show(claims_tables.load_rows(held[0], loads[0], by_hand, viewer))
        self._aged["surveys"].show(claims_tables.age_rows(surveys[0], viewer))
        self._aged["claims"].show(claims_tables.age_rows(claims[0], viewer))
        self._paid.show(claims_tables.liability_rows(paid[0], viewer))
        return now[0]

    async def draw(self) -> None:
        await draw_sparks(self.tiles, self._viewer)
        trends = await self._viewer.data.trends((UTILISATION, LATE), self._viewer.window(30))
        claims_tables.draw_loads(self._days, trends, self._viewer)


def _headline(text: str) -> None:
    ui.label(text).classes("text-weight-medium")


async def show(viewer: Viewer) -> None:
    tell = await opened(viewer, viewer.word("title.claims"), "/claims")
    with ui.column().classes("w-full q-px-md q-pb-md gap-4"):
        page = Page(viewer, await viewer.data.cut_off(viewer.org, viewer.language) or "–")

    async def refresh() -> None:
        tell(await page.refresh())

    await keep_alive(viewer, refresh, page.draw)
