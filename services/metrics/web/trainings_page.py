"""What trainings in the field did: the defect rate of an outlet's forms before each and after it."""

from collections.abc import Sequence
from dataclasses import replace

from nicegui import ui

from services.metrics.figure_words import code
from services.metrics.trainings import DAYS, DefectRate, TrainingEffect
from services.metrics.web.data import Ask
from services.metrics.web.frame import BAD, GOOD, Viewer, case_path
from services.metrics.web.parts import Cell, FigureTable, KpiTile, Tile, card, draw_sparks, keep_alive, opened

TILES = ("trainings-held", "defect-rate")
HEADS = ("held_on", "by.outlet", "topics", "attendees", "before", "after", "difference")


async def show(viewer: Viewer) -> None:
    tell, say = await opened(viewer, viewer.word("title.trainings"), "/trainings"), viewer.word
    with ui.column().classes("w-full q-px-md q-pb-md gap-4"):
        with ui.element("div").classes("g-tiles g-fours"):
            tiles = {kpi_id: KpiTile(kpi_id, viewer) for kpi_id in TILES}
            better = Tile(say("helped"), viewer.link("/trainings"), "trainings-helped")
        with card(say("effects").format(DAYS)):
            heads = [say(head).capitalize() for head in HEADS]
            table = FigureTable(heads, say("no_trainings"), viewer.root)

    async def refresh() -> None:
        (numbers,) = await viewer.data.answers(Ask(TILES, viewer.window()))
        effects = await viewer.data.trainings(replace(viewer.window(), start=None))
        for answer in numbers:
            tiles[answer.kpi.id].show(answer)
        better.set(*_helped(effects, viewer))
        table.show([_row(effect, viewer) for effect in effects])
        tell(numbers[0])

    async def draw() -> None:
        await draw_sparks(tiles, viewer)

    await keep_alive(viewer, refresh, draw)


def _helped(effects: Sequence[TrainingEffect], viewer: Viewer) -> tuple[str, str]:
    """Of the trainings whose days after are over: of the others nothing is known yet."""
    over = [effect.difference for effect in effects if effect.difference is not None and not effect.is_partial]
    note = viewer.word("of_completed")
    return (f"{sum(each < 0 for each in over):,} / {len(over):,}" if over else "–"), note


def _row(effect: TrainingEffect, viewer: Viewer) -> list[Cell]:
    difference, so_far = effect.difference, viewer.word("so_far") if effect.is_partial else ""
    change = "–" if difference is None else f"{difference * 100:+.1f} {viewer.word('points')}"
    colour = "" if not difference else GOOD if difference < 0 else BAD
    return [
        Cell(str(effect.held_on), effect.case_no, viewer.link(case_path("training", effect.case_no))),
        Cell(effect.outlet, effect.org),
        Cell(_list([code(topic, viewer.language) for topic in effect.topics], viewer)),
        Cell(f"{effect.attendees:,}"),
        _rate(effect.before, effect, "before"),
        _rate(effect.after, effect, "after"),
        Cell(change, so_far, mark=f"difference:{effect.case_no}", colour=colour),
    ]


def _rate(rate: DefectRate, effect: TrainingEffect, mark: str) -> Cell:
    text = "–" if rate.value is None else f"{rate.value:.1%}"
    return Cell(text, f"{rate.defective:,} / {rate.accepted:,}", mark=f"{mark}:{effect.case_no}")


def _list(names: Sequence[str], viewer: Viewer) -> str:
    return ("、" if viewer.language == "zh" else ", ").join(names)
