"""A campaign from its opening to its end, the contacts with its targets, and how far it is."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Integer, case, cast, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.campaigns.lifecycle import CampaignStatus
from services.policy_service.campaigns.models import Campaign, CampaignContact, CampaignTarget
from services.policy_service.campaigns.schemas import OUTCOMES, By, CampaignIn, ContactIn
from shared import clock
from shared.auth import Actor
from shared.cases import advance, new_case_no, permit
from shared.days import today_at
from shared.errors import Conflict, NotFound, RuleBroken, Text

Place = tuple[str, str | None, str | None]  # policy, outlet, salesperson
CHUNK = 5_000


async def open_campaign(session: AsyncSession, form: CampaignIn, actor: Actor) -> Campaign:
    if form.ends_on < today_at(form.org):
        raise RuleBroken("ends_on", "not-over", Text("结束日已过", "It would be over already"))
    campaign = Campaign(case_no=new_case_no("ZX", form.org), handler=actor.ref, **form.model_dump())
    return await advance(session, campaign, "open", actor)


async def put_list(session: AsyncSession, campaign: Campaign, places: Sequence[Place], actor: Actor) -> Campaign:
    """The list given before, if any, is replaced."""
    await session.execute(delete(CampaignTarget).where(CampaignTarget.campaign_no == campaign.case_no))
    await _add_targets(session, campaign, places)
    campaign.targets = len(places)
    return await advance(session, campaign, "import_list", actor)


async def start(session: AsyncSession, campaign: Campaign, places: Sequence[Place], actor: Actor) -> Campaign:
    """The list is frozen: what was given, with what the type's sources find now."""
    permit(campaign, "start", actor)
    today = today_at(campaign.org)
    if today < campaign.starts_on:
        told = Text(f"{campaign.starts_on}起方可启动", f"It starts on {campaign.starts_on}")
        raise RuleBroken("starts_on", "begun", told)
    await _add_targets(session, campaign, places)
    campaign.targets += len(places)
    campaign.started_at, campaign.tally_on = clock.now(), _tallied_on(campaign, today)
    return await advance(session, campaign, "start", actor)


async def record_contact(
    session: AsyncSession, campaign: Campaign, policy_no: str, told: ContactIn, actor: Actor
) -> CampaignTarget:
    """`signed` is checked by `campaigning`; two who record at once do so one after the other."""
    if campaign.status != CampaignStatus.RUNNING:
        raise Conflict(Text("活动不在进行中", "The campaign isn't running"), rule="campaign-running")
    target = await target_of(session, campaign, policy_no)
    if target.outcome == "signed":
        raise Conflict(
            Text("该保单已签订", "The policy is signed already"), rule="not-signed", signed_by=target.signed_by
        )
    now = clock.now()
    target.outcome, target.contacts, target.contacted_at = told.outcome, target.contacts + 1, now
    if told.outcome == "signed":
        target.signed_at, target.signed_by = now, told.request_no or told.reference
    contact = CampaignContact(target_id=target.id, at=now, recorded_by=actor.ref, outcome=told.outcome)
    contact.contacted_by, contact.channel = told.contacted_by or actor.ref, told.channel
    session.add(contact)
    return target


async def sign_targets(session: AsyncSession, policy_no: str, types: Sequence[str], request_no: str, at: Any) -> None:
    """A confirmed request signs what it does in each campaign that ran by then."""
    running = select(Campaign.case_no).where(
        Campaign.status == CampaignStatus.RUNNING, Campaign.campaign_type.in_(types), Campaign.started_at <= at
    )
    theirs = (CampaignTarget.policy_no == policy_no, CampaignTarget.campaign_no.in_(running))
    signed = update(CampaignTarget).where(*theirs, CampaignTarget.outcome != "signed")
    await session.execute(signed.values(outcome="signed", signed_at=at, signed_by=request_no))


async def tally(session: AsyncSession, campaign: Campaign) -> None:
    await _count(session, campaign)
    campaign.tally_on = _tallied_on(campaign, today_at(campaign.org))
    await advance(session, campaign, "tally", Actor.system())


async def end(session: AsyncSession, campaign: Campaign, actor: Actor) -> Campaign:
    permit(campaign, "end", actor)
    await _count(session, campaign)
    reached = 100 * campaign.signed >= campaign.goal_percent * campaign.targets
    campaign.outcome = "goal-reached" if reached else "goal-missed"
    return await advance(session, campaign, "end", actor)


async def cancel(session: AsyncSession, campaign: Campaign, actor: Actor) -> Campaign:
    campaign.outcome = "cancelled"
    return await advance(session, campaign, "cancel", actor)


async def progress(session: AsyncSession, campaign: Campaign, by: By | None) -> list[dict[str, Any]]:
    """Numerator and denominator of each rate, of the whole or by salesperson or outlet, the largest first."""
    targets = func.count()
    counts = [targets, _sum(CampaignTarget.contacts > 0), *(_sum(CampaignTarget.outcome == one) for one in OUTCOMES)]
    query: Any = select(*counts).where(CampaignTarget.campaign_no == campaign.case_no)
    if by:
        key = getattr(CampaignTarget, by)
        query = query.add_columns(key).group_by(key).order_by(targets.desc(), key)
    rows = (await session.execute(query)).all()
    return [_shown(by, row) for row in rows]


async def target_of(session: AsyncSession, campaign: Campaign, policy_no: str) -> CampaignTarget:
    mine = (CampaignTarget.campaign_no == campaign.case_no, CampaignTarget.policy_no == policy_no)
    target = await session.scalar(select(CampaignTarget).where(*mine).with_for_update())
    if target is None:
        raise NotFound(Text("该保单不是活动目标", "The policy is no target of this campaign"), policy_no=policy_no)
    return target


async def listed(session: AsyncSession, campaign: Campaign) -> set[str]:
    theirs = select(CampaignTarget.policy_no).where(CampaignTarget.campaign_no == campaign.case_no)
    return set(await session.scalars(theirs))


async def _add_targets(session: AsyncSession, campaign: Campaign, places: Sequence[Place]) -> None:
    fresh = {"campaign_no": campaign.case_no, "outcome": "open", "contacts": 0}
    rows = [fresh | {"policy_no": no, "outlet": outlet, "salesperson": seller} for no, outlet, seller in places]
    for first in range(0, len(rows), CHUNK):
        await session.execute(insert(CampaignTarget), rows[first : first + CHUNK])


async def _count(session: AsyncSession, campaign: Campaign) -> None:
    (counted,) = await progress(session, campaign, None)
    for name in ("contacted", "signed", "refused"):
        setattr(campaign, name, counted[name])


def _tallied_on(campaign: Campaign, today: date) -> date | None:
    """As each day ends; the last one ends the campaign instead. A timer fires after midnight: the day is the next."""
    return today if today < campaign.ends_on else None


def _sum(holds: Any) -> Any:
    return cast(func.coalesce(func.sum(case((holds, 1), else_=0)), 0), Integer)


def _shown(by: By | None, row: Any) -> dict[str, Any]:
    values = list(row)
    key = values.pop() if by else None
    told = dict(zip(("targets", "contacted", *OUTCOMES), values, strict=True))
    targets = told["targets"]
    rates = {f"{name}_rate": round(told[name] / targets, 6) if targets else None for name in ("signed", "contacted")}
    return {"by": by, "key": key} | told | rates
