"""The law on new business as rows (投保合规检查): what it refuses, what is mended first, and what one is warned of. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.intake.ages import ADULT
from services.intake.amounts import WAN
from shared.errors import RuleBroken, Text

Then = Literal["refuse", "mend", "warn"]
Mark = Literal["V", "V2", "M", "D"]
Relation = Literal["self", "spouse", "child", "parent", "dependant", "employee", "other"]
Kinship = Literal["self", "spouse", "child", "parent", "sibling", "grandparent", "grandchild", "other"]

SENIOR = 60
MARRIED_FROM = 20
CAPABLE_FROM = 8  # below it a child has no legal capacity (无民事行为能力)
INTERESTED = frozenset({"self", "spouse", "child", "parent", "dependant", "employee", None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the law looks at of a form, whatever kind of case it opens.

    `relation`: what the insured is to the policyholder. `beneficiaries`: what each is to the insured. None: not told.
    """

    on: date
    relation: Relation | None
    policyholder_age: int
    insured_age: int
    age_proven: bool
    sum_assured_fen: int
    pays_on_death: bool
    over_a_year: bool
    cover_elsewhere_fen: int | None
    cover_here_fen: int = 0
    insured_signed: bool
    guardian_signed: bool
    beneficiaries: tuple[Kinship | None, ...]
    beneficiaries_agreed: bool
    is_recorded: bool

    @property
    def is_minor(self) -> bool:
        return self.insured_age < ADULT

    @property
    def has_consented(self) -> bool:
        """A guardian's signature stands for a minor's."""
        return self.insured_signed or (self.is_minor and self.guardian_signed)

    @property
    def death_cover_fen(self) -> int:
        """All that is paid on the insured's death, as far as it is known to us."""
        return self.sum_assured_fen + self.cover_here_fen + (self.cover_elsewhere_fen or 0)


@dataclass(frozen=True, slots=True)
class LegalRule:
    """`rule_id` as in the law's table, `code` what it finds; in force from the first date to the last, both included."""

    rule_id: str
    code: str
    then: Then
    finds: Callable[[Proposal], bool]
    fields: tuple[str, ...]
    text: Text
    basis: str
    mark: Mark
    effective_from: date
    effective_to: date | None = None

    def in_force(self, on: date) -> bool:
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    def breaks(self, proposal: Proposal) -> bool:
        return self.in_force(proposal.on) and self.finds(proposal)


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a recording is kept, counted from the contract's end."""

    rule_id: str
    over_a_year: bool
    years: int
    basis: str
    mark: Mark


def _no_interest(it: Proposal) -> bool:
    return it.relation not in INTERESTED and not it.has_consented


def _child_of_others(it: Proposal) -> bool:
    of_others = it.relation not in ("self", "child", None)
    return it.pays_on_death and it.insured_age < CAPABLE_FROM and of_others and not it.guardian_signed


def _no_consent_to_death_cover(it: Proposal) -> bool:
    exempt = it.relation == "self" or (it.is_minor and it.relation in ("child", None))
    return it.pays_on_death and not exempt and not it.has_consented


def _over_cap(ages: range, cap_fen: int) -> Callable[[Proposal], bool]:
    return lambda it: it.pays_on_death and it.insured_age in ages and it.death_cover_fen > cap_fen


def _beneficiaries_not_agreed(it: Proposal) -> bool:
    named_by_guardian = it.is_minor and it.guardian_signed
    return bool(it.beneficiaries) and it.relation != "self" and not it.beneficiaries_agreed and not named_by_guardian


def _employer_names(kinship: Kinship | None) -> Callable[[Proposal], bool]:
    return lambda it: it.relation == "employee" and kinship in it.beneficiaries


def _unrecorded(it: Proposal) -> bool:
    return it.policyholder_age >= SENIOR and it.over_a_year and not it.is_recorded


LAW, LAW_SINCE = "《保险法》(2015年修正)", date(2015, 4, 24)
MINORS, MINORS_SINCE = "保监发〔2015〕90号,原文未核", date(2016, 1, 1)
DOUBLE, DOUBLE_SINCE = "保监发〔2017〕54号 双录 (二手来源 S26)", date(2017, 11, 1)

# Marks as in docs/sources.md; what is not marked V says so in its words, for whoever is refused reads them.
# fmt: off
RULES: tuple[LegalRule, ...] = (
    #         rule       code                            then      finds                                what it points at              words                                                                                                                                      basis                                 mark  since
    LegalRule("LAW31",   "relation-missing",             "mend",   lambda it: it.relation is None,      ("relation",),                 Text("未填写被保险人与投保人的关系", "The form does not tell what the insured is to the policyholder"),                                  LAW + "第三十一条",                   "V",  LAW_SINCE),
    LegalRule("LAW31",   "spouse-under-age",             "mend",   lambda it: it.relation == "spouse" and min(it.insured_age, it.policyholder_age) < MARRIED_FROM, ("relation",), Text("与被保险人关系填为配偶,但一方未满20周岁(法定婚龄未经核实)", "A spouse under 20 (age of marriage not verified): tell the relation again"), "法定婚龄,《民法典》未核", "M", LAW_SINCE),
    LegalRule("LAW31",   "insurable-interest",           "refuse", _no_interest,                        ("relation",),                 Text("投保人对被保险人没有保险利益,且被保险人未同意", "The policyholder has no insurable interest in the insured, who has not consented either"),     LAW + "第三十一条",                   "V",  LAW_SINCE),
    LegalRule("LAW32",   "age-unproven",                 "warn",   lambda it: not it.age_proven,        ("insured.born_on",),          Text("被保险人年龄无法由证件号码核对,年龄不实可致解除合同或更正保费", "The insured's age can't be told from the document's number: a wrong one may end the contract or change its premium"), LAW + "第三十二条", "V", LAW_SINCE),
    LegalRule("LAW33",   "child-insured-by-others",      "refuse", _child_of_others,                    ("relation", "guardian_signed"), Text("父母以外的人不得为无民事行为能力人投保以死亡为给付条件的保险(8周岁界限及父母同意的例外未经核实)", "Only parents may insure the life of a child without legal capacity (its age of eight and the exception of a guardian's consent: not verified)"), LAW + "第三十三条; 《民法典》与司法解释三的年龄和例外未核", "M", LAW_SINCE),
    LegalRule("LAW34",   "insured-unsigned",             "mend",   _no_consent_to_death_cover,          ("insured_signed",),           Text("含身故责任,被保险人未签名同意并认可保险金额", "The contract pays on death: the insured has not signed for it and its sum"),                                    LAW + "第三十四条",                   "V",  LAW_SINCE),
    LegalRule("LAW39",   "beneficiaries-not-agreed",     "mend",   _beneficiaries_not_agreed,           ("beneficiaries_agreed",),     Text("投保人指定受益人未经被保险人同意", "The insured has not agreed to the beneficiaries"),                                                                          LAW + "第三十九条",                   "V",  LAW_SINCE),
    LegalRule("LAW39",   "beneficiary-kin-missing",      "mend",   _employer_names(None),               ("beneficiaries",),            Text("用人单位投保,未填写受益人与被保险人的关系(本条未经核实)", "An employer insures: the form does not tell what a beneficiary is to the insured (rule not verified)"),          LAW + "第三十九条,用人单位的限制未核", "M",  LAW_SINCE),
    LegalRule("LAW39",   "employer-names-stranger",      "refuse", _employer_names("other"),            ("beneficiaries",),            Text("用人单位不得指定被保险人及其近亲属以外的人为受益人(本条未经核实)", "An employer may name the insured and their close relatives only (rule not verified)"),                   LAW + "第三十九条,用人单位的限制未核", "M",  LAW_SINCE),
    LegalRule("MINOR",   "minor-sum-cap",                "refuse", _over_cap(range(10), 20 * WAN),      ("sum_assured_fen",),          Text("未满10周岁被保险人身故保额合计(含他处已有及本公司在途、有效)超过20万元(限额未经核实)", "Death cover of an insured under 10, with what is held elsewhere and with us, exceeds 200,000 yuan (limit not verified)"), MINORS, "M", MINORS_SINCE),
    LegalRule("MINOR",   "minor-sum-cap",                "refuse", _over_cap(range(10, ADULT), 50 * WAN), ("sum_assured_fen",),        Text("10至17周岁被保险人身故保额合计(含他处已有及本公司在途、有效)超过50万元(限额未经核实)", "Death cover of an insured of 10 to 17, with what is held elsewhere and with us, exceeds 500,000 yuan (limit not verified)"), MINORS, "M", MINORS_SINCE),
    LegalRule("MINOR",   "minor-cover-undeclared",       "warn",   lambda it: it.is_minor and it.pays_on_death and it.cover_elsewhere_fen is None, ("cover_elsewhere_fen",), Text("未成年人未申报在其他公司的身故保额,合计限额无从判断(限额未经核实)", "A minor's death cover elsewhere is not declared: whether the limit is kept can't be told (limit not verified)"), MINORS, "M", MINORS_SINCE),
    LegalRule("DR-60",   "recording-missing",            "mend",   _unrecorded,                         ("recording_no",),             Text("投保人已满60周岁,长期险销售须双录,未填写双录编号(二手依据)", "The policyholder is 60 or older and the term over a year: the sale must be recorded, and the recording's number is missing (basis second-hand)"), DOUBLE, "V2", DOUBLE_SINCE),
)
RETENTIONS = (
    #         rule       over a year  years  basis                                             mark
    Retention("DR-KEEP", False,       5,     "双录资料保存: 期间一年及以下 (二手来源 S25, 电话销售)", "V2"),
    Retention("DR-KEEP", True,        10,    "双录资料保存: 期间一年以上, 原文未核",              "M"),
)
# fmt: on


def broken(proposal: Proposal, then: Then) -> list[LegalRule]:
    return [rule for rule in RULES if rule.then == then and rule.breaks(proposal)]


def refuse_unlawful(proposal: Proposal, *, mends: bool = True) -> None:
    """Raises RuleBroken for what can't be mended at the counter; `refused` lists all of it.

    Where nothing can be mended after the sale (`mends` false), what else would be is refused, too.
    """
    found = broken(proposal, "refuse") + ([] if mends else broken(proposal, "mend"))
    if found:
        first = found[0]
        raise RuleBroken(
            first.fields[0],
            first.code,
            first.text,
            law=first.rule_id,
            basis=first.basis,
            mark=first.mark,
            refused=[{"law": rule.rule_id, "rule": rule.code, "fields": rule.fields} for rule in found],
        )


def warnings_of(proposal: Proposal) -> list[str]:
    return [rule.code for rule in broken(proposal, "warn")]


def told(codes: Iterable[str]) -> list[LegalRule]:
    """The rows that a case's codes stand for; a code keeps its meaning when a row's dates pass."""
    by_code = {rule.code: rule for rule in RULES}
    return [by_code[code] for code in codes if code in by_code]


def keep_years(*, over_a_year: bool) -> int:
    return next(row.years for row in RETENTIONS if row.over_a_year == over_a_year)
