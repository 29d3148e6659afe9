"""Rows of a table that hold from a day to a day: close one with `effective_to`, never delete it."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import combinations
from typing import TypeVar


class DatedRow:
    __slots__ = ()

    effective_from: date
    effective_to: date | None  # the last day in force

    def in_force(self, on: date) -> bool:
        return self.effective_from <= on <= (self.effective_to or date.max)


Row = TypeVar("Row", bound=DatedRow)


def check_one_a_day(rows: Sequence[Row], id_of: Callable[[Row], str]) -> None:
    """ValueError when two rows of one id are in force on the same day."""
    for one, other in combinations(rows, 2):
        first, second = sorted((one, other), key=lambda row: row.effective_from)
        if id_of(one) == id_of(other) and first.in_force(second.effective_from):
            raise ValueError(f"two rows of {id_of(one)} are in force on {second.effective_from}")
