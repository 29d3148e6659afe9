"""What holds for every command: its files are for their owner only, and what it meets on the disk is told in a line."""

import errno
import os
import sqlite3
from typing import Any

import typer
from typer.core import TyperGroup


class Group(TyperGroup):
    def invoke(self, ctx: Any) -> Any:
        before = os.umask(0o077)  # personal data, encrypted or not, are nobody else's on this machine
        try:
            return super().invoke(ctx)
        except (OSError, sqlite3.Error) as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:  # who read the output has gone
                raise
            typer.secho(f"{type(error).__name__}: {error}", fg="red", err=True)
            raise typer.Exit(1) from None
        finally:
            os.umask(before)
