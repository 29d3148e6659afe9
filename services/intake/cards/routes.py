"""Routes of the short-term card policies (短险卡折). HTTP only."""

from typing import Annotated, Any

from fastapi import Query, Request, Response

from services.intake.cards import queries
from services.intake.cards.commands import activation, stock
from services.intake.cards.lifecycle import ActivationStatus, CardStatus
from services.intake.cards.models import Card, CardActivation, CardParty
from services.intake.cards.schemas import (
    ActivationIn,
    ActivationOut,
    CardMoveIn,
    CardMovementOut,
    CardNo,
    CardOut,
    DeliveryIn,
    MovedOut,
    StockOut,
)
from services.intake.issuing import issue
from services.intake.schemas import ReasonIn, ReceiptIn
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow, check_scope
from shared.case_routes import (
    DueBefore,
    OrgFilter,
    add_case_views,
    case_in_hand,
    case_on_view,
    created,
    in_view,
    page_of_cases,
    reply,
)
from shared.db import ReadSession, Session, SnapshotSession
from shared.errors import Text
from shared.idempotency import IdempotencyRequired
from shared.pagination import Found, Page, PageParams, paginate
from shared.people import PeopleOut, read_people
from shared.people_search import add_people_search
from shared.schemas import Code

router = make_router(Text("卡折", "Card policies"))

Viewed = Annotated[CardActivation, case_on_view(CardActivation)]
Held = Annotated[CardActivation, case_in_hand(CardActivation)]
Teller = Annotated[Actor, allow(Role.TELLER)]
StockKeeper = Annotated[Actor, allow(Role.TELLER, Role.BRANCH_MANAGER)]
Manager = Annotated[Actor, allow(Role.BRANCH_MANAGER)]
Desk = Annotated[Actor, allow(Role.TELLER, Role.INTEGRATOR)]
Cashier = Annotated[Actor, allow(Role.CASHIER, Role.INTEGRATOR)]
READERS = allow(Role.TELLER, Role.AUDITOR, Role.SERVICE, Role.BRANCH_MANAGER, Role.COMPLIANCE)
PartyReader = Annotated[Actor, READERS]
StockReader = Annotated[Actor, allow(Role.TELLER, Role.CASHIER, Role.AUDITOR, Role.BRANCH_MANAGER, Role.PROVINCE)]


@router.post("/cards", response_model=MovedOut, status_code=201)
async def receive_cards(body: DeliveryIn, session: Session, actor: StockKeeper) -> Any:
    """卡折入库: a delivery of cards into an outlet's stock, all of it or nothing."""
    check_scope(actor, body.org)
    return MovedOut(moved=await stock.receive(session, body, actor))


@router.get("/cards", response_model=Page[CardOut])
async def list_cards(
    session: ReadSession,
    actor: StockReader,
    page: PageParams,
    status: Annotated[CardStatus | None, Query(description="状态")] = None,
    salesperson: Annotated[Code | None, Query(description="业务员")] = None,
    product: Annotated[Code | None, Query(description="险种")] = None,
    org: OrgFilter = None,
) -> Found[Card]:
    """卡折清单: the cards of your organisation, by number."""
    asked = ((Card.status, status), (Card.salesperson, salesperson), (Card.product, product))
    return await paginate(session, in_view(Card, actor, *asked, org=org), page, Card.card_no)


@router.get("/cards/{card_no}", response_model=CardOut)
async def get_card(card_no: CardNo, session: ReadSession, actor: StockReader) -> Card:
    """查询卡折: one card and where it is."""
    return await queries.card_of(session, card_no, actor)


@router.get("/cards/{card_no}/movements", response_model=list[CardMovementOut])
async def get_card_movements(card_no: CardNo, session: ReadSession, actor: StockReader) -> Any:
    """单证流转: what became of a card, the oldest first."""
    return await queries.movements(session, await queries.card_of(session, card_no, actor))


@router.post("/cards/{card_no}/unlocking", response_model=CardOut)
async def unlock_card(card_no: CardNo, session: Session, actor: Manager) -> Card:
    """卡折解锁: lift the lock that wrong passwords put on a card, before its day is over; the book tells who did."""
    return await stock.unlock(session, await queries.card_of(session, card_no, actor, locked=True), actor)


@router.post("/card-moves", response_model=MovedOut, status_code=201)
async def move_cards(body: CardMoveIn, session: Session, actor: StockKeeper) -> Any:
    """卡折流转: cards handed out (领用) or back (退回), voided (作废), lost (挂失) or found (找回), all or none."""
    return MovedOut(moved=await stock.move(session, body, actor))


@router.get("/card-stock", response_model=list[StockOut])
async def get_card_stock(session: SnapshotSession, actor: StockReader, org: OrgFilter = None) -> Any:
    """卡折库存: every card accounted for, by outlet and product."""
    if org:
        check_scope(actor, org)
    return await queries.stock_of(session, actor, org)


@router.post("/card-activations", response_model=ActivationOut, status_code=201)
async def activate_card(
    body: ActivationIn, session: Session, actor: Desk, request: Request, response: Response
) -> CardActivation:
    """卡折激活: use a card for an insured person; a prepaid one that comes over an interface is issued at once."""
    case = await activation.activate(session, body, actor)
    return created(request, response, "/card-activations", case)


@router.get("/card-activations", response_model=Page[ActivationOut])
async def list_activations(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[ActivationStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    card_no: Annotated[CardNo | None, Query(description="卡号")] = None,
) -> Found[CardActivation]:
    """卡折投保件清单: activations of your organisation, the newest last."""
    asked = ((CardActivation.status, status), (CardActivation.card_no, card_no))
    return await page_of_cases(session, CardActivation, actor, page, *asked, org=org, due_before=due_before)


@router.get("/card-activations/{case_no}", response_model=ActivationOut)
async def get_activation(case: Viewed, response: Response) -> CardActivation:
    """查询卡折投保件: one activation."""
    return reply(response, case)


add_case_views(router, "/card-activations", CardActivation)
add_people_search(router, CardParty, CardActivation, READERS, "/card-activations/parties")


@router.get("/card-activations/{case_no}/parties")
async def get_card_people(
    case: Held, session: Session, actor: PartyReader, purpose: Annotated[Code, Query()] = "service"
) -> PeopleOut:
    """投保人等资料: the people of an activation, masked unless the token may read personal data."""
    return await read_people(session, CardParty, case.case_no, actor, purpose=purpose)


@router.post("/card-activations/{case_no}/receipts", response_model=ActivationOut, dependencies=[IdempotencyRequired])
async def receive_card_premium(
    case: Held, body: ReceiptIn, session: Session, actor: Cashier, response: Response
) -> CardActivation:
    """卡折收费: the card's price, in full."""
    return reply(response, await activation.receive_premium(session, case, body, actor))


@router.post("/card-activations/{case_no}/issue", response_model=ActivationOut)
async def issue_card_policy(case: Held, session: Session, actor: Desk, response: Response) -> CardActivation:
    """卡折出单: make the contract; the policy follows through the event stream."""
    return reply(response, await issue(session, case, actor))


@router.post("/card-activations/{case_no}/withdrawal", response_model=ActivationOut)
async def withdraw_activation(
    case: Held, body: ReasonIn, session: Session, actor: Teller, response: Response
) -> CardActivation:
    """卡折撤单: the customer withdraws before issue; the card is void, and what was paid is to be paid back."""
    return reply(response, await activation.withdraw(session, case, body.reason, actor))
