"""Routes of the claim-backs (追回款). HTTP only."""

from typing import Annotated, Any

from fastapi import Path

from services.claims.cases.models import Claim
from services.claims.claim_backs import commands
from services.claims.claim_backs.schemas import ClaimBackOut, ReceiptIn
from services.claims.readers import MoneyReader
from shared.app import make_router
from shared.auth import Actor, Role, allow
from shared.case_routes import case_on_view
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.idempotency import IdempotencyRequired

router = make_router(Text("追回款", "Claim-backs"))

Viewed = Annotated[Claim, case_on_view(Claim)]
Cashier = Annotated[Actor, allow(Role.CASHIER)]
ClaimBackId = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("/claims/{case_no}/claim-backs", response_model=list[ClaimBackOut])
async def list_claim_backs(case: Viewed, session: ReadSession, actor: MoneyReader) -> list[dict[str, Any]]:
    """追回款清单: what each who was paid too much owes back, and what came in of it."""
    return await commands.claim_backs_of(session, case.case_no)


@router.post(
    "/claim-backs/{claim_back_id}/receipts",
    response_model=ClaimBackOut,
    status_code=201,
    dependencies=[IdempotencyRequired],
)
async def receive_claim_back(
    claim_back_id: ClaimBackId, body: ReceiptIn, session: Session, actor: Cashier
) -> dict[str, Any]:
    """追回到账: money came in, at most what is open; the next decision on the claim counts it."""
    back = await commands.find(session, claim_back_id, actor)
    return await commands.shown(session, await commands.receive(session, back, body, actor))
