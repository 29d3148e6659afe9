"""Chance as a test wants it: numbers of cases that are taken already."""

import secrets
from types import SimpleNamespace

import pytest

from shared import cases


def draw(monkeypatch: pytest.MonkeyPatch, *bits: int) -> None:
    """These are drawn next, and then whatever chance gives."""
    given = iter(bits)

    def randbits(count: int) -> int:
        return next(given, None) or secrets.randbits(count)

    monkeypatch.setattr(cases, "secrets", SimpleNamespace(randbits=randbits))
