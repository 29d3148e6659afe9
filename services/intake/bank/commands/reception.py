"""A bank's application comes in, is underwritten at once, and may be withdrawn or lapse (受理, 自核, 撤单)."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.intake.ages import ADULT, age_on
from services.intake.bank.models import BankApplication, BankParty
from services.intake.bank.products import PREMIUM_STEP_FEN, BankProduct, bank_product
from services.intake.bank.schemas import BankApplicationIn
from services.intake.bank.underwriting import TEXTS, Asked, level_for, rules_that_apply
from services.intake.schemas import PartyIn
from shared import clock
from shared.auth import Actor
from shared.calendar_data import calendar_for
from shared.cases import advance, new_case_no
from shared.db import take_turn, unless_taken
from shared.errors import Conflict, RuleBroken, Text
from shared.people import add_people, mobile_of
from shared.pii import keyed_hash

MOBILE_IN_OFFICE_FIELD = "mobile-in-office-field"


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
        raise _taken()
    return known


async def submit(session: AsyncSession, form: BankApplicationIn, actor: Actor) -> BankApplication:
    """What no rule holds back waits for its premium until the end of the day; the rest goes to an underwriter."""
    sold, today = bank_product(form.product), calendar_for(form.org).date_of(clock.now())
    _check_terms(form, sold)
    _check_people(form, sold, today)
    asked = _asked(form, sold, today)
    case = BankApplication(
        case_no=new_case_no("YB", form.org), channel="bank", line="individual_long_term", accepted_at=clock.now()
    )
    kept = {"bank", "transaction_no", "org", "outlet", "salesperson", "product"}
    kept |= {"premium_fen", "sum_assured_fen", "pay_years"}
    for name, value in form.model_dump(include=kept).items():
        setattr(case, name, value)
    case.payment_mode, case.term_years, case.free_look_starts = (
        sold.payment_mode,
        sold.term_years,
        sold.free_look_starts,
    )
    case.content_hash, case.finances = _hash(form), form.finances.model_dump_json()
    case.declared_reasons = _declared(form, asked)
    case.referral_reasons = rules_that_apply(asked, "manual")
    case.underwriting = "manual" if case.referral_reasons else "auto"
    case.flags = [MOBILE_IN_OFFICE_FIELD] if any(map(_has_mobile_in_office_field, _persons(form))) else []
    with unless_taken("transaction_no", _taken()):
        await advance(session, case, "accept", actor)
    add_people(session, BankParty, case.case_no, ((role, who.model_dump(mode="json")) for role, who in _people(form)))
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
        case.underwriting_level = level_for(case.sum_assured_fen)
        return await advance(session, case, "refer", Actor.system())
    case.decision, case.premium_due_on = "standard", today
    return await advance(session, case, "pass_automatically", Actor.system())


def _hash(form: BankApplicationIn) -> str:
    return keyed_hash(form.model_dump_json().encode(), "bank_application")


def _taken() -> Conflict:
    told = Text("该银行流水号已用于另一笔投保", "The bank's transaction number came with another application before")
    return Conflict(told, field="transaction_no", rule="one-case-a-transaction")


def _people(form: BankApplicationIn) -> Iterator[tuple[str, PartyIn]]:
    yield "policyholder", form.policyholder
    yield "insured", form.insured or form.policyholder
    for beneficiary in form.beneficiaries:
        yield "beneficiary", beneficiary


def _persons(form: BankApplicationIn) -> list[PartyIn]:
    return [person for person in (form.policyholder, form.insured, *form.beneficiaries) if person is not None]


def _has_mobile_in_office_field(person: PartyIn) -> bool:
    """The bank's form has no field for a mobile: it stands in the office's, and is found there (mobile_of)."""
    office = person.phones.get("office_phone")
    return office is not None and mobile_of({"office_phone": office}) is not None


def _check_terms(form: BankApplicationIn, sold: BankProduct) -> None:
    if form.pay_years not in sold.pay_years:
        years = "、".join(map(str, sorted(sold.pay_years)))
        told = Text(f"该险种交费年限为{years}年", f"This product is paid for {years.replace('、', ', ')} years")
        raise RuleBroken("pay_years", "pay-years-of-product", told)
    if form.premium_fen < sold.least_premium_fen or form.premium_fen % PREMIUM_STEP_FEN:
        least, step = sold.least_premium_fen // 100, PREMIUM_STEP_FEN // 100
        told = Text(f"保费至少{least}元,按{step}元递增", f"The premium is {least} yuan or more, in steps of {step}")
        raise RuleBroken("premium_fen", "premium-of-product", told)


def _check_people(form: BankApplicationIn, sold: BankProduct, today: date) -> None:
    if age_on(form.policyholder.born_on, today) < ADULT:
        told = Text("投保人须年满18周岁", "The policyholder must be of age")
        raise RuleBroken("policyholder.born_on", "policyholder-adult", told)
    field = "policyholder" if form.insured is None else "insured"
    age = age_on((form.insured or form.policyholder).born_on, today)
    if age not in sold.ages:
        ages = f"{sold.ages.start}–{sold.ages.stop - 1}"
        told = Text(f"被保险人年龄应为{ages}周岁", f"The insured must be of age {ages}")
        raise RuleBroken(f"{field}.born_on", "age-within-product", told, age=age)


def _asked(form: BankApplicationIn, sold: BankProduct, today: date) -> Asked:
    stated = form.finances
    return Asked(
        org=form.org,
        on=today,
        age=age_on(form.policyholder.born_on, today),
        residence=stated.residence,
        is_regular=sold.payment_mode != "single",
        pay_years=form.pay_years,
        premium_fen=form.premium_fen,
        income_fen=stated.annual_income_fen,
        family_income_fen=stated.family_income_fen,
        budget_fen=stated.budget_fen,
    )


def _declared(form: BankApplicationIn, asked: Asked) -> list[str]:
    """The rules that the signed declaration answers; RuleBroken, which names them all, where it isn't signed."""
    codes = rules_that_apply(asked, "declaration")
    if codes and not form.declaration_signed:
        zh, en = (";".join(getattr(TEXTS[code], language) for code in codes) for language in ("zh", "en"))
        told = Text(f"须投保人签署投保声明: {zh}", f"The policyholder's signed declaration is needed: {en}")
        raise RuleBroken("declaration_signed", codes[0], told, rules=codes)
    return codes
