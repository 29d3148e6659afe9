"""Routes of the scorecard (机构考核评分). HTTP only."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response
from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from services.metrics.scorecards import keeping, reading
from services.metrics.scorecards.models import ScorecardSet
from services.metrics.scorecards.schemas import LineOut, Period, ScorecardOut, SetEndIn, SetIn, SetOut
from services.metrics.scorecards.sets import MetricSet
from services.metrics.scorecards.shipped import SHIPPED
from services.metrics.scorecards.workbook import name_of, workbook_of
from shared.app import make_router
from shared.attachments import attached
from shared.auth import Actor, CurrentActor, Role, allow, at_or_below
from shared.db import ReadSession, Session, SnapshotSession
from shared.errors import Text
from shared.language import language_of
from shared.pagination import Found, Page, PageParams, paginate
from shared.schemas import Day
from shared.xlsx_files import XLSX

router = make_router(Text("机构考核评分", "Scorecards"))

Keeper = Annotated[Actor, allow(Role.PROVINCE, Role.BRANCH_MANAGER)]
SetId = Annotated[int, Path(ge=1, le=2**63 - 1)]


async def asked_scorecard(
    request: Request,
    session: SnapshotSession,
    actor: CurrentActor,
    org: Annotated[
        str,
        Query(
            pattern=r"^[A-Za-z0-9]{0,20}$",
            description="Whose branches are compared: yours, one below it, or one that you belong to; "
            "left out: the highest of these that has several, or those beside yours",
        ),
    ] = "",
    on: Annotated[Day | None, Query(description="Up to the end of that day; left out: up to now")] = None,
    period: Annotated[Period, Query(description="From the first day of what `on` lies in")] = "month",
) -> ScorecardOut:
    whose = await reading.compared(session, org, actor)
    told = await reading.scorecard(session, reading.asked(whose, period, on), actor)
    return _rooted(told, request.scope.get("root_path", ""))


AskedScorecard = Annotated[ScorecardOut, Depends(asked_scorecard)]


@router.get("/scorecards")
async def get_scorecard(told: AskedScorecard) -> ScorecardOut:
    """机构考核评分表: sister branches with the value and score of each metric, total and rank, of any day.

    Whoever belongs to an organisation reads the scorecard of its branches; cases only of their own.
    """
    return told


@router.get("/scorecards/workbook", response_class=Response, responses={200: {"content": {XLSX: {}}}})
async def get_workbook(told: AskedScorecard, request: Request) -> Response:
    """考核评分表下载: the same as XLSX: branches as rows, groups of metrics as columns, weights in the head."""
    content = await run_in_threadpool(workbook_of, told, language_of(request))
    return Response(content, media_type=XLSX, headers=attached(name_of(told)))


@router.get("/scorecard-sets", response_model=Page[SetOut])
async def list_sets(session: ReadSession, actor: CurrentActor, page: PageParams) -> Found[ScorecardSet]:
    """考核办法清单: every set of metrics kept below or above your organisation, ended and taken back ones, too."""
    above = [actor.org[:width] for width in range(len(actor.org))]
    query = select(ScorecardSet).where(at_or_below(ScorecardSet.org, actor.org) | ScorecardSet.org.in_(above))
    return await paginate(session, query, page, ScorecardSet.id)


@router.get("/shipped-scorecard-sets", response_model=list[SetOut])
async def list_shipped_sets(actor: CurrentActor) -> Sequence[MetricSet]:
    """随附考核办法: the metrics that hold where no organisation keeps its own, with their marks."""
    return SHIPPED


@router.post("/scorecard-sets", response_model=SetOut, status_code=201)
async def record_set(body: SetIn, session: Session, actor: Keeper) -> ScorecardSet:
    """制定考核办法: a whole set from a day on; one without a last day ends the day before."""
    return await keeping.record(session, body, actor)


@router.post("/scorecard-sets/{id}/end", response_model=SetOut)
async def end_set(id: SetId, body: SetEndIn, session: Session, actor: Keeper) -> ScorecardSet:
    """终止考核办法: its last day; then that of the organisation above holds."""
    return await keeping.end(session, id, body.effective_to, actor)


@router.post("/scorecard-sets/{id}/removal", response_model=SetOut)
async def remove_set(id: SetId, session: Session, actor: Keeper) -> ScorecardSet:
    """撤销考核办法: recorded by mistake, and not in force before today; the one whose place it took holds on."""
    return await keeping.remove(session, id, actor)


def _rooted(told: ScorecardOut, root: str) -> ScorecardOut:
    """With the address that the service has for whoever asks."""

    def line(each: LineOut) -> LineOut:
        cells = [cell.model_copy(update={"cases": cell.cases and root + cell.cases}) for cell in each.cells]
        return each.model_copy(update={"cells": cells})

    return told.model_copy(update={"branches": [line(each) for each in told.branches], "whole": line(told.whole)})
