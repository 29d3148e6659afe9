"""Call-backs (回访): who runs out when, official rates beside combined ones, what calls came to, what waits."""

from dataclasses import replace

from nicegui import ui

from services.metrics.schemas import KpiAnswer
from services.metrics.web import callback_tables
from services.metrics.web.callback_tables import CALLS, LEFT, RESULTS
from services.metrics.web.countdown import Wall
from services.metrics.web.data import Ask
from services.metrics.web.definitions import defined_row
from services.metrics.web.frame import Viewer
from services.metrics.web.parts import draw_sparks, keep_alive, opened, table_card, tile_row

SIDE_BY_SIDE = ("callback-official-rate", "callback-success-rate", "callback-east-rate")
ROUNDS = ("callback-first-round-rate", "callback-second-round-rate", "callback-handed-down-rate",
          "callback-branch-success-rate", "callback-dialect-rate", "callback-dialect-success-rate")  # fmt: skip
ANSWERED = ("callback-contact-rate", "callback-calls-per-success")
PROBLEMS = ("callback-problems-open", "callback-problem-rate", "callback-problem-handling-rate",
            "callback-problems-in-time-rate")  # fmt: skip
COMPLAINTS = ("complaints-open", "complaints-overdue", "complaints-told-in-10-working-days-rate",
              "complaints-decided-in-time-rate")  # fmt: skip
NUMBERS = ("no-number-rate", "numbers-rescued", "contact-collections-open", "contact-collections-in-time-rate")
TILES = (*SIDE_BY_SIDE, *ROUNDS, *ANSWERED, *PROBLEMS, *COMPLAINTS, *NUMBERS)


class Page:
    """The countdown is of now (or of the end of the past day that is looked at), whatever the window is."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer, say = viewer, viewer.word
        _headline(say("countdown"))
        self._wall = Wall(viewer)
        with ui.element("div").classes("g-charts g-pairs"):
            heads = ("days_left", "all_open", "of_province", "of_branch", "in_dialect")
            self._owners = table_card(viewer, "left_by_owner", heads, "none_open")
            heads = ("org", "left.passed", "left.today", "left.tomorrow", "left.in-3-days")
            self._places = table_card(viewer, "left_by_org", heads, "none_soon")
        _headline(say("side_by_side"))
        self.tiles = defined_row(SIDE_BY_SIDE, viewer) | tile_row(ROUNDS, viewer, "g-tiles")
        _headline(say("call_results"))
        self.tiles |= tile_row(ANSWERED, viewer, "g-tiles")
        with ui.element("div").classes("g-charts g-pairs"):
            self._results = table_card(viewer, "by_result", ("result", "times_met"), "no_calls")
            self._rounds = table_card(viewer, "by_round", ("call_round", "times_met"), "no_calls")
        _headline(say("to_be_mended"))
        self._others = table_card(viewer, "left_by_kind", ("days_left", *callback_tables.OTHERS.values()), "none_open")
        for title, ids in (("problems_of_calls", PROBLEMS), ("complaints", COMPLAINTS), ("numbers", NUMBERS)):
            _headline(say(title))
            self.tiles |= tile_row(ids, viewer)

    async def refresh(self) -> KpiAnswer:
        viewer, window = self._viewer, self._viewer.window()
        calls = replace(window, kind=CALLS)
        whole, owners, speech, places, kinds, numbers, results, rounds = await viewer.data.answers(
            Ask(LEFT, calls),
            Ask(LEFT, replace(calls, by="owner")),
            Ask(LEFT, replace(calls, by="speech")),
            Ask(LEFT, replace(calls, by="org")),
            Ask(LEFT, replace(window, by="kind")),
            Ask(TILES, window),
            Ask((RESULTS,), replace(window, by="result")),
            Ask((RESULTS,), replace(window, by="round")),
        )
        self._wall.show(whole, owners)
        self._owners.show(callback_tables.owner_rows(whole, owners, speech, viewer))
        self._places.show(callback_tables.place_rows(places, viewer))
        self._others.show(callback_tables.kind_rows(kinds, viewer))
        for answer in numbers:
            self.tiles[answer.kpi.id].show(answer)
        self._results.show(callback_tables.result_rows(results[0], "result", viewer))
        self._rounds.show(callback_tables.result_rows(rounds[0], "round", viewer))
        return numbers[0]

    async def draw(self) -> None:
        await draw_sparks(self.tiles, self._viewer)


def _headline(text: str) -> None:
    ui.label(text).classes("text-weight-medium")


async def show(viewer: Viewer) -> None:
    tell = await opened(viewer, viewer.word("title.callbacks"), "/callbacks")
    with ui.column().classes("w-full q-px-md q-pb-md gap-4"):
        page = Page(viewer)

    async def refresh() -> None:
        tell(await page.refresh())

    await keep_alive(viewer, refresh, page.draw)
