"""Two lists of a day's movements, theirs and ours, matched by transaction and kind. Pure."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from services.intake.bank.reconciliation.statement import Line


class Outcome(StrEnum):
    MATCHED = "matched"  # 一致
    MISSING_WITH_US = "missing_with_us"  # 银行有我方无
    MISSING_WITH_THEM = "missing_with_them"  # 我方有银行无
    AMOUNT_DIFFERS = "amount_differs"  # 金额不符
    POLICY_DIFFERS = "policy_differs"  # 保单号不符


class Movement(NamedTuple):
    """Money of ours that moved: a premium in, or a void's premium back."""

    case_no: str
    transaction_no: str
    policy_no: str
    kind: str
    amount_fen: int


class Pair(NamedTuple):
    outcome: Outcome
    theirs: Line | None
    ours: Movement | None


def match(lines: Iterable[Line], movements: Iterable[Movement]) -> list[Pair]:
    """Theirs in the order of the file, then ours that they don't have."""
    ours = {(each.transaction_no, each.kind): each for each in movements}
    pairs = [_paired(line, ours.pop((line.transaction_no, line.kind), None)) for line in lines]
    return pairs + [Pair(Outcome.MISSING_WITH_THEM, None, each) for each in ours.values()]


def _paired(line: Line, own: Movement | None) -> Pair:
    if own is None:
        return Pair(Outcome.MISSING_WITH_US, line, None)
    if line.amount_fen != own.amount_fen:
        return Pair(Outcome.AMOUNT_DIFFERS, line, own)
    same = line.policy_no == own.policy_no
    return Pair(Outcome.MATCHED if same else Outcome.POLICY_DIFFERS, line, own)


def sums(pairs: Iterable[Pair]) -> dict[str, int]:
    """The money of each side by kind, as a run keeps it."""
    found = {f"{side}_{kind}_fen": 0 for side in ("bank", "our") for kind in ("premium", "void")}
    for side, kind, fen in _amounts(pairs):
        found[f"{side}_{kind}_fen"] += fen
    return found


def _amounts(pairs: Iterable[Pair]) -> Iterator[tuple[str, str, int]]:
    for pair in pairs:
        if pair.theirs:
            yield "bank", pair.theirs.kind, pair.theirs.amount_fen
        if pair.ours:
            yield "our", pair.ours.kind, pair.ours.amount_fen
