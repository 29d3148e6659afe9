"""What one rule gives: its lines and what it refuses of the papers."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.claims.adjudication.benefit_rule import Rule
from services.claims.adjudication.claim_facts import Invoice, Stay
from services.claims.adjudication.liabilities import Liability
from services.claims.adjudication.outcome import Line, Refusal, Waiver
from shared.errors import Text
from shared.marks import Mark


@dataclass(frozen=True, slots=True)
class Award:
    lines: Sequence[Line] = ()
    refusals: Sequence[Refusal] = ()
    invoices: Sequence[Invoice] = ()
    stays: Sequence[Stay] = ()
    waiver: Waiver | None = None
    ends_contract: bool = False


def line_of(
    rule: Rule,
    code: str,
    amount_fen: int,
    looked_at: Text,
    done: Text,
    *,
    basis: str = "",
    mark: Mark | None = None,
    liability: Liability | None = None,
) -> Line:
    """On the rule's own basis and for its own liability where none is given."""
    return Line(
        code=code,
        rule_id=rule.rule_id,
        liability=liability or rule.liability,
        input=looked_at,
        formula=done,
        amount_fen=amount_fen,
        basis=basis or rule.basis,
        mark=mark or rule.mark,
    )
