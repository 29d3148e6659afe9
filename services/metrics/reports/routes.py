"""The route of the counter's report (柜面总结). HTTP only."""

from typing import Annotated, Literal

from fastapi import Query, Request, Response
from starlette.concurrency import run_in_threadpool

from services.metrics.reports.document import docx_of, name_of
from services.metrics.reports.periods import period_of
from services.metrics.reports.reading import check_known, report
from services.metrics.routes import Org, narrowed
from shared.app import make_router
from shared.attachments import attached
from shared.auth import CurrentActor
from shared.db import SnapshotSession
from shared.errors import Text
from shared.language import language_of
from shared.schemas import Day
from shared.word_documents import DOCX

router = make_router(Text("柜面总结", "Reports of the counter"))


@router.get("/reports", response_class=Response, responses={200: {"content": {DOCX: {}}}})
async def get_report(
    request: Request,
    session: SnapshotSession,
    actor: CurrentActor,
    period: Annotated[
        str, Query(max_length=10, description="A year, quarter or month", examples=["2026", "2026-Q2", "2026-04"])
    ],
    org: Org = "",
    to: Annotated[Day | None, Query(description="Up to the end of that day of it; left out: up to now")] = None,
    lang: Annotated[Literal["zh", "en"] | None, Query(description="Left out: as Accept-Language says")] = None,
) -> Response:
    """柜面年终总结: the counter's report of a year, quarter or month as DOCX.

    Figures with targets, the same days a year before, rank among sister branches, causes by size, charts, sentences
    made of these alone, and how each figure is defined.

    Sister branches are compared by what the scorecard sends round, and by all of it for those who see them.
    """
    org, days = narrowed(org, actor), period_of(period, to)
    await check_known(session, org)
    told = await report(session, org, days, actor)
    content = await run_in_threadpool(docx_of, told, lang or language_of(request))
    return Response(content, media_type=DOCX, headers=attached(name_of(org, days)))
