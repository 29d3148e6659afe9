"""An issued group policy as a change of its people looks at it: its term, its people's number, who underwrites it."""

from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.groups.lifecycle import FEWEST_INSURED
from services.intake.groups.models import GroupApplication
from services.intake.groups.products import group_product
from services.intake.groups.underwriting import AUTHORITY
from services.intake.pro_rata import Term, term_of
from shared.auth import Actor
from shared.cases import get_case
from shared.errors import RuleBroken, Text

NOT_ISSUED = Text("团单尚未出单或已终结,不能批改", "Only an issued group policy can be changed")
DAY_OUTSIDE = Text("生效日应为今日或以后,且在保险期间内", "The day must be today or later, within the policy's term")
TOO_FEW = Text("批改后被保险人不足3人", "A group needs three insured persons or more after the change, too")


async def issued_group(session: AsyncSession, case_no: str, actor: Actor) -> GroupApplication:
    """Raises NotFound, OutOfScope, RuleBroken."""
    group = await get_case(session, GroupApplication, case_no, actor)
    if group.status != "issued":
        raise RuleBroken("group_application_no", "group-issued", NOT_ISSUED, status_of_group=group.status)
    return group


def term(group: GroupApplication) -> Term:
    assert group.effective_on is not None, "an issued policy has its first day"
    return term_of(group.effective_on, group.term_months)


def check_day(group: GroupApplication, day: date, today: date) -> None:
    of = term(group)
    if day < today or day not in of:
        raise RuleBroken("effective_on", "day-in-term", DAY_OUTSIDE, starts_on=of.starts_on, ends_on=of.ends_on)


def check_a_group(heads: int) -> None:
    """The least number of a group holds after issue, too (as A_GROUP before it)."""
    if heads < FEWEST_INSURED:
        raise RuleBroken("removals", "group-of-three", TOO_FEW, heads=heads, fewest=FEWEST_INSURED)


def share_fen(group: GroupApplication, day: date) -> int:
    """What a head costs from that day to the end of the term, by the rule of the product."""
    return group_product(str(group.product)).pro_rata.share_fen(group.premium_per_head_fen, term(group), day)


async def group_of(session: AsyncSession, case_no: str) -> GroupApplication:
    """Of a number that a change carries."""
    return await get_case(session, GroupApplication, case_no, Actor.system())


async def level_above(session: AsyncSession, case_no: str, heads: int) -> str | None:
    """The level that must underwrite that many heads; None while those who underwrote the policy may (核保权限)."""
    group = await group_of(session, case_no)
    sold, sum_fen = group_product(str(group.product)), heads * group.sum_per_head_fen
    codes = [level.code for level in AUTHORITY.levels]
    had = codes.index(group.underwriting_level) if group.underwriting_level else 0
    limits = [level.up_to_fen(sold) for level in AUTHORITY.levels]
    needed = next(place for place, limit in enumerate(limits) if limit is None or sum_fen <= limit)
    return codes[needed] if needed > had else None


def check_underwriter(case: Any, actor: Actor) -> None:
    AUTHORITY.check(case, actor)
