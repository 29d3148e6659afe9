"""What a command meets on the disk is told in a line: a folder that is a file, or that nobody may write to."""

import errno
import sqlite3
from typing import Any

import typer
from typer.core import TyperGroup


class Group(TyperGroup):
    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except (OSError, sqlite3.Error) as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:  # who read the output has gone
                raise
            typer.secho(f"{type(error).__name__}: {error}", fg="red", err=True)
            raise typer.Exit(1) from None
