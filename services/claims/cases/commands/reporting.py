"""报案: an event is told to the insurer, and whoever told it learns what to bring."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.cases.lifecycle import UNHEARD
from services.claims.cases.models import Claim
from services.claims.cases.schemas import ReportIn
from services.claims.covers.commands import get_cover, insured_of, standing_of
from services.claims.covers.heads import NOT_THEIRS, WHO, Head, head_status
from services.claims.covers.models import Cover
from services.claims.papers.matrix import missing, required, unfitting
from shared.auth import Actor
from shared.cases import advance, new_case_no, permit
from shared.contracts.words import list_in_words
from shared.days import check_come, today_at
from shared.errors import RuleBroken, Text
from shared.pii import blind_index, record_pii_read

WIDENED = ("awaiting_papers", "registered")  # what more is asked for leads back from there


async def report(session: AsyncSession, form: ReportIn, head: Head | None, actor: Actor) -> Claim:
    """Under a policy that didn't cover the day it is reported, too: the adjudicator says so, with the reason."""
    cover = await get_cover(session, form.policy_no, actor)
    check_come("event_on", form.event_on, cover.org)
    check_types(form.types, form.cause)
    case = _case_of(form, cover)
    if head is not None:
        case.insured_ref, case.insured_since, case.insured_until = head
        case.insured_hash = blind_index(form.id_number or "", "id_number")
    else:
        case.insured_ref, case.insured_hash = await _insured(session, cover, form.id_number)
    status = (await standing_of(session, cover, form.event_on)).status
    case.cover_status = head_status(status, case.insured_since, case.insured_until, form.event_on)
    case.handler = actor.ref
    case.possible_duplicates = [each.case_no for each in await duplicates_of(session, case)]
    return await advance(session, case, "report", actor)


async def tell_papers(session: AsyncSession, case: Claim, told_by: str, actor: Actor) -> Claim:
    case.told_by = told_by
    return await advance(session, case, "tell_papers", actor)


async def add_types(session: AsyncSession, case: Claim, types: Sequence[str], actor: Actor) -> Claim:
    """More is claimed of the same event; what that asks for may be told in a notice of its own."""
    permit(case, "add_types", actor)
    new = [code for code in dict.fromkeys(types) if code not in case.types]
    if not new:
        raise RuleBroken("types", "types-new", Text("所列类型均已申请", "All of these are claimed already"))
    check_types(new, case.cause)
    case.types = [*case.types, *new]
    known = set(case.required_papers)
    _ask(case)
    if not known.issuperset(case.missing_papers):
        case.completed_at = None
        if case.status in WIDENED:
            return await advance(session, case, "widen", actor)
    return await advance(session, case, "add_types", actor)


async def duplicates_of(session: AsyncSession, case: Claim) -> list[Claim]:
    """Claims of the same insured and day with a type in common, the oldest first; withdrawn ones are none."""
    same = (Claim.insured_hash == case.insured_hash, Claim.event_on == case.event_on, Claim.case_no != case.case_no)
    query = select(Claim).where(*same, Claim.status.not_in(UNHEARD)).order_by(Claim.opened_at, Claim.case_no)
    return [each for each in (await session.scalars(query)).all() if set(each.types) & set(case.types)]


async def details_for(session: AsyncSession, case: Claim, actor: Actor) -> dict[str, Any]:
    """Who reported it and what they said; whole, the read is recorded."""
    if not actor.pii:
        return {"masked": True, "reporter": None, "story": None}
    await record_pii_read(session, actor, subject=case.case_no, purpose="claim", fields=("reporter", "story"))
    return {"masked": False, "reporter": orjson.loads(case.reporter), "story": case.story}


def check_types(types: Sequence[str], cause: str) -> None:
    if wrong := unfitting(types, cause):
        those = list_in_words(wrong)
        told = Text(f"出险原因与类型不符: {those.zh}", f"Not of an event with that cause: {those.en}")
        raise RuleBroken("types", "type-of-cause", told, types=wrong)


def _case_of(form: ReportIn, cover: Cover) -> Claim:
    case = Claim(case_no=new_case_no("LP", cover.org), policy_no=cover.policy_no, channel=form.channel)
    for name in ("org", "outlet", "line", "product", "salesperson"):
        setattr(case, name, getattr(cover, name))
    for name in ("cause", "care", "scheme", "event_on"):
        setattr(case, name, getattr(form, name))
    case.types, case.needs = list(dict.fromkeys(form.types)), list(dict.fromkeys(form.needs))
    case.reported_on, case.reporter, case.story = today_at(cover.org), form.reporter.model_dump_json(), form.story
    case.papers, case.missed_papers, case.told_papers, case.unfit_papers = [], [], [], []
    case.is_clear, case.surveyed, case.refusal_reasons = False, False, []
    case.invoices = case.calculations = case.kept_fen = case.payable_fen = case.advance_fen = case.paid_fen = 0
    case.reopened = case.appeals = 0
    _ask(case)
    return case


def _ask(case: Any) -> None:
    case.required_papers = required(case.types, case.cause, case.care, case.needs)
    case.missing_papers = missing(case.required_papers, case.papers, case.scheme)


async def _insured(session: AsyncSession, cover: Cover, id_number: str | None) -> tuple[str, str]:
    """Reference and hash."""
    given = id_number and blind_index(id_number, "id_number")
    people = await insured_of(session, cover.policy_no)
    meant = [each for each in people if given is None or each.id_hash == given]
    if not meant and given:
        raise RuleBroken("id_number", "insured-by-policy", NOT_THEIRS)
    if len(meant) != 1:
        raise RuleBroken("id_number", "insured-named", WHO)
    return meant[0].party_ref, meant[0].id_hash
