"""What a campaign has to do with policies and service requests: its targets, and what signs them."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.campaigning.types import campaign_type, signed_by_item
from services.policy_service.campaigns import commands
from services.policy_service.campaigns.commands import Place
from services.policy_service.campaigns.lists import MOST_TARGETS, Fault, refuse_targets, unknown_among
from services.policy_service.campaigns.models import Campaign, CampaignTarget
from services.policy_service.campaigns.schemas import CampaignIn, ContactIn
from services.policy_service.policies.lifecycle import LIVE
from services.policy_service.policies.models import Policy
from services.policy_service.requests.models import ServiceRequest
from shared.auth import Actor, at_or_below
from shared.cases import permit
from shared.contracts.policy_service_requests import ServiceRequestConfirmed
from shared.errors import Conflict, RuleBroken, Text

ASKED_AT_ONCE = 5_000  # numbers in one statement


async def open_campaign(session: AsyncSession, form: CampaignIn, actor: Actor) -> Campaign:
    campaign_type(form.campaign_type)
    return await commands.open_campaign(session, form, actor)


async def import_list(
    session: AsyncSession, campaign: Campaign, found: dict[str, int], faults: list[Fault], actor: Actor
) -> Campaign:
    """Every policy of it is in force and the organisation's, or nothing of the file is taken."""
    permit(campaign, "import_list", actor)
    if not campaign_type(campaign.campaign_type).listed:
        told = Text(
            "该类活动的目标由系统启动时按规则确定,不用导入",
            "The data tell the targets of this type at its start: it takes no list",
        )
        raise RuleBroken("campaign_type", "type-is-listed", told)
    places = await _places(session, campaign.org, list(found))
    refuse_targets(faults + unknown_among(found, {number for number, *_ in places}))
    return await commands.put_list(session, campaign, places, actor)


async def start(session: AsyncSession, campaign: Campaign, actor: Actor) -> Campaign:
    permit(campaign, "start", actor)
    listed = await commands.listed(session, campaign)
    wanted: dict[str, None] = {}
    for source in campaign_type(campaign.campaign_type).sources:
        wanted |= dict.fromkeys(await source(session, campaign.org))
    fresh = [number for number in wanted if number not in listed]
    if len(listed) + len(fresh) > MOST_TARGETS:
        told = Text(f"目标保单超过{MOST_TARGETS}件,请分机构立项", f"Over {MOST_TARGETS:,} targets: open one a branch")
        raise Conflict(told, rule="targets-bounded", targets=len(listed) + len(fresh))
    return await commands.start(session, campaign, await _places(session, campaign.org, fresh), actor)


async def record_contact(
    session: AsyncSession, campaign: Campaign, policy_no: str, told: ContactIn, actor: Actor
) -> CampaignTarget:
    if told.outcome == "signed":
        await _check_signed(session, campaign, policy_no, told)
    return await commands.record_contact(session, campaign, policy_no, told, actor)


async def sign_by_request(session: AsyncSession, confirmed: ServiceRequestConfirmed) -> None:
    if types := signed_by_item(confirmed.item):
        await commands.sign_targets(session, confirmed.policy_no, types, confirmed.case_no, confirmed.at)


async def _check_signed(session: AsyncSession, campaign: Campaign, policy_no: str, told: ContactIn) -> None:
    """Where a service request does it only a confirmed one counts, which signs the target by itself, besides."""
    item = campaign_type(campaign.campaign_type).item
    if item is None:
        if told.reference is None:
            raise RuleBroken("reference", "paper-named", Text("须注明签署文件编号", "Name the paper that was signed"))
        return
    request = await session.get(ServiceRequest, told.request_no) if told.request_no else None
    is_this = request is not None and (request.policy_no, request.item) == (policy_no, item)
    if request is None or not is_this or request.confirmed_at is None:
        text = Text(f"须为该保单已生效的保全件({item})", f"Name the policy's confirmed request of {item}")
        raise RuleBroken("request_no", "request-confirmed", text, item=item)


async def _places(session: AsyncSession, org: str, numbers: Sequence[str]) -> list[Place]:
    found: list[Place] = []
    for first in range(0, len(numbers), ASKED_AT_ONCE):
        found += await _some_places(session, org, numbers[first : first + ASKED_AT_ONCE])
    return found


async def _some_places(session: AsyncSession, org: str, numbers: Collection[str]) -> list[Place]:
    columns = (Policy.case_no, Policy.outlet, Policy.salesperson)
    in_force = (Policy.case_no.in_(numbers), Policy.status.in_(LIVE), at_or_below(Policy.org, org))
    rows = await session.execute(select(*columns).where(*in_force).order_by(Policy.case_no))
    return [(number, outlet, salesperson) for number, outlet, salesperson in rows]
