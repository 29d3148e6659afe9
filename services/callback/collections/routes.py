"""Routes of the collections (联系方式补录). HTTP only."""

from typing import Annotated

from fastapi import Query, Response

from services.callback.collections.lifecycle import CollectionStatus
from services.callback.collections.models import ContactCollection
from services.callback.collections.schemas import ContactCollectionOut
from shared.app import make_router
from shared.auth import CurrentActor
from shared.case_routes import DueBefore, OrgFilter, add_case_views, case_on_view, page_of_cases, reply
from shared.db import ReadSession
from shared.errors import Text
from shared.pagination import Found, Page, PageParams
from shared.schemas import among

router = make_router(Text("联系方式补录", "Collection of numbers"))

Viewed = Annotated[ContactCollection, case_on_view(ContactCollection)]
Addressee = Annotated[str, Query(pattern=among(("salesperson", "outlet", "branch")), description="补录责任人")]


@router.get("/contact-collections", response_model=Page[ContactCollectionOut])
async def list_collections(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[CollectionStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    due_before: DueBefore = None,
    policy_no: Annotated[str | None, Query(max_length=40, description="保单号")] = None,
    salesperson: Annotated[str | None, Query(max_length=80, description="业务员")] = None,
    addressee: Addressee | None = None,
) -> Found[ContactCollection]:
    """补录清单: whose number is missing, and who is to bring one; the newest last."""
    model = ContactCollection
    asked = ((model.status, status), (model.policy_no, policy_no))
    whose = ((model.salesperson, salesperson), (model.addressee, addressee))
    return await page_of_cases(session, model, actor, page, *asked, *whose, org=org, due_before=due_before)


@router.get("/contact-collections/{case_no}", response_model=ContactCollectionOut)
async def get_collection(case: Viewed, response: Response) -> ContactCollection:
    """查询补录件: one collection."""
    return reply(response, case)


add_case_views(router, "/contact-collections", ContactCollection)
