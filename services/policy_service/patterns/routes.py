"""Routes of the patterns (退保失效异常): only those who examine or supervise read them. HTTP only."""

from typing import Annotated, Any

from fastapi import Query, Response

from services.policy_service import pattern_watch
from services.policy_service.patterns import commands
from services.policy_service.patterns.lifecycle import SalesPatternStatus
from services.policy_service.patterns.models import SalesPattern
from services.policy_service.patterns.schemas import ExaminationIn, LookIn, LookOut, SalesPatternOut
from services.policy_service.patterns.statistics import rule_on
from shared.app import make_router
from shared.auth import Actor, Role, allow, check_scope
from shared.case_routes import DueBefore, OrgFilter, add_case_views, case_in_hand, case_on_view, page_of_cases, reply
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams
from shared.schemas import Code

router = make_router(Text("退保失效异常", "Sales patterns"))

Viewed = Annotated[SalesPattern, case_on_view(SalesPattern)]
Seen = Annotated[SalesPattern, case_in_hand(SalesPattern, as_seen=True)]
Examiner = Annotated[Actor, allow(Role.BRANCH_MANAGER, Role.PROVINCE)]
READERS = (Role.BRANCH_MANAGER, Role.AUDITOR, Role.PROVINCE)
Reader = Annotated[Actor, allow(*READERS)]
# The board asks as a service what the clocks say; it has no more of a pattern than its events.
VIEWERS = allow(*READERS, Role.SERVICE)


@router.post("/sales-pattern-looks", response_model=LookOut)
async def look_now(body: LookIn, session: Session, actor: Examiner) -> dict[str, Any]:
    """即时监测: look at a branch now instead of at the day's end; what is new is flagged."""
    check_scope(actor, body.org)
    period = pattern_watch.period_of(body.org)
    flagged, rule = await pattern_watch.look(session, period), rule_on(period.last)
    told = {"org": period.org, "period_from": period.first, "period_to": period.last, "flagged": flagged}
    return told | {name: getattr(rule, name) for name in ("least_ended", "p_below", "basis", "mark")}


@router.get("/sales-patterns", response_model=Page[SalesPatternOut])
async def list_patterns(
    session: ReadSession,
    actor: Reader,
    page: PageParams,
    status: Annotated[SalesPatternStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    salesperson: Annotated[Code | None, Query(description="业务员")] = None,
) -> Found[SalesPattern]:
    """异常清单: patterns of your organisation, the newest last."""
    asked = ((SalesPattern.status, status), (SalesPattern.salesperson, salesperson))
    return await page_of_cases(session, SalesPattern, actor, page, *asked, org=org, due_before=due_before)


@router.get("/sales-patterns/{case_no}", response_model=SalesPatternOut)
async def get_pattern(case: Viewed, actor: Reader, response: Response) -> SalesPattern:
    """查询异常件: one pattern with its numbers and the policies that ended."""
    return reply(response, case)


add_case_views(router, "/sales-patterns", SalesPattern, VIEWERS)


@router.post("/sales-patterns/{case_no}/examination", response_model=SalesPatternOut)
async def examine_pattern(
    case: Seen, body: ExaminationIn, session: Session, actor: Examiner, response: Response
) -> SalesPattern:
    """异常核查: confirmed or unfounded, with the reasons."""
    return reply(response, await commands.examine(session, case, body, actor))
