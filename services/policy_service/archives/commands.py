"""Looking a voucher up in the archives: from the customer's asking to the negative that they are told."""

from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.archives.models import ArchiveLookup, ArchiveSearch
from services.policy_service.archives.schemas import ArchiveLookupIn, LegacyPolicyIn, SearchIn
from services.policy_service.archives.tables import check_negative
from shared import clock
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.cases import advance, new_case_no, permit
from shared.days import today_at
from shared.db import unless_taken
from shared.errors import Conflict, RuleBroken, Text
from shared.pii import blind_index, mask_account, record_pii_read

SEALED = ("bringer", "draft", "holder")  # JSON
SOUGHT = Conflict(
    Text("该凭证已有未结的查询", "This voucher is being looked up already"), field="voucher", rule="one-open-lookup"
)


async def open_lookup(session: AsyncSession, form: ArchiveLookupIn, actor: Actor) -> ArchiveLookup:
    voucher = form.voucher
    if voucher.year > today_at(form.org).year:
        raise RuleBroken("voucher.year", "not-in-the-future", Text("年份不能晚于今年", "The year lies in the future"))
    case = ArchiveLookup(case_no=new_case_no("DA", form.org), org=form.org, outlet=form.outlet, handler=actor.ref)
    case.channel, case.brought_by = "counter", form.brought_by
    case.voucher_kind, case.voucher_no, case.voucher_year = voucher.kind, voucher.number, voucher.year
    case.voucher_hash, case.printed_product = voucher_hash(form), voucher.product
    case.holder = form.holder.model_dump_json()
    case.bringer = form.bringer.model_dump_json() if form.bringer else None
    with unless_taken("voucher_hash", SOUGHT):
        return await advance(session, case, "open", actor)


async def record_search(session: AsyncSession, case: ArchiveLookup, told: SearchIn, actor: Actor) -> ArchiveLookup:
    """It counts on its day, from the day the look-up was opened on."""
    permit(case, "search", actor)
    today = today_at(case.org)
    searched_on = told.searched_on or today
    if not calendar_for(case.org).date_of(case.opened_at) <= searched_on <= today:
        raise RuleBroken("searched_on", "while-open", Text("须在受理日与今天之间", "From its opening up to today"))
    case.searches, case.finds = case.searches + 1, case.finds + told.found
    case.minutes_searched += told.minutes
    await advance(session, case, "search", actor)
    search = ArchiveSearch(case_no=case.case_no, searched_on=searched_on, searcher=actor.ref, recorded_at=clock.now())
    search.place, search.found, search.finding, search.minutes = told.place, told.found, told.finding, told.minutes
    session.add(search)
    return case


async def answer(session: AsyncSession, case: ArchiveLookup, actor: Actor) -> ArchiveLookup:
    return await advance(session, case, "answer", actor)


async def hand_over(session: AsyncSession, case: ArchiveLookup, searcher: str, actor: Actor) -> ArchiveLookup:
    permit(case, "hand_over", actor)
    if searcher == case.handler:
        raise RuleBroken("searcher", "another-searcher", Text("已由其查找", "They search already"))
    case.handler = searcher
    return await advance(session, case, "hand_over", actor)


async def propose(session: AsyncSession, case: ArchiveLookup, form: LegacyPolicyIn, actor: Actor) -> ArchiveLookup:
    """What it collides with is told by `archiving`, now and again when it is registered."""
    case.draft, case.made_by = form.model_dump_json(), actor.ref
    case.product, case.line, case.salesperson = form.product, form.line, form.salesperson
    return await advance(session, case, "propose", actor)


async def send_back(session: AsyncSession, case: ArchiveLookup, reason: str | None, actor: Actor) -> ArchiveLookup:
    case.reason = reason
    return await advance(session, case, "send_back", actor)


async def conclude(session: AsyncSession, case: ArchiveLookup, reason: str, actor: Actor) -> ArchiveLookup:
    permit(case, "conclude", actor)
    check_negative(reason)
    case.negative = reason
    return await advance(session, case, "conclude", actor)


async def tell(session: AsyncSession, case: ArchiveLookup, channel: str, actor: Actor) -> ArchiveLookup:
    case.told_by_channel, case.outcome = channel, "not-found"
    return await advance(session, case, "tell", actor)


async def resume(session: AsyncSession, case: ArchiveLookup, reason: str, actor: Actor) -> ArchiveLookup:
    """Told already, it has its whole time again."""
    case.reason, case.negative, case.told_by_channel, case.outcome = reason, None, None, None
    case.handler = actor.ref
    with unless_taken("voucher_hash", SOUGHT):
        return await advance(session, case, "search_again", actor)


async def cancel(session: AsyncSession, case: ArchiveLookup, reason: str, actor: Actor) -> ArchiveLookup:
    case.reason, case.outcome = reason, "cancelled"
    return await advance(session, case, "cancel", actor)


async def details_for(session: AsyncSession, case: ArchiveLookup, actor: Actor) -> dict[str, Any]:
    """Whole, the read is recorded."""
    if not actor.pii:
        return {"masked": True, "voucher_no": mask_account(case.voucher_no)} | dict.fromkeys(SEALED)
    await record_pii_read(
        session, actor, subject=case.case_no, purpose="archive-lookup", fields=(*SEALED, "voucher_no")
    )
    sealed = {name: getattr(case, name) for name in SEALED}
    told = {name: orjson.loads(value) if value else None for name, value in sealed.items()}
    return {"masked": False, "voucher_no": case.voucher_no} | told


async def searches_for(session: AsyncSession, case: ArchiveLookup, actor: Actor) -> dict[str, Any]:
    """The oldest first; what was found may name people."""
    theirs = select(ArchiveSearch).where(ArchiveSearch.case_no == case.case_no).order_by(ArchiveSearch.id)
    found = (await session.scalars(theirs)).all()
    if actor.pii and found:
        await record_pii_read(session, actor, subject=case.case_no, purpose="archive-lookup", fields=["finding"])
    items = [_shown(search, masked=not actor.pii) for search in found]
    return {"masked": not actor.pii, "items": items}


def voucher_hash(form: ArchiveLookupIn) -> str:
    """One voucher however it is typed: branches numbered theirs alike."""
    voucher = form.voucher
    return blind_index(f"{form.org}/{voucher.kind}/{voucher.year}/{voucher.number}", "voucher")


def _shown(search: ArchiveSearch, *, masked: bool) -> dict[str, Any]:
    names = ("id", "place", "found", "minutes", "searched_on", "searcher", "recorded_at")
    return {name: getattr(search, name) for name in names} | {"finding": None if masked else search.finding}
