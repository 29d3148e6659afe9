"""Routes of what the kinds of intake's cases share. HTTP only."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Query
from pydantic import Field

from services.intake.legal import NOT_ASKED, RETENTIONS, RULES, LegalRule
from shared.app import make_router
from shared.auth import CurrentActor
from shared.errors import Text
from shared.schemas import Day, Out

router = make_router(Text("投保合规", "Law on new business"))


class LegalRuleOut(Out):
    """A check against the law; `mark` V: read in its source, V2 second-hand, M trade knowledge, D our design."""

    rule_id: str
    code: str
    then: Literal["refuse", "mend", "warn"]
    lines: list[str] = Field(description="Asked of these lines of business")
    fields: list[str]
    text: dict[str, str]
    basis: str
    mark: str
    verified: bool
    effective_from: date
    effective_to: date | None


class RetentionOut(Out):
    rule_id: str
    over_a_year: bool
    years: int
    basis: str
    mark: str


class NotAskedOut(Out):
    """Why rows are not asked of a line (不适用)."""

    codes: list[str]
    lines: list[str]
    text: dict[str, str]


class LegalRulesOut(Out):
    rules: list[LegalRuleOut]
    not_asked: list[NotAskedOut]
    retention: list[RetentionOut]


@router.get("/legal-rules")
async def get_legal_rules(
    _actor: CurrentActor, on: Annotated[Day | None, Query(description="Only what is in force on this day")] = None
) -> LegalRulesOut:
    """投保合规规则: what the law refuses, has mended or warns of, with its basis; how long recordings are kept."""
    rules = [_shown(rule) for rule in RULES if on is None or rule.in_force(on)]
    not_asked = [NotAskedOut(codes=list(it.codes), lines=list(it.lines), text=it.text._asdict()) for it in NOT_ASKED]
    kept = [RetentionOut.model_validate(row) for row in RETENTIONS]
    return LegalRulesOut(rules=rules, not_asked=not_asked, retention=kept)


def _shown(rule: LegalRule) -> LegalRuleOut:
    names = ("rule_id", "code", "then", "basis", "mark", "effective_from", "effective_to")
    facts = {name: getattr(rule, name) for name in names}
    facts |= {"lines": list(rule.lines), "fields": list(rule.fields), "text": rule.text._asdict()}
    return LegalRuleOut(**facts, verified=rule.mark == "V")
