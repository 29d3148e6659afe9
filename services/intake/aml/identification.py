"""Identity checks (身份识别), and what may not be done before them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.aml.customers import Customer
from services.intake.aml.models import IdentityCheck
from services.intake.aml.schemas import IdentityCheckIn
from services.intake.aml.thresholds import Threshold, keep_until, threshold
from shared import clock
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.days import today_at
from shared.errors import NotFound, RuleBroken, Text

PREMIUM_RULES = {"cash": "AML-07-NB1"} | dict.fromkeys(("transfer", "debit", "bank"), "AML-07-NB2")
IDENTIFIED_FOR_PREMIUM = frozenset({"policyholder", "insured", "applicant"})
BY_SELLER = "by_seller"  # the method of checks that the bank which sold it attests
ROLES = {
    "policyholder": Text("投保人", "the policyholder"),
    "insured": Text("被保险人", "the insured"),
    "beneficiary": Text("受益人", "a beneficiary"),
    "applicant": Text("投保单位", "the applicant"),
}


class NotIdentified(RuleBroken):
    """`missing`: who must be identified first, by role; `rule` and `mark`: why, and how far that was verified."""

    title = Text("须先完成客户身份识别", "The customer must be identified first")

    def __init__(self, field: str, row: Threshold, missing: Collection[Customer]) -> None:
        roles = list(dict.fromkeys(each.role for each in missing))
        zh, en = "、".join(ROLES[role].zh for role in roles), " and ".join(ROLES[role].en for role in roles)
        why = Text(f"依据 {row.rule_id} ({row.mark})", f"by {row.rule_id} ({row.mark})")
        told = Text(f"须先识别{zh}身份,{why.zh}", f"First identify {en}, {why.en}")
        super().__init__(field, row.rule_id, told, mark=row.mark, verified=row.verified, missing=roles)


async def record(
    session: AsyncSession, case: Any, people: Sequence[Customer], asked: IdentityCheckIn, actor: Actor
) -> IdentityCheck:
    """Somebody on the case was identified, or was not to be: the last check of a person counts."""
    who = next((each for each in people if each.ref == asked.party_ref), None)
    if who is None:
        raise NotFound(Text("该件没有此人", "Nobody on the case has this reference"), field="party_ref")
    if who.document != asked.document:
        told = Text("须核对投保单所填证件", "The document to be checked is the one on the form")
        raise RuleBroken("document", "document-as-on-form", told, expected=who.document)
    check = _checked(case, who, asked.method, actor)
    check.result, check.copy_sha256 = asked.result, asked.copy_sha256
    session.add(check)
    await session.flush()
    return check


async def attest(
    session: AsyncSession, case: Any, people: Sequence[Customer], roles: Collection[str], actor: Actor
) -> None:
    """Who sells on our behalf has identified everybody of these roles (代理机构识别)."""
    session.add_all(_checked(case, who, BY_SELLER, actor) for who in people if who.role in roles)
    await session.flush()


async def results(session: AsyncSession, case_no: str) -> dict[str, str]:
    """How the last check of each person came out, by the hash of their number: a mended number is another person."""
    checks = select(IdentityCheck.id_hash, IdentityCheck.result).where(IdentityCheck.case_no == case_no)
    rows = (await session.execute(checks.order_by(IdentityCheck.id))).all()
    return {row.id_hash: row.result for row in rows}


async def demand_for_premium(
    session: AsyncSession, case: Any, people: Sequence[Customer], premium: Mapping[str, int], insured: int = 1
) -> None:
    """Raises NotIdentified where what came by a rule's ways, all of it together, reaches the rule's threshold."""
    today = today_at(case.org)
    for rule in dict.fromkeys(PREMIUM_RULES[came_by] for came_by in premium if came_by in PREMIUM_RULES):
        row = threshold(rule, today)
        amount_fen = sum(fen for came_by, fen in premium.items() if PREMIUM_RULES.get(came_by) == rule)
        if row.reached_by(amount_fen, insured if row.unit == "fen-an-insured" else 1):
            known = [who for who in people if who.role in IDENTIFIED_FOR_PREMIUM]
            await _demand(session, case, row, "amount_fen", known)


async def demand_beneficiaries(session: AsyncSession, case: Any, people: Sequence[Customer]) -> None:
    """Raises NotIdentified for a beneficiary who is neither identified nor the policyholder: the law sets no floor."""
    own = {who.id_hash for who in people if who.role == "policyholder"}
    others = [who for who in people if who.role == "beneficiary" and who.id_hash not in own]
    if others:
        row = threshold("AML-L31", today_at(case.org))
        await _demand(session, case, row, "beneficiaries", others)


def _checked(case: Any, who: Customer, method: str, actor: Actor) -> IdentityCheck:
    now = clock.now()
    check = IdentityCheck(case_kind=case.kind, case_no=case.case_no, org=case.org, method=method, result="matched")
    check.party_ref, check.role, check.id_hash, check.document = who.ref, who.role, who.id_hash, who.document
    check.checked_at, check.checked_by = now, actor.ref
    check.keep_until = keep_until(calendar_for(case.org).date_of(now))
    return check


async def _demand(session: AsyncSession, case: Any, row: Threshold, field: str, people: Sequence[Customer]) -> None:
    known = await results(session, case.case_no)
    if missing := [who for who in people if known.get(who.id_hash) != "matched"]:
        raise NotIdentified(field, row, missing)
