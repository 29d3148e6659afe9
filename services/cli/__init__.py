"""The `guimian` command (柜面命令行). Each command imports what it needs when it runs, so that help comes at once."""

import sys

import typer

from services.cli import serving

app = typer.Typer(
    name="guimian",
    help="柜面 Guimian: a life insurer's branch counter. Five services, live timeliness and pending KPIs.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.command()(serving.serve)
app.command()(serving.simulate)
app.command()(serving.migrate)


def main() -> None:
    try:
        app()
    except KeyboardInterrupt:  # before the server listens; afterwards it stops by itself
        sys.exit(130)
