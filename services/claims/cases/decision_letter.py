"""What the letter of a decision (理赔核定通知书) tells: the claim, its newest calculation and settlement."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.claims.adjudication.liabilities import Payee
from services.claims.adjudication.outcome import Waiver
from services.claims.cases.commands.keeping import calculations_of
from services.claims.cases.models import Claim, ClaimCalculation
from services.claims.cases.reasons import REFUSALS
from services.claims.settlements.commands import settlements_of
from services.claims.settlements.dues import dues_of
from services.claims.settlements.models import ClaimSettlement
from services.claims.settlements.recipients import Recipient, on_policy, recipients_of
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.coded_rows import CodedRow
from shared.contracts.claims import ClaimApproved, ClaimRefused
from shared.errors import NotFound, Text
from shared.pii import mask_name, record_pii_read
from shared.sisters import Sisters
from shared.tables import case_events

NOT_YET = Text("该案尚未核定,没有通知书", "The claim is not decided, so there is no letter")


class Letter(NamedTuple):
    """`insured`: None of a group's list, whose people claims doesn't know. `settled`: after what was paid before.
    `recipients`: who is paid; of a refusal nobody."""

    case: Claim
    insured: str | None
    masked: bool
    decided_at: datetime
    decided_on: date
    calculation: ClaimCalculation
    dues: dict[Payee, int]
    waiver: Waiver | None
    reasons: Sequence[CodedRow]
    settled: Sequence[ClaimSettlement]
    recipients: Sequence[Recipient]


async def names_on_policy(sisters: Sisters, case: Claim) -> dict[str, str]:
    """By party, unmasked; policy_service records the read. Never inside a transaction. It keeps no group's people."""
    if case.insured_ref is None or case.insured_since is not None or case.decision is None:
        return {}
    path = f"/v1/policies/{case.policy_no}/parties"
    people = (await sisters.get("policy_service", path, purpose="claim-letter"))["items"]
    return {person["party_ref"]: str(person["name"]) for person in people}


async def letter_of(session: AsyncSession, case: Claim, names: Mapping[str, str], actor: Actor) -> Letter:
    """Masked unless the token may read personal data; then the read is recorded."""
    if case.decision is None:
        raise NotFound(NOT_YET, case_no=case.case_no)
    newest = (await calculations_of(session, case.case_no))[0]
    dues, insured = dues_of(newest.lines, case.types), names.get(case.insured_ref or "")
    recipients = [] if case.refusal_reasons else await _recipients(session, case, dues, names)
    is_named = bool(insured) or any(each.name for each in recipients)
    if actor.pii and is_named:
        await record_pii_read(session, actor, subject=case.case_no, purpose="claim-letter", fields=["name"])
    decided_at = await _decided_at(session, case)
    return Letter(
        case=case,
        insured=_shown(insured, actor),
        masked=is_named and not actor.pii,
        decided_at=decided_at,
        decided_on=calendar_for(case.org).date_of(decided_at),
        calculation=newest,
        dues=dues,
        waiver=_waiver(case, newest.waiver),
        reasons=[REFUSALS[code] for code in case.refusal_reasons],
        settled=await _settled(session, case),
        recipients=[each._replace(name=_shown(each.name, actor)) for each in recipients],
    )


async def _recipients(
    session: AsyncSession, case: Claim, dues: Mapping[Payee, int], names: Mapping[str, str]
) -> list[Recipient]:
    by_policy = await on_policy(session, case.policy_no, case.insured_ref, names)
    decided = max((each.no for each in await _decided(session, case)), default=0)
    return await recipients_of(session, case.case_no, decided, dues, by_policy)


def _shown(name: str | None, actor: Actor) -> str | None:
    return mask_name(name) if name and not actor.pii else name


async def _decided_at(session: AsyncSession, case: Claim) -> datetime:
    decided = case_events.c.type.in_([ClaimApproved.type, ClaimRefused.type])
    query = select(case_events.c.at).where(case_events.c.case_no == case.case_no, decided)
    at: datetime = (await session.scalars(query.order_by(case_events.c.version.desc()).limit(1))).one()
    return at


async def _settled(session: AsyncSession, case: Claim) -> list[ClaimSettlement]:
    """The decision's own, where something went before it: else it tells nothing that the calculation doesn't."""
    decided = await _decided(session, case)
    newest = [each for each in decided if each.no == decided[-1].no]
    return newest if any(len(each.steps) > 1 for each in newest) else []


async def _decided(session: AsyncSession, case: Claim) -> list[ClaimSettlement]:
    """Those of decisions, the newest last."""
    rows = await settlements_of(session, case.case_no)
    return [each for each in rows if each.kind == "payment" and each.replaces is None]


def _waiver(case: Claim, kept: dict[str, Any] | None) -> Waiver | None:
    if kept is None:
        return None
    from_on = date.fromisoformat(kept["from_on"]) if kept["from_on"] else case.event_on
    return Waiver(from_on, kept["premiums"], kept["total_fen"] // (kept["premiums"] or 1))
