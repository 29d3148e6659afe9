"""Routes of metrics: KPIs with their birth certificates, their cases, freshness, live stream, foreign events."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from services.metrics import exports, ingest, listing, queries
from services.metrics.confidential import hidden_from, refuse_hidden
from services.metrics.foreign import CaseIn, EventIn, written
from services.metrics.freshness import freshness
from services.metrics.listing import Choice
from services.metrics.queries import Window
from services.metrics.refusals import RefusedEvent, refusals
from services.metrics.renewal_table import RenewalCell, renewal_table
from services.metrics.schemas import (
    CaseDetail,
    CaseOut,
    EventsTaken,
    Freshness,
    KpiAnswer,
    KpiRow,
    RefusalOut,
    RefusedEventOut,
    RenewalCellOut,
    TrainingEffectOut,
    TrendPoint,
)
from services.metrics.stream import follow
from services.metrics.trainings import DAYS, MOST_DAYS, TrainingEffect, training_effects
from services.metrics.worklist import Asked, worklist_page
from services.metrics.worklist_rows import WorkOut
from shared.app import make_router
from shared.auth import Actor, CurrentActor, Role, allow, check_scope
from shared.contracts.foreign import CaseNo
from shared.db import ReadSession, SnapshotSession
from shared.errors import MalformedBody, RuleBroken, Text, UnsupportedMediaType
from shared.language import language_of
from shared.pagination import Found, Page, PageParams
from shared.routing import NOT_TAKEN, StrictRequest
from shared.schemas import Code, Day, Written
from shared.table_exports import EXPORTS, ExportForm, export

router = make_router(Text("指标", "Metrics"))

# An event that can't be read tells of no organisation.
EVERYONES = ""

Supervisor = Annotated[Actor, allow(Role.INTEGRATOR, Role.PROVINCE, Role.AUDITOR)]
Integrator = Annotated[Actor, allow(Role.INTEGRATOR)]

KpiId = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,60}$", examples=["pending-rate"])]
Org = Annotated[
    str, Query(pattern=r"^[A-Za-z0-9]{0,20}$", description="Organisation with all below it; left out: yours")
]


def narrowed(org: str, actor: Actor) -> str:
    """The organisation asked for, or the actor's own; raises OutOfScope for another's."""
    org = org or actor.org
    check_scope(actor, org)
    return org


async def asked_window(
    actor: CurrentActor,
    org: Org = "",
    kind: Annotated[Code | None, Query(description="Only this kind of case")] = None,
    start: Annotated[Day | None, Query(alias="from", description="First day; left out: 30 days")] = None,
    end: Annotated[Day | None, Query(alias="to", description="Last day; left out: today, up to now")] = None,
    as_of: Annotated[Day | None, Query(description="The same as `to`: how things stood at the end of that day")] = None,
    by: Annotated[Code | None, Query(description="Break down by (see the catalogue)")] = None,
) -> Window:
    if end and as_of:
        raise RuleBroken("as_of", "one-of-two", Text("`to` 与 `as_of` 只能给一个", "Give `to` or `as_of`, not both"))
    return Window(narrowed(org, actor), kind, start, as_of or end, by, hidden_from(actor))


AskedWindow = Annotated[Window, Depends(asked_window)]


@router.get("/kpis")
async def list_kpis(actor: CurrentActor) -> list[KpiRow]:
    """指标目录: every KPI that you may ask for, with its formula, population, target and source."""
    return queries.catalogue(hidden_from(actor))


@router.get("/kpis/{kpi_id}", response_model=KpiAnswer, responses=EXPORTS)
async def get_kpi(
    kpi_id: KpiId, session: SnapshotSession, window: AskedWindow, request: Request, form: ExportForm = "json"
) -> KpiAnswer | Response:
    """指标值: one KPI with its birth certificate: numerator, denominator, population, as-of, freshness, cases."""
    answer = await queries.kpi(session, kpi_id, window)
    if form != "json":
        rows = exports.kpi_rows(answer, window, language_of(request))
        return await export(kpi_id, exports.KPI, rows, form, language_of(request), exports.zone_of(window.org))
    return answer.model_copy(update={"cases": request.scope.get("root_path", "") + answer.cases})


@router.get("/kpis/{kpi_id}/trend", response_model=list[TrendPoint], responses=EXPORTS)
async def get_trend(
    kpi_id: KpiId,
    session: SnapshotSession,
    window: AskedWindow,
    request: Request,
    step: Annotated[Literal["day", "month"], Query()] = "day",
    form: ExportForm = "json",
) -> list[TrendPoint] | Response:
    """指标走势: the KPI of every day or month of the window."""
    if form != "json":
        language = language_of(request)
        rows = exports.trend_rows(session, kpi_id, window, step, language)
        return await export(f"{kpi_id}-trend", exports.TREND, rows, form, language, exports.zone_of(window.org))
    return await queries.trend(session, kpi_id, window, step)


@router.get("/kpis/{kpi_id}/cases", response_model=Page[CaseOut], responses=EXPORTS)
async def list_cases(
    kpi_id: KpiId,
    session: SnapshotSession,
    window: AskedWindow,
    page: PageParams,
    request: Request,
    part: Annotated[Literal["numerator", "denominator"], Query()] = "numerator",
    value: Annotated[
        str | None, Query(max_length=80, description="With `by`: only this value of the breakdown")
    ] = None,
    form: ExportForm = "json",
) -> Found[CaseOut] | Response:
    """数字背后的案件: the very cases; their `count` adds up to the number.

    A page may hold fewer cases than `limit`, or none, and still have a `next_cursor`. A file holds all of them.
    """
    choice = Choice(part, value)
    if form == "json":
        return await listing.kpi_cases(session, kpi_id, window, choice, page)
    if page.cursor is not None:
        raise RuleBroken(
            "cursor", "not-of-a-file", Text("文件不分页,勿给 cursor", "A file is the whole list: no cursor")
        )
    language = language_of(request)
    rows = exports.case_rows(session, kpi_id, window, choice, language)
    return await export(f"{kpi_id}-cases", exports.CASES, rows, form, language, exports.zone_of(window.org))


@router.get("/cases/{kind}/{case_no}")
async def get_case(kind: Code, case_no: CaseNo, session: ReadSession, actor: CurrentActor) -> CaseDetail:
    """案件全貌: one case with its timeline, clocks and waits."""
    refuse_hidden({kind}, hidden_from(actor))
    found = await listing.case(session, kind, case_no)
    check_scope(actor, found.org)
    return found


@router.get("/trainings/effects", response_model=list[TrainingEffectOut])
async def get_training_effects(
    session: SnapshotSession,
    actor: CurrentActor,
    org: Org = "",
    start: Annotated[Day | None, Query(alias="from", description="Held since; left out: 180 days")] = None,
    end: Annotated[Day | None, Query(alias="to", description="Held until; left out: today")] = None,
    days: Annotated[int, Written, Query(ge=1, le=MOST_DAYS, description="Days before and after")] = DAYS,
) -> list[TrainingEffect]:
    """培训效果: each training with the defect rate of its outlet's forms before and after, the newest first.

    培训当日不计入前后: the day of the training is in neither part. Forms of its own organisation alone count.
    """
    return await training_effects(session, Window(narrowed(org, actor), start=start, end=end), days)


@router.get("/renewal-table", response_model=list[RenewalCellOut])
async def get_renewal_table(
    session: SnapshotSession,
    actor: CurrentActor,
    org: Org = "",
    day: Annotated[Day | None, Query(description="A day of the month asked for; left out: today")] = None,
) -> list[RenewalCell]:
    """续期九宫: premiums due this month, last month, or at the end of their grace this month, by policy year 2, 3, 4.

    应收含当月尚未到的应交日: what falls due later in the month is below the line already. Whatever the day, cells tell
    what is paid by now.
    """
    return await renewal_table(session, narrowed(org, actor), day)


@router.get("/worklist", response_model=Page[WorkOut])
async def list_work(
    session: SnapshotSession,
    actor: CurrentActor,
    page: PageParams,
    org: Org = "",
    handler: Annotated[
        str | None, Query(min_length=1, max_length=80, description="Only what is in this one's hands (经办)")
    ] = None,
    service: Annotated[
        Literal["intake", "policy_service", "claims", "callback", "foreign"] | None,
        Query(description="Only of this service; `foreign`: of other systems"),
    ] = None,
    kind: Annotated[Code | None, Query(description="Only this kind of case")] = None,
) -> Found[WorkOut]:
    """统一待办: open cases of all services by the due time of their most urgent running clock, those overdue first.

    At the end come those of which no clock runs: they wait for the customer, or have no limit. A case that moves
    between two pages may be on neither or on both; no other is.
    """
    asked = Asked(narrowed(org, actor), handler, service, kind, hidden_from(actor))
    return await worklist_page(session, asked, page)


@router.get("/freshness")
async def get_freshness(session: ReadSession, actor: CurrentActor) -> list[Freshness]:
    """数据新鲜度: how far the numbers have followed each service."""
    return await freshness(session)


@router.get("/refused-events", response_model=Page[RefusedEventOut])
async def list_refused_events(actor: Supervisor, session: ReadSession, page: PageParams) -> Found[RefusedEvent]:
    """未计入的事件: events of the log that fit no contract, newest first; only for those who see the whole company."""
    check_scope(actor, EVERYONES)
    return await refusals(session, page)


@router.get("/stream", response_class=StreamingResponse)
async def stream_kpis(
    request: Request,
    actor: CurrentActor,
    kpi: Annotated[list[str], Query(max_length=40, description="KPIs to follow")],
    org: Org = "",
) -> StreamingResponse:
    """实时推送: Server-Sent Events: the values at first, then what changed, at most 8 a second, with freshness.

    It ends when the token does; connect again with a new one.
    """
    window = Window(narrowed(org, actor), hidden=hidden_from(actor))
    for kpi_id in kpi:
        queries.check(queries.find(kpi_id), window)
    messages: AsyncIterator[bytes] = follow(request.app, tuple(kpi), window, actor.until)
    return StreamingResponse(messages, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


STRUCTURED, BATCH, BINARY = "application/cloudevents+json", "application/cloudevents-batch+json", "application/json"
EVENT = written(EventIn)
EVENTS_BODY = {
    "required": True,
    "content": {
        STRUCTURED: {"schema": EVENT},
        BATCH: {"schema": {"type": "array", "items": EVENT, "maxItems": ingest.MOST}},
        BINARY: {"schema": written(CaseIn) | {"description": "Binary mode: the data; the attributes in ce-… headers"}},
    },
}


async def sent_events(request: Request) -> list[Any]:
    """The events of a request in any of the three modes of the CloudEvents HTTP binding."""
    incoming = request if isinstance(request, StrictRequest) else StrictRequest(request.scope, request.receive)
    media = incoming.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media not in (STRUCTURED, BATCH, BINARY):
        raise UnsupportedMediaType(NOT_TAKEN)
    body = await incoming.json()
    if media != BATCH:
        return [ingest.from_binary(incoming.headers, body) if media == BINARY else body]
    if not isinstance(body, list):
        raise MalformedBody(Text("批量模式的正文应为数组", "In batch mode the body is an array"))
    return body


@router.post("/events", status_code=202, openapi_extra={"requestBody": EVENTS_BODY})
async def take_events(
    request: Request,
    actor: Integrator,
    events: Annotated[list[Any], Depends(sent_events)],
    keep: Annotated[Literal["all", "good"], Query(description="`good`: take those that fit")] = "all",
) -> EventsTaken:
    """外部事件接入: case events of a foreign system, by the CloudEvents HTTP binding (structured, batch, binary).

    An event sent again counts once. Refused are unknown fields, kinds of our own services, and cases of organisations
    outside the token's scope. See docs/foreign-events.md.
    """
    judged = ingest.judge(events, actor)
    await ingest.claim(request.app.state.sessions, judged, actor, keep_good=keep == "good")
    taken = await ingest.take(request.app.state.bus, judged)
    return EventsTaken(taken=taken, refused=[RefusalOut.model_validate(refusal) for refusal in judged.refused])
