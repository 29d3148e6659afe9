"""`python -m services.docs`: write what is generated; `--check` only compares; `--release` freezes the contracts."""

import argparse
import sys
from pathlib import Path

from services.docs.contracts import breaks, contract_files, release
from services.docs.discovery import ROOT, kinds
from services.docs.kind_tables import PATH, kind_tables
from services.docs.pages import pages

DOCS = ROOT / "docs"


def generated() -> dict[Path, str]:
    contracts = {DOCS / "contracts" / path: text for path, text in contract_files().items()}
    return contracts | {DOCS / path: text for path, text in pages().items()} | {PATH: kind_tables(kinds())}


def leftovers(files: dict[Path, str]) -> list[Path]:
    """Contracts on disk that nothing generates any more."""
    found = [path for folder in ("schemas", "samples") for path in (DOCS / "contracts" / folder).glob("*")]
    return sorted(path for path in found if path not in files)


def out_of_step(files: dict[Path, str]) -> list[Path]:
    differing = [path for path, text in files.items() if not path.exists() or path.read_text() != text]
    return differing + leftovers(files)


def write(files: dict[Path, str]) -> None:
    for path in leftovers(files):
        path.unlink()
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m services.docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is out of step")
    parser.add_argument("--release", action="store_true", help="make today's contracts the ones that may only grow")
    options = parser.parse_args(arguments)
    files = generated()
    changed = out_of_step(files)
    for path in changed:
        print(f"{'out of step' if options.check else 'written'}: {path.relative_to(ROOT)}")
    if options.check:
        return 1 if changed else 0
    write(files)
    return _release() if options.release else 0


def _release() -> int:
    broken = breaks()
    for change in broken:
        print(f"breaking: {change}", file=sys.stderr)
    if not broken:
        release()
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
