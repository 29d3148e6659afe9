"""Routes of the claim (理赔) from its report to its registration. HTTP only."""

from typing import Annotated, Any

from fastapi import Query, Request, Response

from services.claims import surveying
from services.claims.cases import clearance, rule_tables
from services.claims.cases.answers import ClaimOut, ClaimTablesOut, ClearanceOut, DetailsOut, DuplicateOut
from services.claims.cases.commands import adjudicating, reception, reporting
from services.claims.cases.lifecycle import ClaimStatus
from services.claims.cases.models import Claim
from services.claims.cases.schemas import (
    AcceptanceIn,
    Paper,
    PaperRejectionIn,
    PapersIn,
    ReasonIn,
    RegistrationIn,
    ReportIn,
    ToldIn,
    TurnAwayIn,
    TypesIn,
)
from services.claims.covers.heads import head_meant
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow
from shared.case_routes import (
    DueBefore,
    OrgFilter,
    add_case_views,
    case_in_hand,
    case_on_view,
    created,
    page_of_cases,
    reply,
)
from shared.days import today_at
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams
from shared.schemas import Code, Day

router = make_router(Text("理赔", "Claims"))

Viewed = Annotated[Claim, case_on_view(Claim)]
Held = Annotated[Claim, case_in_hand(Claim)]
Seen = Annotated[Claim, case_in_hand(Claim, as_seen=True)]
Desk = Annotated[Actor, allow(Role.TELLER, Role.INTEGRATOR)]
Teller = Annotated[Actor, allow(Role.TELLER)]
Clerk = Annotated[Actor, allow(Role.TELLER, Role.ADJUDICATOR)]
Adjudicator = Annotated[Actor, allow(Role.ADJUDICATOR)]
Reader = Annotated[
    Actor,
    allow(Role.TELLER, Role.REVIEWER, Role.ADJUDICATOR, Role.INVESTIGATOR, Role.BRANCH_MANAGER, Role.AUDITOR),
]


@router.get("/claim-tables", response_model=ClaimTablesOut)
async def list_claim_tables(actor: CurrentActor) -> dict[str, Any]:
    """理赔规则表: types and their papers, tracks, authority, reasons."""
    return rule_tables.tables()


@router.post("/claims", response_model=ClaimOut, status_code=201)
async def report_claim(body: ReportIn, session: Session, actor: Desk, request: Request, response: Response) -> Claim:
    """报案: an event is told; the answer says what to bring, and which claims look like the same one."""
    state, meant = request.app.state, (body.policy_no, body.id_number, body.event_on)
    head = await head_meant(state.sessions, state.sisters, *meant, actor)
    return created(request, response, "/claims", await reporting.report(session, body, head, actor))


@router.get("/claims", response_model=Page[ClaimOut])
async def list_claims(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[ClaimStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    policy_no: Annotated[str | None, Query(max_length=40, description="保单号")] = None,
    insured_ref: Annotated[str | None, Query(max_length=36, description="被保险人")] = None,
    handler: Annotated[Code | None, Query(description="经办")] = None,
) -> Found[Claim]:
    """理赔清单: claims of your organisation, the newest last."""
    of_policy = ((Claim.policy_no, policy_no), (Claim.insured_ref, insured_ref))
    asked = ((Claim.status, status), (Claim.handler, handler), *of_policy)
    return await page_of_cases(session, Claim, actor, page, *asked, org=org, due_before=due_before)


@router.get("/clearance", response_model=ClearanceOut)
async def get_clearance(
    session: ReadSession,
    actor: CurrentActor,
    org: OrgFilter = None,
    day: Annotated[Day | None, Query(description="Left out: today")] = None,
) -> dict[str, Any]:
    """日清日结清单: the small claims of a day, and why those that are still open are."""
    of = org or actor.org
    return await clearance.clearance_of(session, of, day or today_at(of), actor)


@router.get("/claims/{case_no}", response_model=ClaimOut)
async def get_claim(case: Viewed, response: Response) -> Claim:
    """查询理赔件: one claim."""
    return reply(response, case)


add_case_views(router, "/claims", Claim)


@router.get("/claims/{case_no}/details", response_model=DetailsOut)
async def get_details(case: Held, session: Session, actor: Reader) -> dict[str, Any]:
    """报案内容: who reported it and what they said, if your token may read personal data; such a read is recorded."""
    return await reporting.details_for(session, case, actor)


@router.get("/claims/{case_no}/duplicates", response_model=list[DuplicateOut])
async def list_duplicates(case: Viewed, session: ReadSession, actor: Reader) -> list[Claim]:
    """疑似重复报案: claims of the same insured, day and type as they stand now."""
    return await reporting.duplicates_of(session, case)


@router.post("/claims/{case_no}/papers-told", response_model=ClaimOut)
async def tell_papers(case: Held, body: ToldIn, session: Session, actor: Desk, response: Response) -> Claim:
    """告知所需资料: the claimant was told what to bring."""
    return reply(response, await reporting.tell_papers(session, case, body.told_by, actor))


@router.post("/claims/{case_no}/types", response_model=ClaimOut)
async def add_types(case: Held, body: TypesIn, session: Session, actor: Clerk, response: Response) -> Claim:
    """增加理赔类型: more is claimed of the same event; what it asks for may be told in one notice more."""
    return reply(response, await reporting.add_types(session, case, body.types, actor))


@router.post("/claims/{case_no}/acceptance", response_model=ClaimOut)
async def accept_claim(case: Held, body: AcceptanceIn, session: Session, actor: Teller, response: Response) -> Claim:
    """理赔受理: the claim form is in; the limits of the law count from now."""
    return reply(response, await reception.accept(session, case, body, actor))


@router.post("/claims/{case_no}/papers", response_model=ClaimOut)
async def bring_papers(case: Held, body: PapersIn, session: Session, actor: Desk, response: Response) -> Claim:
    """交资料: papers were handed in."""
    return reply(response, await reception.bring_papers(session, case, body.papers, actor))


@router.post("/claims/{case_no}/papers-notice", response_model=ClaimOut)
async def tell_missing(case: Held, session: Session, actor: Teller, response: Response) -> Claim:
    """一次性告知: the claimant was told everything that is missing; again only after types were added."""
    return reply(response, await reception.tell_missing(session, case, actor))


@router.post("/claims/{case_no}/papers/{paper}/rejection", response_model=ClaimOut)
async def reject_paper(
    case: Held, paper: Paper, body: PaperRejectionIn, session: Session, actor: Clerk, response: Response
) -> Claim:
    """资料不合格: a paper that was handed in is unfit, and missing again."""
    return reply(response, await reception.reject_paper(session, case, paper, body.cause, actor))


@router.post("/claims/{case_no}/registration", response_model=ClaimOut)
async def register_claim(
    case: Held, body: RegistrationIn, session: Session, actor: Adjudicator, response: Response
) -> Claim:
    """立案: complete, and none of the claims that look like it is the same."""
    return reply(response, await adjudicating.register(session, case, body.distinct_from, actor))


@router.post("/claims/{case_no}/turning-away", response_model=ClaimOut)
async def turn_away(case: Seen, body: TurnAwayIn, session: Session, actor: Adjudicator, response: Response) -> Claim:
    """不予立案: there is nothing to adjudicate; the claimant was told the reason."""
    return reply(response, await adjudicating.turn_away(session, case, body.reason, body.told_by, actor))


@router.post("/claims/{case_no}/withdrawal", response_model=ClaimOut)
async def withdraw_claim(case: Held, body: ReasonIn, session: Session, actor: Clerk, response: Response) -> Claim:
    """撤案: the claimant doesn't claim any more; not once it is decided. Its surveys are cancelled."""
    return reply(response, await surveying.withdraw_claim(session, case, body.reason, actor))
