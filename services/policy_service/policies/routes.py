"""Routes of the policy (保单). HTTP only."""

from typing import Annotated, Literal

from fastapi import Query, Response

from services.policy_service.policies import commands
from services.policy_service.policies.lifecycle import PolicyStatus
from services.policy_service.policies.models import Party, Policy
from services.policy_service.policies.schemas import CancellationIn, DeliveryIn, PolicyOut, ReceiptIn
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow
from shared.case_routes import DueBefore, OrgFilter, add_case_views, case_in_hand, case_on_view, page_of_cases, reply
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams
from shared.people import PeopleOut, read_people
from shared.people_search import add_people_search
from shared.schemas import Code

router = make_router(Text("保单", "Policies"))

PartyRole = Literal["policyholder", "insured", "beneficiary"]
Viewed = Annotated[Policy, case_on_view(Policy)]
Held = Annotated[Policy, case_in_hand(Policy)]
Teller = Annotated[Actor, allow(Role.TELLER)]
Deliverer = Annotated[Actor, allow(Role.TELLER, Role.INTEGRATOR)]
READERS = allow(Role.TELLER, Role.REVIEWER, Role.CALLER, Role.AUDITOR, Role.SERVICE, Role.BRANCH_MANAGER)
PartyReader = Annotated[Actor, READERS]


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


@router.post("/policies/{case_no}/cancellation", response_model=PolicyOut)
async def cancel_policy(
    case: Held, body: CancellationIn, session: Session, actor: Teller, response: Response
) -> Policy:
    """犹豫期退保: the policy is given back in its free-look period, for the whole premium; no call-back follows."""
    return reply(response, await commands.cancel(session, case, body.reason, actor))
