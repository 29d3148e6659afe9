"""Routes of the inspections (柜面巡检). HTTP only."""

from typing import Annotated

from fastapi import Query, Request, Response

from services.intake.counter import inspecting
from services.intake.inspections.lifecycle import TOOLS, InspectionStatus, Item, Tool
from services.intake.inspections.models import Inspection
from services.intake.inspections.schemas import InspectionIn, InspectionOut, ItemOut, ToolOut
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow, check_scope
from shared.case_routes import OrgFilter, add_case_views, case_in_hand, case_on_view, created, page_of_cases, reply
from shared.db import ReadSession, Session
from shared.errors import Text
from shared.pagination import Found, Page, PageParams
from shared.schemas import Code, Day

router = make_router(Text("巡检", "Inspections"))

Viewed = Annotated[Inspection, case_on_view(Inspection)]
Held = Annotated[Inspection, case_in_hand(Inspection)]
Manager = Annotated[Actor, allow(Role.BRANCH_MANAGER)]


@router.get("/inspection-tools")
async def list_inspection_tools(actor: CurrentActor) -> list[ToolOut]:
    """巡检工具: the daily tools, with what each of them looks at."""
    return [_tool_out(tool) for tool in TOOLS.values()]


@router.post("/inspections", response_model=InspectionOut, status_code=201)
async def record_inspection(
    body: InspectionIn, session: Session, actor: Manager, request: Request, response: Response
) -> Inspection:
    """登记巡检: of an outlet on a day with somebody on its roster; each item that failed opens a finding (整改项)."""
    check_scope(actor, body.org)
    return created(request, response, "/inspections", await inspecting.record(session, body, actor))


@router.get("/inspections", response_model=Page[InspectionOut])
async def list_inspections(
    session: ReadSession,
    actor: CurrentActor,
    page: PageParams,
    status: Annotated[InspectionStatus | None, Query(description="状态")] = None,
    org: OrgFilter = None,
    outlet: Annotated[Code | None, Query(description="网点")] = None,
    tool: Annotated[Code | None, Query(description="巡检工具")] = None,
    inspected_on: Annotated[Day | None, Query(description="巡检日期")] = None,
) -> Found[Inspection]:
    """巡检清单: inspections of your organisation, by their day."""
    asked = ((Inspection.status, status), (Inspection.outlet, outlet), (Inspection.tool, tool))
    on = (Inspection.inspected_on, inspected_on)
    return await page_of_cases(session, Inspection, actor, page, *asked, on, org=org)


@router.get("/inspections/{case_no}", response_model=InspectionOut)
async def get_inspection(case: Viewed, response: Response) -> Inspection:
    """查询巡检: one inspection."""
    return reply(response, case)


add_case_views(router, "/inspections", Inspection)


@router.post("/inspections/{case_no}/cancellation", response_model=InspectionOut)
async def cancel_inspection(case: Held, session: Session, actor: Manager, response: Response) -> Inspection:
    """撤销巡检: it was recorded by mistake; its findings are cancelled with it, closed ones too."""
    return reply(response, await inspecting.cancel(session, case, actor))


def _tool_out(tool: Tool) -> ToolOut:
    return ToolOut.model_validate(
        {"code": tool.code, "name": tool.text._asdict(), "basis": tool.basis, "mark": tool.mark}
        | {"items": [_item_out(item) for item in tool.items]}
    )


def _item_out(item: Item) -> ItemOut:
    return ItemOut(code=item.code, severity=item.severity, name=item.text._asdict())
