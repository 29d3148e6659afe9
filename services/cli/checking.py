"""`guimian files check`: every file that intake has on record, read and compared with its hash."""

from collections import Counter
from pathlib import Path

import typer

from services.cli.common import database, demo_clock, failed, open_ring, print_json, print_table, settings_of, wait_for
from services.intake.files.faults import sweep
from shared.errors import Problem
from shared.files import open_files
from shared.settings import Settings

COLUMNS = ("files", "altered", "lost", "sealed", "restored")


def check(data: Path | None, *, as_json: bool) -> None:
    settings = settings_of(data)
    demo_clock(settings)
    try:
        found = wait_for(_sweep(settings))
    except Problem as problem:  # the store doesn't answer: that says nothing of the files
        raise failed(problem.detail.en) from None
    if as_json:
        print_json(found)
    else:
        print_table(
            ("", *COLUMNS), [(kind, *(str(counts[name]) for name in COLUMNS)) for kind, counts in found.items()]
        )
    if any(counts["altered"] or counts["lost"] or counts["sealed"] for counts in found.values()):
        raise typer.Exit(1)


async def _sweep(settings: Settings) -> dict[str, Counter[str]]:
    async with database(settings, "intake") as sessions:
        open_ring(settings)
        return await sweep(sessions, open_files(settings, "intake"))
