"""Routes of the claim-backs (追回款). HTTP only."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Response

from services.claims.claim_backs import commands
from services.claims.claim_backs.lifecycle import ClaimBackStatus
from services.claims.claim_backs.models import ClaimBack, ClaimBackEntry
from services.claims.claim_backs.schemas import ClaimBackEntryOut, ClaimBackOut, ReceiptIn
from services.claims.readers import MoneyReader
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow
from shared.case_routes import (
    DueBefore,
    OrgFilter,
    add_case_views,
    case_in_hand,
    case_on_view,
    page_of_cases,
    reply,
)
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.idempotency import IdempotencyRequired
from shared.pagination import Found, Page, PageParams

router = make_router(Text("追回款", "Claim-backs"))

Viewed = Annotated[ClaimBack, case_on_view(ClaimBack)]
Held = Annotated[ClaimBack, case_in_hand(ClaimBack)]
Cashier = Annotated[Actor, allow(Role.CASHIER)]


@router.get("/claim-backs", response_model=Page[ClaimBackOut])
async def list_claim_backs(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[ClaimBackStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    claim_no: Annotated[str | None, Query(max_length=40, description="理赔件号")] = None,
) -> Found[ClaimBack]:
    """追回款清单: what was paid too much in your organisation, by whoever got it, the newest last; or of one claim."""
    asked = ((ClaimBack.status, status), (ClaimBack.claim_no, claim_no))
    return await page_of_cases(session, ClaimBack, actor, page, *asked, org=org, due_before=due_before)


@router.get("/claim-backs/{case_no}", response_model=ClaimBackOut)
async def get_claim_back(case: Viewed, response: Response) -> ClaimBack:
    """查询追回款: one person's part of what a decision claims back."""
    return reply(response, case)


add_case_views(router, "/claim-backs", ClaimBack)


@router.get("/claim-backs/{case_no}/entries", response_model=list[ClaimBackEntryOut])
async def list_entries(case: Viewed, session: ReadSession, actor: MoneyReader) -> Sequence[ClaimBackEntry]:
    """追回到账与抵扣: each receipt, what was kept from payments, and what of that was taken back."""
    return await commands.entries_of(session, case.case_no)


@router.post(
    "/claim-backs/{case_no}/receipts",
    response_model=ClaimBackOut,
    status_code=201,
    dependencies=[IdempotencyRequired],
)
async def receive_claim_back(
    case: Held, body: ReceiptIn, session: Session, actor: Cashier, response: Response
) -> ClaimBack:
    """追回到账: money came in, at most what is open; the next decision on the claim counts it."""
    return reply(response, await commands.receive(session, case, body, actor))
