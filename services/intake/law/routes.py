"""Routes of the law. HTTP only."""

from typing import Annotated

from fastapi import Query

from services.intake.law.rules import NOT_ASKED, RETENTIONS, RULES, LegalRule
from services.intake.law.schemas import LegalRuleOut, LegalRulesOut, NotAskedOut, RetentionOut
from shared.app import make_router
from shared.auth import CurrentActor
from shared.errors import Text
from shared.schemas import Day

router = make_router(Text("投保合规", "Law on new business"))


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
