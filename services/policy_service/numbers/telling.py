"""What a policy's events tell of its policyholder's numbers, and the doubts that others' numbers raise."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.numbers.models import HolderNumber, SalespersonsNumber
from services.policy_service.policies.models import Party, Policy
from shared import clock
from shared.phones.facts import FIELDS, NumberDoubt, fact_of, reach_of, read_all
from shared.phones.normalising import Phone
from shared.pii import blind_index

# So many policyholders who stand on no policy together share a number, the one it is told of included: then it is
# doubted. That insurers check this is V (S2), how many is our design (D): a couple of whom each has a policy is few.
SHARED_BY = 3

Person = Mapping[str, Any]


async def tell_at_issue(session: AsyncSession, policy: Policy, people: Sequence[Person]) -> list[HolderNumber]:
    """The facts go onto the policy; the rows returned are to be added once it has its own."""
    rows = await _tell(session, policy, people)
    policy.reach_at_issue = reach_of(policy.facts_of_numbers)
    return rows


async def tell_registered(session: AsyncSession, policy: Policy, people: Sequence[Person]) -> list[HolderNumber]:
    """Of an old policy, which nobody here issued; otherwise as at the issue."""
    return await _tell(session, policy, people)


async def retell(
    session: AsyncSession, policy: Policy, people: Sequence[Person], changed: Collection[str] = FIELDS
) -> None:
    """The policyholder or their numbers have changed, those of these fields; the policy's next step announces it."""
    await session.execute(delete(HolderNumber).where(HolderNumber.policy_no == policy.case_no))
    session.add_all(await _tell(session, policy, people, changed))


def hash_of(phone: Phone) -> str:
    """Of the line that rings: one number, however and in whichever field it is written."""
    return blind_index(f"{phone.dial_string}/{phone.extension or ''}", "number")


async def _tell(
    session: AsyncSession, policy: Policy, people: Sequence[Person], changed: Collection[str] = ()
) -> list[HolderNumber]:
    holder = next(each for each in people if each["role"] == "policyholder")
    read = read_all(holder["phones"], policy.org)
    hashes = {field: hash_of(phone) for field, phone in read.items() if phone.dial_string}
    own = blind_index(holder["id_number"], "id_number")
    known = {blind_index(each["id_number"], "id_number") for each in people}
    doubts = await _doubts(session, set(hashes.values()), own, known)
    since = {each.field: each.since for each in policy.facts_of_numbers} | dict.fromkeys(changed, clock.now())
    facts = (
        fact_of(field, phone, *doubts.get(hashes.get(field, ""), ()), since=since.get(field))
        for field, phone in read.items()
    )
    policy.numbers = [fact.model_dump(mode="json") for fact in facts]
    return [HolderNumber(policy_no=policy.case_no, number_hash=each, id_hash=own) for each in set(hashes.values())]


async def _doubts(
    session: AsyncSession, hashes: Collection[str], own: str, known: Collection[str]
) -> dict[str, list[NumberDoubt]]:
    if not hashes:
        return {}
    listed = select(SalespersonsNumber.number_hash).where(SalespersonsNumber.number_hash.in_(sorted(hashes)))
    salespersons = set(await session.scalars(listed))
    doubts: dict[str, list[NumberDoubt]] = {}
    for each in hashes:
        shared = [NumberDoubt.SHARED] if await _is_shared(session, each, own, known) else []
        doubts[each] = shared + ([NumberDoubt.SALESPERSONS] if each in salespersons else [])
    return doubts


async def _is_shared(session: AsyncSession, number_hash: str, own: str, known: Iterable[str]) -> bool:
    """No more are read than the doubt needs: thousands may have written the same made-up number."""
    with_them = select(Party.case_no).where(Party.id_hash == own)
    related = select(Party.id_hash).where(Party.case_no.in_(with_them))
    others = select(HolderNumber.id_hash).where(
        HolderNumber.number_hash == number_hash,
        HolderNumber.id_hash.not_in({own, *known}),
        HolderNumber.id_hash.not_in(related),
    )
    few = others.distinct().limit(SHARED_BY - 1).subquery()
    return (await session.scalar(select(func.count()).select_from(few)) or 0) >= SHARED_BY - 1
