"""What the routes of every kind of case share: the case in hand, its history and its clocks explained."""

import re
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime, Field
from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from shared import clock
from shared.auth import Actor, CurrentActor, at_or_below
from shared.calendar_data import calendar_for
from shared.cases import Case, CaseMixin, get_case, shown_to
from shared.db import ReadSession, Session, reading
from shared.errors import CalendarUnavailable, RuleBroken
from shared.etag import IfMatch, RequiredIfMatch, tag
from shared.language import Language, language_of
from shared.pagination import Found, PageRequest, paginate
from shared.schemas import CaseNo, Instant, Out
from shared.sla import rule_of
from shared.sla_explain import Explanation, explain
from shared.sla_words import in_words
from shared.tables import case_events


def case_in_hand(model: type[CaseMixin], *, as_seen: bool = False) -> Any:
    """`Held = Annotated[Application, case_in_hand(Application)]`: the case of the path, in the actor's organisation.

    An `If-Match` is checked where it is given; `as_seen` demands it: who decides must have seen what they decide on.
    """

    async def held(case_no: CaseNo, session: Session, actor: CurrentActor, expect: IfMatch) -> CaseMixin:
        return await get_case(session, model, case_no, actor, expect=expect)

    async def seen(case_no: CaseNo, session: Session, actor: CurrentActor, expect: RequiredIfMatch) -> CaseMixin:
        return await get_case(session, model, case_no, actor, expect=expect)

    return Depends(seen if as_seen else held)


def case_on_view(model: type[CaseMixin]) -> Any:
    """The case of the path, to read."""

    async def viewed(case_no: CaseNo, session: ReadSession, actor: CurrentActor) -> CaseMixin:
        return await get_case(session, model, case_no, actor)

    return Depends(viewed)


def case_at_rest(model: type[CaseMixin]) -> Any:
    """The case of the path, its transaction over: for a route that calls a sister service."""

    async def resting(case_no: CaseNo, request: Request, actor: CurrentActor) -> CaseMixin:
        async with reading(request.app.state.sessions) as session:
            return await get_case(session, model, case_no, actor)

    return Depends(resting)


OrgFilter = Annotated[str | None, Query(pattern=r"^[A-Za-z0-9]{1,20}$", description="Organisation or a part of it")]
DueBefore = Annotated[Instant | None, Query(description="Due before this time (到期早于)")]


def in_view(
    model: Any, actor: Actor, *asked: tuple[InstrumentedAttribute[Any], Any], org: str | None = None
) -> Select[Any]:
    """Rows of the actor's organisation; of `asked` columns those with the value, None being any."""
    query = select(model).where(at_or_below(model.org, actor.org))
    if org:
        query = query.where(at_or_below(model.org, org))
    for column, value in asked:
        query = query.where(column == value) if value is not None else query
    return query


async def page_of_cases(
    session: AsyncSession,
    model: type[Case],
    actor: Actor,
    page: PageRequest,
    *asked: tuple[InstrumentedAttribute[Any], Any],
    org: str | None = None,
    due_before: datetime | None = None,
) -> Found[Case]:
    """Cases that are `in_view`, the newest last."""
    query = in_view(model, actor, *asked, org=org)
    if due_before is not None:
        query = query.where(model.due_at < due_before)
    found = await paginate(session, query, page, model.opened_at, model.case_no)
    for case in found.items:
        shown_to(actor, case)
    return found


def reply(response: Response, case: Case) -> Case:
    """The answer after a step: the case, with its version as ETag."""
    tag(response, case.version)
    return case


def created(request: Request, response: Response, path: str, case: Case) -> Case:
    """The answer to a request that opened a case: where it is found from now on."""
    response.headers["Location"] = f"{request.scope.get('root_path', '')}/v1{path}/{case.case_no}"
    return reply(response, case)


AsOf = Annotated[Instant | None, Query(description="As of this time; left out: now")]


class StepOut(Out):
    """One step of a case's history."""

    version: int
    type: str
    at: AwareDatetime
    actor: str
    event_id: str
    published_at: AwareDatetime | None = Field(description="When it left for the event stream; null: not yet")


class ClockOut(Out):
    """One clock, with the reason for its reading."""

    explanation: Explanation
    words: list[str] = Field(description="The explanation in sentences, in the caller's language")


class SlaOut(Out):
    case_no: str
    as_of: AwareDatetime
    clocks: list[ClockOut]


def add_case_views(router: APIRouter, path: str, model: type[CaseMixin], readers: Any = None) -> None:
    """Add `…/{case_no}/history` and `…/{case_no}/sla`, for anybody with a token or for `readers` (`allow(…)`) only."""
    viewed, only = case_on_view(model), [readers] if readers else []

    @router.get(
        f"{path}/{{case_no}}/history",
        response_model=list[StepOut],
        name=f"history_of_{_name(model)}",
        dependencies=only,
    )
    async def history(session: ReadSession, case: Annotated[Any, viewed]) -> Any:
        """案件轨迹: every step of the case, the oldest first."""
        steps = select(case_events).where(case_events.c.case_no == case.case_no).order_by(case_events.c.version)
        return (await session.execute(steps)).all()

    @router.get(f"{path}/{{case_no}}/sla", name=f"sla_of_{_name(model)}", dependencies=only)
    async def sla(request: Request, case: Annotated[Any, viewed], at: AsOf = None) -> SlaOut:
        """时效说明: why each clock reads as it does: segments, calendar version, arithmetic to the due time."""
        try:
            return explain_clocks(case, at or clock.now(), language_of(request))
        except CalendarUnavailable as missing:
            if at is None or at <= clock.now():
                raise
            raise RuleBroken("at", "calendar-year", missing.detail) from missing


def explain_clocks(case: CaseMixin, at: AwareDatetime, language: Language) -> SlaOut:
    calendar = calendar_for(case.org)
    rules = case.rules
    known = [each for each in case.clocks if each.asked_at is None or each.asked_at <= at]
    explained = [explain(rule_of(rules, each, calendar), each, at, calendar) for each in known]
    clocks = [ClockOut(explanation=each, words=in_words(each, language, case.wait_words)) for each in explained]
    return SlaOut(case_no=case.case_no, as_of=at, clocks=clocks)


def _name(model: type[CaseMixin]) -> str:
    """GroupChange: `group_change`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", model.__name__).lower()
