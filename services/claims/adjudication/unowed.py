"""Premiums that were paid though the contract had ended before they fell due (无须交纳的保险费): they go back."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from services.claims.adjudication.award import line_of
from services.claims.adjudication.benefit_rule import Rule
from services.claims.adjudication.claim_facts import Facts, Premium
from services.claims.adjudication.liabilities import DEATHS, Liability
from services.claims.adjudication.outcome import Line
from shared.amounts import yuan
from shared.errors import Text

UNOWED = "《民法典》第九百八十五条: 没有法律根据取得的利益应当返还 (条号未核; 按应交日判断为本系统设计)"
CODE = "premiums-unowed"
ENDING = frozenset({"death", "critical-illness", "disability"})


def premiums_unowed(facts: Facts, rules: Sequence[Rule], lines: Sequence[Line]) -> Iterator[Line]:
    """In one line, to whoever pays the premiums."""
    rule = ending_rule(((line.code, line.rule_id) for line in lines), rules)
    if rule is None:
        return
    ended_on = ended_by(rule, facts.event_on, facts.died_on)
    unowed = due_after(ended_on, facts.cover.premiums_after)
    if unowed:
        fen, looked_at, done = sum(each.fen for each in unowed), _due(ended_on, unowed), _sum(unowed)
        yield line_of(rule, CODE, fen, looked_at, done, basis=UNOWED, mark="M", liability=Liability.REFUND)


def ending_rule(lines: Iterable[tuple[str, str]], rules: Sequence[Rule]) -> Rule | None:
    """Of the codes of lines and their rules: the one whose sum assured ends the contract. Where premiums or a cash
    value go back instead, these contain what was paid."""
    paying = {rule_id for code, rule_id in lines if code in ENDING}
    return next((it for it in rules if it.rule_id in paying and it.ends_contract and it.pays == "sum_assured"), None)


def ended_by(rule: Rule, event_on: date, died_on: date | None) -> date:
    """The day of the death, or of the event: what fell due by then was owed, however late it was paid."""
    return (rule.liability in DEATHS and died_on) or event_on


def due_after(ended_on: date, premiums: Iterable[Premium]) -> list[Premium]:
    return [each for each in premiums if each.due_on > ended_on]


def _due(ended_on: date, unowed: Sequence[Premium]) -> Text:
    days = [str(each.due_on) for each in unowed]
    return Text(
        f"合同于{ended_on}终止,此后应交({'、'.join(days)})的保险费已交",
        f"the contract ended on {ended_on}; premiums due after it were paid: {', '.join(days)}",
    )


def _sum(unowed: Sequence[Premium]) -> Text:
    times = Counter(each.fen for each in unowed)
    zh = "+".join(f"{count}期×{yuan(fen)}元" for fen, count in times.items())
    en = " + ".join(f"{count} × {yuan(fen)} yuan" for fen, count in times.items())
    whole = yuan(sum(each.fen for each in unowed))
    return Text(f"{zh}={whole}元", f"{en} = {whole} yuan")
