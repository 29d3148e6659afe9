"""What a calculation owes, to whom and for what, by its lines (应付给谁, 何责任). Pure."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from services.claims.adjudication.liabilities import PAYEES, Liability, Payee
from services.claims.papers.matrix import TYPES
from services.claims.settlements.shares import spread

UNNAMED = "unnamed"


def dues_of(lines: Iterable[Mapping[str, Any]], types: Collection[str]) -> dict[Payee, int]:
    """A line that names nobody, of an agreement, changes what the others come to in proportion."""
    owed = _sums(lines, lambda line: line.get("payee") or _payee_of(line.get("liability")), str(usual_payee(types)))
    return {Payee(payee): fen for payee, fen in owed.items()}


def by_liability(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The lines' sum by liability (保险责任), to the fen."""
    parts = _sums(lines, lambda line: line.get("liability"), UNNAMED)
    return [{"liability": liability, "amount_fen": fen} for liability, fen in sorted(parts.items())]


def _sums(
    lines: Iterable[Mapping[str, Any]], name_of: Callable[[Mapping[str, Any]], str | None], otherwise: str
) -> dict[str, int]:
    sums: dict[str, int] = {}
    total = 0
    for line in lines:
        total += line["amount_fen"]
        if name := name_of(line):
            sums[name] = sums.get(name, 0) + line["amount_fen"]
    owed = {name: fen for name, fen in sums.items() if fen > 0}
    if sum(owed.values()) != total:
        owed = spread(total, owed or {otherwise: 1})
    return {name: fen for name, fen in owed.items() if fen}


def usual_payee(types: Collection[str]) -> Payee:
    """Where nothing is calculated yet, or by hand: the beneficiaries of a death, else the insured."""
    deaths = all(TYPES[code].group == "death" for code in types)
    return Payee.BENEFICIARY if deaths else Payee.INSURED


def _payee_of(liability: str | None) -> str | None:
    """A liability of an old voucher's policy may be none of ours."""
    known = {str(each): str(PAYEES.get(each, Payee.INSURED)) for each in Liability}
    return known.get(liability or "")
