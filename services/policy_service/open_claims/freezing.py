"""What waits until the claims of a policy are closed (理赔期间冻结): our design (D), for no law says it.

Whoever is to be paid by a claim must find the policy as the event left it. A claim is open from its report (报案) until
nothing is left to do of it; one that was paid is open no more, one that is reopened or appealed against is again.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import QueryableAttribute

from services.policy_service.open_claims.models import PolicyClaim
from shared.cases import naming
from shared.errors import Conflict, Text

TAKES_VALUE = Text("取走保单价值", "takes value out of the policy")
CHANGES_PAYEE = Text("改变由谁得款", "changes who is paid")
CHANGES_COVER = Text("改变保单承保内容,合同或因理赔终止", "changes the cover of a policy that the claim may end")


def check_none_open(claims: Sequence[PolicyClaim], name: Text, why: Text) -> None:
    """Conflict that names the first of them."""
    if claims:
        told = Text(
            f"有未结理赔件,结案前不办理{name.zh}({why.zh})",
            f"A claim is open: until it is closed there is no {name.en.lower()}, which {why.en}",
        )
        refusal = Conflict(told, field="policy_no", rule="no-open-claim", mark="D")
        raise naming(refusal, open_claim_no=claims[0].claim_no)


def awaiting(claims: Sequence[PolicyClaim], due_on: date) -> list[PolicyClaim]:
    """Those that decide whether what fell due on this day is owed: their event lies before it."""
    return [claim for claim in claims if claim.decides_policy and claim.event_on < due_on]


def is_awaiting(policy_no: QueryableAttribute[str], due_on: QueryableAttribute[date]) -> ColumnElement[bool]:
    """`awaiting`, in SQL."""
    decides = (PolicyClaim.is_open, PolicyClaim.decides_policy, PolicyClaim.event_on < due_on)
    return exists().where(PolicyClaim.policy_no == policy_no, *decides)
