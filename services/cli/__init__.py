"""The `guimian` command (柜面命令行)."""

import sys

from services.cli.commands import app
from shared import collector


def main() -> None:
    """Exit codes: 0 done, 1 failed or differing, 2 wrongly called, 130 interrupted."""
    collector.look_seldom()  # before a command imports what it needs: all of that stays
    try:
        app()
    except KeyboardInterrupt:  # before a server listens; afterwards it stops by itself
        sys.exit(130)
