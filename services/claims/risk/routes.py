"""Routes of the risk flags (风险提示). HTTP only."""

from dataclasses import asdict
from typing import Annotated, Any

from services.claims.cases.models import Claim
from services.claims.readers import FindingsReader
from services.claims.risk.rules import RULES
from services.claims.risk.schemas import RiskFlagOut, RiskRuleOut
from shared.app import make_router
from shared.auth import CurrentActor
from shared.case_routes import case_on_view
from shared.errors import Text

router = make_router(Text("理赔风险提示", "Risk flags of claims"))

Viewed = Annotated[Claim, case_on_view(Claim)]


@router.get("/risk-rules")
async def list_risk_rules(actor: CurrentActor) -> list[RiskRuleOut]:
    """风险规则表: what is looked at, its threshold and where that comes from."""
    return [
        RiskRuleOut(**asdict(row) | {"name": row.name._asdict(), "unit": row.unit._asdict()}) for row in RULES.values()
    ]


@router.get("/claims/{case_no}/risk", response_model=list[RiskFlagOut])
async def list_risk_flags(case: Viewed, actor: FindingsReader) -> list[dict[str, Any]]:
    """风险提示: the rules that fired at the registration or the last calculation, each with what it found."""
    return case.risk
