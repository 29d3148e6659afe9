"""What limits have left for a claim (剩余限额), and what it takes of them."""

from collections import Counter
from dataclasses import dataclass, field

from services.claims.adjudication.amounts_in_words import told
from services.claims.adjudication.benefit_rule import Per, Rule
from services.claims.adjudication.claim_facts import Facts, Taking, Unit, Used
from services.claims.adjudication.outcome import Line
from shared.amounts import yuan
from shared.anniversaries import policy_year
from shared.errors import Text


@dataclass(frozen=True, slots=True)
class Room:
    facts: Facts
    before: Used
    own: Counter[tuple[str, Unit, str]] = field(default_factory=Counter)

    def period(self, per: Per) -> str:
        cover = self.facts.cover
        year = policy_year(cover.begins_on, self.facts.event_on)
        return {"term": "", "year": f"year {year}", "event": f"event {self.facts.event}"}[per]

    def taken(self, name: str, unit: Unit, per: Per) -> int:
        key = (self._own(name), unit, self.period(per))
        earlier = sum(row.amount for row in self.before.takings if (row.name, row.unit, row.period) == key)
        return earlier + self.own[key]

    def take(self, name: str, unit: Unit, per: Per, amount: int) -> None:
        self.own[(self._own(name), unit, self.period(per))] += amount

    def _own(self, name: str) -> str:
        """What was added has limits of its own, though they are called alike."""
        addition = self.facts.cover.addition
        return f"{addition} {name}" if addition else name

    @property
    def takings(self) -> tuple[Taking, ...]:
        return tuple(Taking(self.facts.case_no, *key, amount) for key, amount in self.own.items() if amount)

    def within_limits(self, rule: Rule, fen: int) -> list[Line]:
        """A line for each limit that cuts; what is left is taken of all of them."""
        lines = []
        for limit in rule.limits:
            whole = limit.amount(self.facts.cover.sum_assured_fen)
            used = self.taken(limit.name, "fen", limit.per)
            over = fen - max(0, whole - used)
            if over > 0:
                lines.append(_cut(rule, limit.text, whole, used, over))
                fen -= over
        for limit in rule.limits:
            self.take(limit.name, "fen", limit.per, fen)
        return lines


def _cut(rule: Rule, limit: Text, whole: int, used: int, over: int) -> Line:
    return Line(
        code="over-limit",
        rule_id=rule.rule_id,
        liability=rule.liability,
        input=Text(f"限额: {limit.zh},即{yuan(whole)}元", f"limit: {limit.en}, that is {yuan(whole)} yuan"),
        formula=told(
            "限额{whole}元,此前已付{used}元,余{left}元;超出{over}元不付",
            "of {whole} yuan {used} were paid before and {left} are left; {over} over it aren't paid",
            whole=whole,
            used=used,
            left=max(0, whole - used),
            over=over,
        ),
        amount_fen=-over,
        basis=rule.basis,
        mark=rule.mark,
    )
