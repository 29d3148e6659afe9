"""The coded defects of a form: one row a defect, found by a check at reception (收单初审) or by a person later."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from services.intake.applications.products import PRODUCTS
from services.intake.applications.schemas import ApplicationIn
from services.intake.law.proposals import proposal_of
from services.intake.law.rules import RULES, LegalRule, Proposal
from shared.ages import ADULT, age_on
from shared.errors import Text
from shared.identifiers import may_be_miskeyed

KEY_FIELDS = frozenset({"sum_assured", "premium", "product_name", "term", "pay_years"})
REGION_WORDS = ("省", "自治区", "北京", "上海", "天津", "重庆", "香港", "澳门", "台湾")

Fields = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """`find` names the fields at fault; without it only a person can see them.

    Fixable → supplement 补正, severe → return 退单, key field → new form 换单.
    """

    code: str
    severity: Literal["fixable", "severe", "key_field"]
    find: Callable[[ApplicationIn], Fields] | None
    text: Text


def insured_age(form: ApplicationIn) -> int:
    return age_on(form.insured_person.born_on, form.form_on)


def _irregular(form: ApplicationIn) -> Fields:
    return tuple(a.field for a in form.alterations if not a.countersigned and a.field not in KEY_FIELDS)


def _key_altered(form: ApplicationIn) -> Fields:
    return tuple(a.field for a in form.alterations if a.field in KEY_FIELDS)


def _name_off(form: ApplicationIn) -> Fields:
    return () if form.product_name == PRODUCTS[form.product].name else ("product_name",)


def _address_off(form: ApplicationIn) -> Fields:
    people = {"policyholder": form.policyholder, "insured": form.insured}  # beneficiaries get no letters
    return tuple(f"{role}.address" for role, who in people.items() if who and not _is_standard(who.address))


def _is_standard(address: str) -> bool:
    """Province down to a numbered place: what a letter or a visit needs."""
    return any(word in address for word in REGION_WORDS) and any(mark in address for mark in "号室村组弄")


def _account_missing(form: ApplicationIn) -> Fields:
    needs = form.payment_method == "transfer" and not form.policyholder.account_no
    return ("policyholder.account_no",) if needs else ()


def _account_suspect(form: ApplicationIn) -> bool:
    account = form.policyholder.account_no
    return form.payment_method == "transfer" and account is not None and may_be_miskeyed(account)


def _guardian_missing(form: ApplicationIn) -> Fields:
    return ("guardian_signed",) if insured_age(form) < ADULT and not form.guardian_signed else ()


def _mandate_missing(form: ApplicationIn) -> Fields:
    return ("mandate_signed",) if form.payment_method == "transfer" and not form.mandate_signed else ()


def _unsigned(form: ApplicationIn) -> Fields:
    return () if form.policyholder_signed else ("policyholder_signed",)


def _outside_ages(form: ApplicationIn) -> Fields:
    return () if insured_age(form) in PRODUCTS[form.product].ages else ("insured.born_on",)


def application_proposal(form: ApplicationIn) -> Proposal:
    sold = PRODUCTS[form.product]
    return proposal_of(form, form.form_on, pays_on_death=sold.pays_on_death, term_years=sold.term_years)


def _by_law(rule: LegalRule) -> Check:
    return Check(
        rule.code, "fixable", lambda form: rule.fields if rule.breaks(application_proposal(form)) else (), rule.text
    )


# fmt: off
CHECKS = (
    #     code                    severity     finds              what the counter says
    Check("irregular-alteration", "fixable",   _irregular,        Text("涂改处未签名确认", "An alteration is not countersigned")),
    Check("product-name-off",     "fixable",   _name_off,         Text("险种名称未按规范填写", "The product's name is not the registered one")),
    Check("address-off",          "fixable",   _address_off,      Text("地址未按规范填写", "The address is not in the standard form")),
    Check("account-missing",      "fixable",   _account_missing,  Text("银行转账未填写账号", "Payment by transfer without an account number")),
    Check("guardian-unsigned",    "fixable",   _guardian_missing, Text("未成年人投保无监护人签名", "A minor's form without the guardian's signature")),
    Check("mandate-unsigned",     "fixable",   _mandate_missing,  Text("代扣授权未签名", "The debit authorisation is not signed")),
    Check("key-field-altered",    "key_field", _key_altered,      Text("重要信息涂改,须换单", "A key field was altered: a new form is needed")),
    Check("unsigned",             "severe",    _unsigned,         Text("投保人未签名", "The policyholder has not signed")),
    Check("age-outside-product",  "severe",    _outside_ages,     Text("被保险人年龄不在投保范围", "The insured's age is outside the product's range")),
    Check("illegible",            "fixable",   None,              Text("字迹无法辨认", "The writing can't be read")),
    Check("disclosure-incomplete","fixable",   None,              Text("健康告知填写不完整", "The health declaration is incomplete")),
    Check("data-inconsistent",    "fixable",   None,              Text("填写内容与证件不符或前后矛盾", "The form contradicts itself or the identity document")),
    Check("signature-doubtful",   "key_field", None,              Text("疑非本人签名,须换单重签", "A signature seems to be somebody else's: a new form is needed")),
    *(_by_law(rule) for rule in RULES if rule.then == "mend"),
)
# fmt: on
BY_CODE = {check.code: check for check in CHECKS}


def find_defects(form: ApplicationIn) -> list[dict[str, Any]]:
    """All defects of a form, as the case keeps them."""
    found = ((check, check.find(form)) for check in CHECKS if check.find)
    return [defect_of(check, fields, form.salesperson, "reception") for check, fields in found if fields]


def defect_of(check: Check, fields: Iterable[str], by: str | None, found_in: str) -> dict[str, Any]:
    return {
        "code": check.code,
        "severity": check.severity,
        "fields": list(fields),
        "by": by,
        "found_in": found_in,
    }


def worst(defects: Iterable[dict[str, Any]]) -> str | None:
    """What the defects together ask for."""
    severities = {defect["severity"] for defect in defects}
    return next((each for each in ("severe", "key_field", "fixable") if each in severities), None)


def reminders_for(form: ApplicationIn, needs_medical: bool) -> list[str]:
    """What the counter tells the salesperson at once, so that nothing waits later (收单提醒)."""
    rules = {
        "book-medical": needs_medical,  # 预约体检
        "fund-account": form.payment_method == "transfer",  # 存足首期保费
        "bring-guardian": insured_age(form) < ADULT,  # 监护人到场
        "tell-same-day": needs_medical,  # 通知书下发当日通知客户
        "check-account": _account_suspect(form),  # 核对银行卡号
    }
    return [code for code, applies in rules.items() if applies]
