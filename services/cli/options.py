"""Options that several commands share. Nothing heavy is imported here: help must come at once."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

DataDir = Annotated[
    Path | None,
    typer.Option("--data", envvar="GUIMIAN_DATA", help="Folder of the data (default: ./data).", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Host = Annotated[str | None, typer.Option(help="Address to listen on (default: 127.0.0.1).", show_default=False)]
Port = Annotated[int | None, typer.Option(help="Port (default: 8080 or the next free one).", show_default=False)]
Service = Annotated[str | None, typer.Option(help="Only this service (default: all five).", show_default=False)]
Org = Annotated[str, typer.Option(help="Organisation code or its beginning (default: all).", show_default=False)]
First = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day (default: 30 days).")]
Last = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day (default: today).")]
Kind = Annotated[str | None, typer.Option(help="Only this kind of case.", show_default=False)]
Since = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day (default: all).")]
Until = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day (default: all).")]
Lang = Annotated[Literal["zh", "en"], typer.Option(help="Chinese or English.")]
Out = Annotated[
    Path | None,
    typer.Option(help="The file (default: report-ORG-PERIOD.docx).", dir_okay=False, show_default=False),
]
