"""Routes of the policy (保单). HTTP only."""

from typing import Annotated, Any

from fastapi import Query, Response

from services.policy_service import rescinding
from services.policy_service.policies import commands
from services.policy_service.policies.as_of import people_as_of, policy_as_of, told_steps
from services.policy_service.policies.end_reasons import END_REASONS, Ending
from services.policy_service.policies.lifecycle import PolicyStatus
from services.policy_service.policies.models import Party, Policy
from services.policy_service.policies.schemas import (
    DeliveryIn,
    EndReasonOut,
    PartyRole,
    PolicyAsOfOut,
    PolicyOut,
    ReceiptIn,
)
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow
from shared.case_routes import DueBefore, OrgFilter, add_case_views, case_in_hand, case_on_view, page_of_cases, reply
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams
from shared.people import PeopleOut, read_people, show_people
from shared.people_search import add_people_search
from shared.schemas import Code, Day

router = make_router(Text("保单", "Policies"))

Viewed = Annotated[Policy, case_on_view(Policy)]
Seen = Annotated[Policy, case_in_hand(Policy, as_seen=True)]
Held = Annotated[Policy, case_in_hand(Policy)]
Teller = Annotated[Actor, allow(Role.TELLER)]
Sister = Annotated[Actor, allow(Role.SERVICE)]
Reviewer = Annotated[Actor, allow(Role.REVIEWER)]
Deliverer = Annotated[Actor, allow(Role.TELLER, Role.INTEGRATOR)]
READERS = allow(Role.TELLER, Role.REVIEWER, Role.CALLER, Role.AUDITOR, Role.SERVICE, Role.BRANCH_MANAGER)
PartyReader = Annotated[Actor, READERS]


@router.get("/policy-end-reasons", response_model=list[EndReasonOut])
async def list_end_reasons(
    actor: CurrentActor, ending: Annotated[Ending | None, Query(description="终止方式")] = None
) -> list[dict[str, Any]]:
    """退保失效原因: why policies are given back, surrendered or left to lapse."""
    return [
        {"code": row.code, **row.text._asdict(), "basis": row.basis, "mark": row.mark, "endings": sorted(row.endings)}
        for row in END_REASONS.values()
        if ending is None or ending in row.endings
    ]


@router.get("/policies", response_model=Page[PolicyOut])
async def list_policies(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[PolicyStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    application_no: Annotated[str | None, Query(max_length=40, description="投保件号")] = None,
) -> Found[Policy]:
    """保单清单: policies of your organisation, the newest last."""
    asked = ((Policy.status, status), (Policy.application_no, application_no))
    return await page_of_cases(session, Policy, actor, page, *asked, org=org, due_before=due_before)


@router.get("/policies/{case_no}", response_model=PolicyOut)
async def get_policy(case: Viewed, response: Response) -> Policy:
    """查询保单: one policy."""
    return reply(response, case)


add_case_views(router, "/policies", Policy)
add_people_search(router, Party, Policy, READERS)


@router.get("/policies/{case_no}/parties")
async def get_parties(
    case: Held,
    session: Session,
    actor: PartyReader,
    role: Annotated[PartyRole | None, Query(description="Only these people")] = None,
    purpose: Annotated[Code, Query()] = "service",
) -> PeopleOut:
    """客户资料: the people of the policy, masked unless the token may read personal data; such a read is recorded."""
    return await read_people(session, Party, case.case_no, actor, purpose=purpose, role=role)


@router.get("/policies/{case_no}/as-of/{day}", response_model=PolicyAsOfOut)
async def get_policy_as_of(
    case: Held, day: Day, session: Session, actor: PartyReader, purpose: Annotated[Code, Query()] = "service"
) -> dict[str, Any]:
    """历史时点查询: the policy and its people as they stood at the end of that day; an unmasked read is recorded."""
    policy, people = await policy_as_of(session, case, day), await people_as_of(session, case, day)
    shown = await show_people(session, people, actor, subject=case.case_no, purpose=purpose)
    return {"day": day, "policy": policy, "people": shown}


@router.get("/policies/{case_no}/told-steps")
async def list_told_steps(case: Viewed, session: ReadSession, actor: Sister) -> list[dict[str, Any]]:
    """保单事件: what each step announced, the oldest first, for a sister service that heard none of it."""
    return await told_steps(session, case)


@router.post("/policies/{case_no}/delivery", response_model=PolicyOut)
async def deliver_policy(
    case: Held, body: DeliveryIn, session: Session, actor: Deliverer, response: Response
) -> Policy:
    """保单送达: the policy was handed to the policyholder."""
    return reply(response, await commands.deliver(session, case, body.delivered_on, actor))


@router.post("/policies/{case_no}/receipt", response_model=PolicyOut)
async def acknowledge_policy(
    case: Held, body: ReceiptIn, session: Session, actor: Deliverer, response: Response
) -> Policy:
    """回执回销: the signed receipt is in; the free-look period (犹豫期) begins with the signature."""
    return reply(response, await commands.acknowledge(session, case, body.signed_on, actor))


@router.post("/policies/{case_no}/rescission-proposal", response_model=PolicyOut)
async def propose_rescission(case: Held, session: Session, actor: Teller, response: Response) -> Policy:
    """拟解除: the policy has been suspended for two years without being reinstated."""
    return reply(response, await rescinding.propose(session, case, actor))


@router.post("/policies/{case_no}/rescission", response_model=PolicyOut)
async def rescind_policy(case: Seen, session: Session, actor: Reviewer, response: Response) -> Policy:
    """解除: approved by another than who proposed it; the policy ends, and its cash value is due."""
    return reply(response, await rescinding.rescind(session, case, actor))
