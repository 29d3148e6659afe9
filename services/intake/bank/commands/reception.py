"""A bank's application comes in, is underwritten at once, and may be withdrawn or lapse (受理, 自核, 撤单)."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.aml import duties
from services.intake.authority import lowest_for
from services.intake.bank.form_checks import (
    asked_of,
    check_terms,
    declared_reasons,
    flags_of,
)
from services.intake.bank.models import BankApplication, BankParty
from services.intake.bank.products import FREE_LOOK_DAYS, BankProduct, bank_product
from services.intake.bank.schemas import BankApplicationIn
from services.intake.bank.underwriting import AUTHORITY, rules_that_apply
from services.intake.law.ages import check_ages
from services.intake.law.death_cover import with_cover_here
from services.intake.law.proposals import proposal_of
from services.intake.law.rules import refuse_unlawful
from shared import clock
from shared.auth import Actor
from shared.cases import advance, naming, new_case_no
from shared.days import today_at
from shared.db import take_turn, unless_taken
from shared.errors import Conflict, Text
from shared.people import add_people
from shared.pii import keyed_hash

TAKEN = Conflict(
    Text("该银行流水号已用于另一笔投保", "The bank's transaction number came with another application before"),
    field="transaction_no",
    rule="one-case-a-transaction",
)
KEPT = {"bank", "transaction_no", "org", "outlet", "salesperson", "product"}
KEPT |= {"premium_fen", "sum_assured_fen", "pay_years"}


async def submitted_before(session: AsyncSession, form: BankApplicationIn) -> BankApplication | None:
    """The case of the bank's transaction number, if this is a repeat of it; Conflict if it was another sale's.

    Of two that come at once the second waits here, and finds the first.
    """
    await take_turn(session, f"bank/{form.bank}/{form.transaction_no}")
    query = select(BankApplication).where(
        BankApplication.bank == form.bank, BankApplication.transaction_no == form.transaction_no
    )
    known = (await session.scalars(query)).one_or_none()
    if known is not None and known.content_hash != _hash(form):
        raise naming(TAKEN, case_no=known.case_no)
    return known


async def submit(session: AsyncSession, form: BankApplicationIn, actor: Actor) -> BankApplication:
    """What no rule holds back waits for its premium until the end of the day; the rest goes to an underwriter."""
    sold, today = bank_product(form.product), today_at(form.org)
    check_terms(form, sold)
    check_ages(form.policyholder.born_on, form.insured.born_on if form.insured else None, sold.ages, today)
    await _check_law(session, form, sold, today)
    case = _filled(form, sold)
    asked = asked_of(form, sold, today)
    case.declared_reasons = declared_reasons(form, asked)
    case.referral_reasons = rules_that_apply(asked, "manual")
    case.underwriting = "manual" if case.referral_reasons else "auto"
    with unless_taken("transaction_no", TAKEN):
        await advance(session, case, "accept", actor)
    add_people(session, BankParty, case.case_no, form.people())
    await duties.on_sale(session, case, form.identified, actor)
    return await _underwrite(session, case, today)


async def withdraw(session: AsyncSession, case: BankApplication, reason: str, actor: Actor) -> BankApplication:
    """Before the premium is in."""
    case.withdrawn, case.outcome = reason, "withdrawn"
    return await advance(session, case, "withdraw", actor)


async def lapse(session: AsyncSession, case: BankApplication) -> None:
    """Nobody paid by the end of the day (逾期作废)."""
    case.withdrawn, case.outcome = "premium-unpaid", "lapsed"
    await advance(session, case, "lapse", Actor.system())


async def _underwrite(session: AsyncSession, case: BankApplication, today: date) -> BankApplication:
    if case.underwriting == "manual":
        case.underwriting_level = lowest_for(AUTHORITY, case.sum_assured_fen)
        return await advance(session, case, "refer", Actor.system())
    case.decision, case.premium_due_on = "standard", today
    return await advance(session, case, "pass_automatically", Actor.system())


async def _check_law(session: AsyncSession, form: BankApplicationIn, sold: BankProduct, today: date) -> None:
    """At the bank's counter the form is mended before it is sent, or not sold."""
    proposal = proposal_of(form, today, pays_on_death=sold.pays_on_death, term_years=sold.term_years)
    refuse_unlawful(await with_cover_here(session, proposal, form.insured_person.id_number), mends=False)


def _filled(form: BankApplicationIn, sold: BankProduct) -> BankApplication:
    return BankApplication(
        case_no=new_case_no("YB", form.org),
        channel="bank",
        line="individual_long_term",
        accepted_at=clock.now(),
        payment_mode=sold.payment_mode,
        term_years=sold.term_years,
        free_look_days=FREE_LOOK_DAYS,
        free_look_starts=sold.free_look_starts,
        content_hash=_hash(form),
        finances=form.finances.model_dump_json(),
        flags=flags_of(form),
        **form.model_dump(include=KEPT),
    )


def _hash(form: BankApplicationIn) -> str:
    return keyed_hash(form.model_dump_json().encode(), "bank_application")
