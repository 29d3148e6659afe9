"""The part of a premium for the days that are left of a term (按日计算). Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from shared.errors import Text
from shared.marks import Mark


@dataclass(frozen=True, slots=True)
class Term:
    """From the first day of cover to the day after the last."""

    starts_on: date
    ends_on: date

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on


@dataclass(frozen=True, slots=True)
class ProRata:
    """`share_fen`: of a premium for a whole term, from a day in it to its end."""

    code: str
    text: Text
    basis: str
    mark: Mark
    share_fen: Callable[[int, Term, date], int]


def term_of(starts_on: date, months: int) -> Term:
    """To the day of the same number; where that month lacks it, its last day is the last (民法典第二百零二条, V2)."""
    years, month = divmod(starts_on.month - 1 + months, 12)
    try:
        return Term(starts_on, starts_on.replace(starts_on.year + years, month + 1))
    except ValueError:
        first = date(starts_on.year + years, month + 1, 28)
        return Term(starts_on, (first + timedelta(days=4)).replace(day=1))


def is_over(starts_on: date | None, months: int | None, on: date) -> bool:
    """Whether a term has ended by that day: never before it is known when it starts, nor one without an end."""
    return starts_on is not None and months is not None and term_of(starts_on, months).ends_on <= on


def _by_days(premium_fen: int, term: Term, day: date) -> int:
    left = (term.ends_on - day).days
    return (premium_fen * left * 2 + term.days) // (term.days * 2)


BY_DAYS = ProRata(
    "days-left",
    Text(
        "每人保费×剩余天数÷保险期间天数,四舍五入到分;减人按同一算法退还,不扣手续费",
        "premium a head × days left ÷ days of the term, half a fen up; who leaves is refunded the same, without fees",
    ),
    "本系统设计; 实际以条款为准",
    "D",
    _by_days,
)
