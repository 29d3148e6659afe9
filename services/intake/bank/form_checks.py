"""What a bank's form must keep to, what it did wrong that is taken as it is, and what underwriting asks of it."""

from datetime import date

from services.intake.bank.products import PREMIUM_STEP_FEN, BankProduct
from services.intake.bank.schemas import BankApplicationIn
from services.intake.bank.underwriting import TEXTS, Asked, rules_that_apply
from shared.ages import age_on
from shared.errors import RuleBroken, Text
from shared.people import mobile_of
from shared.person_forms import PartyIn

MOBILE_IN_OFFICE_FIELD = "mobile-in-office-field"


def flags_of(form: BankApplicationIn) -> list[str]:
    """What the bank's form did wrong and we take as it is."""
    misplaced = any(_has_mobile_in_office_field(person) for _, person in form.persons())
    return [MOBILE_IN_OFFICE_FIELD] if misplaced else []


def _has_mobile_in_office_field(person: PartyIn) -> bool:
    """The bank's form has no field for a mobile: it stands in the office's, and is found there (mobile_of)."""
    office = person.phones.get("office_phone")
    return office is not None and mobile_of({"office_phone": office}) is not None


def check_terms(form: BankApplicationIn, sold: BankProduct) -> None:
    if form.pay_years not in sold.pay_years:
        years = "、".join(map(str, sorted(sold.pay_years)))
        told = Text(f"该险种交费年限为{years}年", f"This product is paid for {years.replace('、', ', ')} years")
        raise RuleBroken("pay_years", "pay-years-of-product", told)
    if form.premium_fen < sold.least_premium_fen or form.premium_fen % PREMIUM_STEP_FEN:
        least, step = sold.least_premium_fen // 100, PREMIUM_STEP_FEN // 100
        told = Text(f"保费至少{least}元,按{step}元递增", f"The premium is {least} yuan or more, in steps of {step}")
        raise RuleBroken("premium_fen", "premium-of-product", told)


def asked_of(form: BankApplicationIn, sold: BankProduct, today: date) -> Asked:
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


def declared_reasons(form: BankApplicationIn, asked: Asked) -> list[str]:
    """The rules that the signed declaration answers; RuleBroken, which names them all, where it isn't signed."""
    codes = rules_that_apply(asked, "declaration")
    if codes and not form.declaration_signed:
        zh, en = (";".join(getattr(TEXTS[code], language) for code in codes) for language in ("zh", "en"))
        told = Text(f"须投保人签署投保声明: {zh}", f"The policyholder's signed declaration is needed: {en}")
        raise RuleBroken("declaration_signed", codes[0], told, rules=codes)
    return codes
