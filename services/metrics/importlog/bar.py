"""The progress bar of an import on a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from services.metrics.importlog.run import Progress as Report
from shared.language import Language

STAGES = {"read": ("读取", "Reading"), "publish": ("写入事件", "Publishing")}


@contextmanager
def progress_bar(console: Console, language: Language = "zh") -> Iterator[Report]:
    """Give the import what this yields as its `progress`; nothing is drawn before its first report."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    bars = Progress(*columns, console=console)
    tasks = {stage: bars.add_task(names[language == "en"], total=None) for stage, names in STAGES.items()}

    def show(stage: Literal["read", "publish"], done: int, total: int) -> None:
        bars.start()
        bars.update(tasks[stage], completed=done, total=total)

    try:
        yield show
    finally:
        if bars.live.is_started:  # its stop writes a line even where nothing was drawn
            bars.stop()
