"""Routes of the problem case (问题件). HTTP only."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query, Response

from services.callback import complaining
from services.callback.complaints.models import Complaint
from services.callback.complaints.schemas import ComplaintOut
from services.callback.problems import commands
from services.callback.problems.lifecycle import MANAGERS, STAFF, ProblemCaseStatus
from services.callback.problems.models import ProblemCase
from services.callback.problems.reasons import REASONS
from services.callback.problems.schemas import (
    AssignmentIn,
    ManagerSettlementIn,
    ProblemCaseOut,
    ProblemTablesOut,
    ReasonCode,
    ReopeningIn,
    SettlementIn,
    StaffRef,
)
from services.callback.problems.settlements import SETTLEMENTS
from shared.app import make_router
from shared.auth import Actor, CurrentActor, allow
from shared.case_routes import DueBefore, OrgFilter, add_case_views, case_in_hand, case_on_view, page_of_cases, reply
from shared.contracts.words import in_words
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams

router = make_router(Text("回访问题件", "Problem cases of call-backs"))

Viewed = Annotated[ProblemCase, case_on_view(ProblemCase)]
Held = Annotated[ProblemCase, case_in_hand(ProblemCase)]
Manager = Annotated[Actor, allow(*sorted(MANAGERS))]
Handler = Annotated[Actor, allow(*sorted(STAFF))]


@router.get("/problem-case-tables", response_model=ProblemTablesOut)
async def list_problem_tables(actor: CurrentActor) -> dict[str, Any]:
    """问题件原因与结果表: why a call-back is a problem, the gravest first, and how it may be settled."""
    reasons = [_row(row, "outlives") | {"asked_by": list(row.asked_by)} for row in REASONS.values()]
    return {"reasons": reasons, "results": [_row(row, "confirms") for row in SETTLEMENTS.values()]}


def _row(row: Any, *names: str) -> dict[str, Any]:
    return in_words(row.code)._asdict() | {name: getattr(row, name) for name in ("code", "basis", "mark", *names)}


@router.get("/problem-cases", response_model=Page[ProblemCaseOut])
async def list_problem_cases(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[ProblemCaseStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    policy_no: Annotated[str | None, Query(max_length=40, description="保单号")] = None,
    reason: ReasonCode | None = None,
    handler: StaffRef | None = None,
) -> Found[ProblemCase]:
    """问题件清单: problem cases of your organisation, the newest last."""
    asked = ((ProblemCase.status, status), (ProblemCase.policy_no, policy_no))
    sorts = ((ProblemCase.reason, reason), (ProblemCase.handler, handler))
    return await page_of_cases(session, ProblemCase, actor, page, *asked, *sorts, org=org, due_before=due_before)


@router.get("/problem-cases/{case_no}", response_model=ProblemCaseOut)
async def get_problem_case(case: Viewed, response: Response) -> ProblemCase:
    """查询问题件: one problem case."""
    return reply(response, case)


add_case_views(router, "/problem-cases", ProblemCase)


@router.get("/problem-cases/{case_no}/complaints", response_model=list[ComplaintOut])
async def list_complaints_of_problem_case(
    case: Viewed, session: ReadSession, actor: CurrentActor
) -> Sequence[Complaint]:
    """关联投诉件: complaints made in the call that found it, the newest last."""
    return await complaining.of_the_same_call(session, Complaint, case, actor)


@router.post("/problem-cases/{case_no}/assignment", response_model=ProblemCaseOut)
async def assign_problem_case(
    case: Held, body: AssignmentIn, session: Session, actor: Manager, response: Response
) -> ProblemCase:
    """问题件分派: it is somebody's to settle, who doesn't sell."""
    return reply(response, await commands.assign(session, case, body.handler, actor))


@router.post("/problem-cases/{case_no}/settlement", response_model=ProblemCaseOut)
async def settle_problem_case(
    case: Held, body: SettlementIn, session: Session, actor: Handler, response: Response
) -> ProblemCase:
    """问题件办结: by its handler."""
    return reply(response, await commands.settle(session, case, body.result, actor))


@router.post("/problem-cases/{case_no}/manager-settlement", response_model=ProblemCaseOut)
async def settle_problem_case_instead(
    case: Held, body: ManagerSettlementIn, session: Session, actor: Manager, response: Response
) -> ProblemCase:
    """问题件代为办结: by the manager, who says why."""
    return reply(response, await commands.settle_instead(session, case, body.result, body.reason, actor))


@router.post("/problem-cases/{case_no}/reopening", response_model=ProblemCaseOut)
async def reopen_problem_case(
    case: Held, body: ReopeningIn, session: Session, actor: Manager, response: Response
) -> ProblemCase:
    """问题件重开: it wasn't settled after all, and is to be assigned again."""
    return reply(response, await commands.reopen(session, case, body.reason, actor))
