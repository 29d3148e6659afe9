"""From the voucher to the policy (凭证补录): a look-up ends in a policy of its own, unless the system has it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.policy_service.archives import commands
from services.policy_service.archives.models import ArchiveLookup
from services.policy_service.archives.schemas import ArchiveLookupIn, LegacyPolicyIn, ReviewIn
from services.policy_service.items.lending import percent_lent
from services.policy_service.numbers.telling import tell_registered
from services.policy_service.policies.models import Party, Policy
from services.policy_service.values import lending
from shared.auth import Actor, at_or_below
from shared.cases import advance, new_case_no, permit
from shared.cloudevents import new_id
from shared.days import today_at
from shared.db import take_turns, unless_taken
from shared.errors import Conflict, RuleBroken, Text
from shared.people import person_columns
from shared.person_forms import PartyIn
from shared.pii import blind_index
from shared.tables import case_events

OF_OTHERS = {"policyholder", "insured", "beneficiaries", "loan"}  # what isn't the policy's own row


async def open_lookup(session: AsyncSession, form: ArchiveLookupIn, actor: Actor) -> ArchiveLookup:
    """One whose voucher was registered before is refused, and told under which number."""
    await _check_voucher(session, commands.voucher_hash(form))
    return await commands.open_lookup(session, form, actor)


async def propose(session: AsyncSession, case: ArchiveLookup, form: LegacyPolicyIn, actor: Actor) -> ArchiveLookup:
    permit(case, "propose", actor)
    if form.effective_on > today_at(case.org):
        told = Text("生效日不能晚于今天", "It can't take effect in the future")
        raise RuleBroken("effective_on", "not-in-the-future", told)
    _check_loan(case, form)
    await _check_new(session, case, form)
    return await commands.propose(session, case, form, actor)


async def review(session: AsyncSession, case: ArchiveLookup, decision: ReviewIn, actor: Actor) -> ArchiveLookup:
    """复核: by another than who drew it up; what it collides with by now is told."""
    if decision.outcome == "send-back":
        return await commands.send_back(session, case, decision.reason, actor)
    permit(case, "register", actor)
    form = LegacyPolicyIn.model_validate_json(case.draft or "")
    number = form.policy_no or new_case_no("BD", case.org)
    await take_turns(session, [f"legacy/{case.voucher_hash}", f"legacy/{number}"])
    await _check_new(session, case, form)
    case.registered_no, case.outcome = number, "registered"
    await advance(session, case, "register", actor)
    await _register(session, case, form, number)
    return case


async def _register(session: AsyncSession, case: ArchiveLookup, form: LegacyPolicyIn, number: str) -> None:
    policy = Policy(case_no=number, application_no=case.case_no, org=case.org, outlet=case.outlet, legacy=True)
    taken_over = form.model_dump(include=set(LegacyPolicyIn.model_fields) - {"policy_no"} - OF_OTHERS)
    for name, value in taken_over.items():
        setattr(policy, name, value)
    policy.voucher_hash, policy.free_look_days, policy.free_look_starts = case.voucher_hash, 0, "signature"
    policy.policyholder_ref = new_id()
    people = [person | {"role": role} for role, person in _people(form)]
    numbers = await tell_registered(session, policy, people)
    with unless_taken("case_no", _number_taken(number)):
        await advance(session, policy, "register", Actor.system())
    if form.loan:
        await lending.take_over(session, policy, **form.loan.model_dump())
    for person in people:
        ref = policy.policyholder_ref if person["role"] == "policyholder" else new_id()
        session.add(Party(case_no=number, **person_columns(person) | {"party_ref": ref}))
    session.add_all(numbers)


def _people(form: LegacyPolicyIn) -> list[tuple[str, dict[str, object]]]:
    """Of whom the archive names no insured the policyholder is it."""
    named: list[tuple[str, Sequence[PartyIn]]] = [
        ("policyholder", [form.policyholder]),
        ("insured", form.insured or [form.policyholder]),
        ("beneficiary", form.beneficiaries),
    ]
    return [(role, person.model_dump(mode="json")) for role, people in named for person in people]


def _check_loan(case: ArchiveLookup, form: LegacyPolicyIn) -> None:
    if form.loan is None:
        return
    percent_lent(form.product)
    if not form.effective_on <= form.loan.lent_on <= today_at(case.org):
        told = Text("借款日须在生效日与今天之间", "It was lent between the policy's first day and today")
        raise RuleBroken("loan.lent_on", "lent-while-in-force", told)


async def _check_new(session: AsyncSession, case: ArchiveLookup, form: LegacyPolicyIn) -> None:
    """Neither its voucher, nor its number, nor such a contract of the same person is in the system."""
    await _check_voucher(session, case.voucher_hash)
    if form.policy_no is not None:
        known = select(case_events.c.case_no).where(case_events.c.case_no == form.policy_no).limit(1)
        if await session.scalar(known):
            raise _number_taken(form.policy_no)
    holder = blind_index(form.policyholder.id_number, "id_number")
    same = (
        select(Policy.case_no)
        .join(Party, Party.case_no == Policy.case_no)
        .where(Party.role == "policyholder", Party.id_hash == holder, at_or_below(Policy.org, case.org))
        .where(Policy.product == form.product, Policy.effective_on == form.effective_on)
    )
    if policy_no := await session.scalar(same.limit(1)):
        told = Text(f"系统内已有同一投保人同险种同日生效的保单 {policy_no}", f"It is in the system: policy {policy_no}")
        raise Conflict(told, field="product", rule="policy-in-system", policy_no=policy_no)


async def _check_voucher(session: AsyncSession, voucher_hash: str) -> None:
    if policy_no := await session.scalar(select(Policy.case_no).where(Policy.voucher_hash == voucher_hash)):
        told = Text(f"该凭证已补录为保单 {policy_no}", f"The voucher was registered as policy {policy_no}")
        raise Conflict(told, field="voucher", rule="voucher-registered", policy_no=policy_no)


def _number_taken(number: str) -> Conflict:
    told = Text(f"号码 {number} 已被占用", f"The number {number} is taken")
    return Conflict(told, field="policy_no", rule="policy-number-free", policy_no=number)
