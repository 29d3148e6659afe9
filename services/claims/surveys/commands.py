"""调查件: from its opening to findings that are accepted. What that means for its claim is told by `surveying`."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.surveys.allocation import Waiting
from services.claims.surveys.lifecycle import IN_HAND, SurveyStatus
from services.claims.surveys.models import Survey, SurveyReport
from services.claims.surveys.schemas import SurveyIn, SurveyReportIn
from services.claims.surveys.survey_types import TYPES
from shared import clock
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.cases import advance, new_case_no, permit
from shared.errors import RuleBroken, Text
from shared.pii import record_pii_read

FEEDBACK = "survey-feedback"


async def open_survey(session: AsyncSession, form: SurveyIn, org: str, outlet: str | None, actor: Actor) -> Survey:
    row = TYPES[form.survey_type]
    case = Survey(case_no=new_case_no("CK", org), org=org, outlet=outlet, claim_no=form.claim_no, level="branch")
    case.survey_type, case.grade_days = row.code, form.grade_days or row.grade_days
    case.place, case.instructions = form.place, form.instructions
    case.evidence, case.missing_evidence, case.reports, case.supplements = 0, list(row.evidence), 0, 0
    return await advance(session, case, "open", actor)


async def allocate(session: AsyncSession, case: Survey, investigator: str, actor: Actor) -> Survey:
    permit(case, "allocate", actor)
    if investigator == case.handler:
        raise RuleBroken("investigator", "another-investigator", Text("已由其调查", "It is theirs already"))
    case.handler = investigator
    return await advance(session, case, "allocate", actor)


async def hand_over(session: AsyncSession, case: Survey, reason: str, actor: Actor) -> Survey:
    """Evidence that is there goes with it."""
    permit(case, "hand_over", actor)
    case.level, case.handler, case.reason = "city", None, reason
    return await advance(session, case, "hand_over", actor)


async def begin(session: AsyncSession, case: Survey, actor: Actor) -> Survey:
    """At the city it becomes theirs who begin it."""
    if case.status != SurveyStatus.WITH_CITY:
        return await advance(session, case, "begin", actor)
    permit(case, "take_up", actor)
    case.handler = actor.ref
    return await advance(session, case, "take_up", actor)


async def report(session: AsyncSession, case: Survey, form: SurveyReportIn, actor: Actor) -> Survey:
    permit(case, "report", actor)
    if strange := [code for code in form.unobtainable if code not in case.missing_evidence]:
        told = Text(f"未要求的证据: {'、'.join(strange)}", f"Not asked for: {', '.join(strange)}")
        raise RuleBroken("unobtainable", "evidence-asked-for", told)
    case.missing_evidence = [code for code in case.missing_evidence if code not in form.unobtainable]
    case.reports, case.finding = case.reports + 1, form.finding
    case.first_reported_at = case.first_reported_at or clock.now()
    await advance(session, case, "report", actor)
    row = SurveyReport(case_no=case.case_no, round=case.reports, reported_by=actor.ref, reported_at=clock.now())
    row.finding, row.findings, row.unobtainable = form.finding, form.findings, form.unobtainable
    session.add(row)
    return case


async def accept(session: AsyncSession, case: Survey, actor: Actor) -> Survey:
    case.outcome = "accepted"
    return await advance(session, case, "accept", actor)


async def send_back(session: AsyncSession, case: Survey, reason: str, evidence: Sequence[str], actor: Actor) -> Survey:
    action = "send_back_to_city" if case.level == "city" else "send_back"
    permit(case, action, actor)
    case.reason, case.missing_evidence, case.supplements = reason, list(dict.fromkeys(evidence)), case.supplements + 1
    return await advance(session, case, action, actor)


async def cancel(session: AsyncSession, case: Survey, reason: str, actor: Actor) -> Survey:
    case.reason, case.outcome = reason, "cancelled"
    return await advance(session, case, "cancel", actor)


async def details_for(session: AsyncSession, case: Survey, actor: Actor) -> dict[str, Any]:
    """Where, and what to find out; whole, the read is recorded."""
    if not actor.pii:
        return {"masked": True, "place": None, "instructions": None}
    await record_pii_read(session, actor, subject=case.case_no, purpose="survey", fields=["place", "instructions"])
    return {"masked": False, "place": case.place, "instructions": case.instructions}


async def reports_for(session: AsyncSession, case: Survey, actor: Actor) -> dict[str, Any]:
    """The oldest first; what was found names people."""
    theirs = select(SurveyReport).where(SurveyReport.case_no == case.case_no).order_by(SurveyReport.round)
    rows = (await session.scalars(theirs)).all()
    if actor.pii and rows:
        await record_pii_read(session, actor, subject=case.case_no, purpose="survey", fields=["findings"])
    names = ("round", "finding", "unobtainable", "reported_by", "reported_at")
    shown = [{name: getattr(row, name) for name in names} for row in rows]
    told = [row.findings if actor.pii else None for row in rows]
    return {
        "masked": not actor.pii,
        "items": [each | {"findings": text} for each, text in zip(shown, told, strict=True)],
    }


def waiting_of(case: Survey) -> Waiting:
    """What its allocation goes by; due at midnight is due the day before."""
    due_at: Any = next(each.due_at for each in case.clocks if each.id == FEEDBACK)
    due_on = calendar_for(case.org).date_of(due_at - timedelta(seconds=1))
    return Waiting(case.case_no, due_on, case.opened_at)


async def standing(session: AsyncSession, org: str) -> Sequence[Survey]:
    """A branch's surveys that nobody has reported yet, or that were sent back, the oldest first."""
    statuses = (SurveyStatus.OPEN, SurveyStatus.WITH_CITY, *IN_HAND)
    query = select(Survey).where(Survey.org == org, Survey.status.in_(statuses))
    return (await session.scalars(query.order_by(Survey.opened_at, Survey.case_no))).all()


async def unfinished_of(session: AsyncSession, claim_no: str) -> Sequence[Survey]:
    query = select(Survey).where(Survey.claim_no == claim_no, Survey.closed_at.is_(None))
    return (await session.scalars(query.order_by(Survey.opened_at, Survey.case_no))).all()
