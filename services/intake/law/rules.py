"""The law on new business as rows (投保合规检查): what it refuses, what is mended first, and what one is warned of. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shared.ages import ADULT
from shared.amounts import WAN, YUAN
from shared.dated_rows import DatedRow
from shared.errors import RuleBroken, Text
from shared.marks import Mark
from shared.minor_caps import CAPS, MINORS, MINORS_SINCE, MinorCap

Then = Literal["refuse", "mend", "warn"]
Relation = Literal["self", "spouse", "child", "parent", "dependant", "employee", "other"]
Kinship = Literal["self", "spouse", "child", "parent", "sibling", "grandparent", "grandchild", "other"]
Line = Literal["individual_long_term", "short_term_card", "group"]

SENIOR = 60
MARRIED_FROM = 20
CAPABLE_FROM = 8  # below it a child has no legal capacity (无民事行为能力)
INTERESTED = frozenset({"self", "spouse", "child", "parent", "dependant", "employee", None})
EVERY: tuple[Line, ...] = ("individual_long_term", "short_term_card", "group")
LONG, PERSONAL, GROUP = EVERY[:1], EVERY[:2], EVERY[2:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the law looks at of a form, whatever kind of case it opens.

    `relation`: what the insured is to the policyholder. `beneficiaries`: what each is to the insured. None: not told.
    `policyholder_age` None: the policyholder is an organisation, or isn't on the form.
    """

    line: Line
    on: date
    relation: Relation | None
    policyholder_age: int | None
    insured_age: int
    age_proven: bool
    sum_assured_fen: int
    pays_on_death: bool
    over_a_year: bool = False
    cover_elsewhere_fen: int | None
    cover_here_fen: int = 0
    insured_signed: bool
    guardian_signed: bool
    beneficiaries: tuple[Kinship | None, ...] = ()
    beneficiaries_agreed: bool = False
    is_recorded: bool = False

    @property
    def is_minor(self) -> bool:
        return self.insured_age < ADULT

    @property
    def has_consented(self) -> bool:
        """A guardian's signature stands for a minor's."""
        return self.insured_signed or (self.is_minor and self.guardian_signed)

    @property
    def consent(self) -> str | None:
        """Who signed, where the policyholder insures somebody else."""
        if self.relation == "self" or not self.has_consented:
            return None
        return "insured" if self.insured_signed else "guardian"

    @property
    def death_cover_fen(self) -> int:
        """All that is paid on the insured's death, as far as it is known to us."""
        return self.sum_assured_fen + self.cover_here_fen + (self.cover_elsewhere_fen or 0)


@dataclass(frozen=True, slots=True)
class LegalRule(DatedRow):
    """`rule_id` as in the law's table, `code` what it finds; in force from the first date to the last, both included.

    `lines`: those it is asked of; why not of the others stands in NOT_ASKED.
    """

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
    lines: tuple[Line, ...] = EVERY

    def breaks(self, proposal: Proposal) -> bool:
        return proposal.line in self.lines and self.in_force(proposal.on) and self.finds(proposal)


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Why rows are not asked of a line."""

    codes: tuple[str, ...]
    lines: tuple[Line, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a recording is kept, counted from the contract's end."""

    rule_id: str
    over_a_year: bool
    years: int
    basis: str
    mark: Mark


def _spouse_under_age(it: Proposal) -> bool:
    ages = (it.insured_age, it.policyholder_age)
    return it.relation == "spouse" and min(age for age in ages if age is not None) < MARRIED_FROM


def _no_interest(it: Proposal) -> bool:
    return it.relation not in INTERESTED and not it.has_consented


def _child_of_others(it: Proposal) -> bool:
    of_others = it.relation not in ("self", "child", None)
    return it.pays_on_death and it.insured_age < CAPABLE_FROM and of_others and not it.guardian_signed


def _child_of_organisation(it: Proposal) -> bool:
    return it.pays_on_death and it.insured_age < CAPABLE_FROM and it.relation != "child"


def _no_consent_to_death_cover(it: Proposal) -> bool:
    exempt = it.relation == "self" or (it.is_minor and it.relation in ("child", None))
    return it.pays_on_death and not exempt and not it.has_consented


def _over_cap(cap: MinorCap) -> Callable[[Proposal], bool]:
    return lambda it: it.pays_on_death and it.insured_age in cap.ages and it.death_cover_fen > cap.fen


def _beneficiaries_not_agreed(it: Proposal) -> bool:
    named_by_guardian = it.is_minor and it.guardian_signed
    return bool(it.beneficiaries) and it.relation != "self" and not it.beneficiaries_agreed and not named_by_guardian


def _employer_names(kinship: Kinship | None) -> Callable[[Proposal], bool]:
    return lambda it: it.relation == "employee" and kinship in it.beneficiaries


def _unrecorded(it: Proposal) -> bool:
    return it.policyholder_age is not None and it.policyholder_age >= SENIOR and it.over_a_year and not it.is_recorded


LAW, LAW_SINCE = "《保险法》(2015年修正)", date(2015, 4, 24)
CIVIL = "《民法典》"
DOUBLE, DOUBLE_SINCE = "保监发〔2017〕54号 双录 (二手来源 S26)", date(2017, 11, 1)


def _minor_sum_rule(cap: MinorCap) -> LegalRule:
    youngest, oldest = cap.ages[0], cap.ages[-1]
    who = f"{youngest}至{oldest}周岁" if youngest else f"未满{oldest + 1}周岁"
    of_whom = f"of {youngest} to {oldest}" if youngest else f"under {oldest + 1}"
    text = Text(
        f"{who}被保险人身故保额合计(含他处已有及本公司各渠道在途、有效)超过{cap.fen // WAN}万元(限额为二手依据,未核)",
        f"Death cover of an insured {of_whom}, with what is held elsewhere and with us by any line, exceeds "
        f"{cap.fen // YUAN:,} yuan (limit second-hand: not verified)",
    )
    finds, fields, days = _over_cap(cap), ("sum_assured_fen",), (cap.effective_from, cap.effective_to)
    return LegalRule("MINOR", "minor-sum-cap", "refuse", finds, fields, text, cap.basis, cap.mark, *days)


# Marks as in docs/sources.md; what is not marked V says so in its words, for whoever is refused reads them.
# fmt: off
RULES: tuple[LegalRule, ...] = (
    #         rule       code                            then      finds                                what it points at              words                                                                                                                                      basis                                 mark  since
    LegalRule("LAW31",   "relation-missing",             "mend",   lambda it: it.relation is None,      ("relation",),                 Text("未填写被保险人与投保人的关系", "The form does not tell what the insured is to the policyholder"),                                  LAW + "第三十一条",                   "V",  LAW_SINCE, lines=PERSONAL),
    LegalRule("LAW31",   "spouse-under-age",             "mend",   _spouse_under_age,                   ("relation",),                 Text("与被保险人关系填为配偶,但一方未满20周岁,未到法定婚龄", "A spouse under 20, the least age of marriage: tell the relation again"),                          CIVIL + "第一千零四十七条",           "V",  LAW_SINCE, lines=PERSONAL),
    LegalRule("LAW31",   "insurable-interest",           "refuse", _no_interest,                        ("relation",),                 Text("投保人对被保险人没有保险利益,且被保险人未同意", "The policyholder has no insurable interest in the insured, who has not consented either"),     LAW + "第三十一条",                   "V",  LAW_SINCE),
    LegalRule("LAW32",   "age-unproven",                 "warn",   lambda it: not it.age_proven,        ("insured.born_on",),          Text("被保险人年龄无法由证件号码核对,年龄不实可致解除合同或更正保费", "The insured's age can't be told from the document's number: a wrong one may end the contract or change its premium"), LAW + "第三十二条", "V", LAW_SINCE, lines=PERSONAL),
    LegalRule("LAW33",   "child-insured-by-others",      "refuse", _child_of_others,                    ("relation", "guardian_signed"), Text("父母以外的人不得为未满8周岁的无民事行为能力人投保以死亡为给付条件的保险(经父母同意的例外为二手依据,未核)", "Only parents may insure the life of a child under 8, who has no legal capacity (the exception of their consent second-hand: not verified)"), LAW + "第三十三条; " + CIVIL + "第二十条; 保险法司法解释三第六条 (二手来源 S67)", "V2", LAW_SINCE, lines=PERSONAL),
    LegalRule("LAW33",   "child-insured-by-organisation", "refuse", _child_of_organisation,             ("relation",),                 Text("单位不得为未满8周岁的无民事行为能力人投保以死亡为给付条件的保险,应由父母投保(汇交件)", "An organisation may not insure the life of a child under 8, who has no legal capacity: the parents do, by a pooled list"), LAW + "第三十三条; " + CIVIL + "第二十条", "V", LAW_SINCE, lines=GROUP),
    LegalRule("LAW34",   "insured-unsigned",             "mend",   _no_consent_to_death_cover,          ("insured_signed",),           Text("含身故责任,被保险人未签名同意并认可保险金额", "The contract pays on death: the insured has not signed for it and its sum"),                                    LAW + "第三十四条",                   "V",  LAW_SINCE),
    LegalRule("LAW39",   "beneficiaries-not-agreed",     "mend",   _beneficiaries_not_agreed,           ("beneficiaries_agreed",),     Text("投保人指定受益人未经被保险人同意", "The insured has not agreed to the beneficiaries"),                                                                          LAW + "第三十九条",                   "V",  LAW_SINCE, lines=LONG),
    LegalRule("LAW39",   "beneficiary-kin-missing",      "mend",   _employer_names(None),               ("beneficiaries",),            Text("用人单位投保,未填写受益人与被保险人的关系", "An employer insures: the form does not tell what a beneficiary is to the insured"),                                             LAW + "第三十九条",                   "V",  LAW_SINCE, lines=LONG),
    LegalRule("LAW39",   "employer-names-stranger",      "refuse", _employer_names("other"),            ("beneficiaries",),            Text("用人单位不得指定被保险人及其近亲属以外的人为受益人", "An employer may name the insured and their close relatives only"),                                                          LAW + "第三十九条; " + CIVIL + "第一千零四十五条", "V", LAW_SINCE, lines=LONG),
    *map(_minor_sum_rule, CAPS),
    LegalRule("MINOR",   "minor-cover-undeclared",       "warn",   lambda it: it.is_minor and it.pays_on_death and it.cover_elsewhere_fen is None, ("cover_elsewhere_fen",), Text("未成年人未申报在其他公司的身故保额,合计限额无从判断(限额为二手依据,未核)", "A minor's death cover elsewhere is not declared: whether the limit is kept can't be told (limit second-hand: not verified)"), MINORS, "V2", MINORS_SINCE, lines=PERSONAL),
    LegalRule("DR-60",   "recording-missing",            "mend",   _unrecorded,                         ("recording_no",),             Text("投保人已满60周岁,长期险销售须双录,未填写双录编号(二手依据)", "The policyholder is 60 or older and the term over a year: the sale must be recorded, and the recording's number is missing (basis second-hand)"), DOUBLE, "V2", DOUBLE_SINCE, lines=LONG),
)
NAMES_NONE = ("beneficiaries-not-agreed", "beneficiary-kin-missing", "employer-names-stranger")
NOT_ASKED = (
    #        rows                                       of these  for
    NotAsked(("relation-missing", "spouse-under-age"),  GROUP,    Text("清单未注明为职工的,须本人同意", "Who isn't told to be an employee has to consent")),
    NotAsked(("age-unproven", "minor-cover-undeclared"), GROUP,   Text("清单逐行接受或拒绝,不作提醒,亦无他处保额一栏", "A row is taken or refused, without warnings; lists don't tell what is held elsewhere")),
    NotAsked(("child-insured-by-others",),              GROUP,    Text("团单见 child-insured-by-organisation;汇交件由父母投保", "Of groups see child-insured-by-organisation; on a pooled list parents insure")),
    NotAsked(("child-insured-by-organisation",),        PERSONAL, Text("投保人为自然人: 见 child-insured-by-others", "The policyholder is a person: see child-insured-by-others")),
    NotAsked(NAMES_NONE,                                EVERY[1:], Text("卡折与清单不指定受益人", "Cards and lists name no beneficiaries")),
    NotAsked(("recording-missing",),                    EVERY[1:], Text("保险期间不超过一年,无须双录", "Their terms are a year at most: no recording is asked for")),
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
            **grounds(first),
            refused=[{"law": rule.rule_id, "rule": rule.code, "fields": rule.fields} for rule in found],
        )


def grounds(rule: LegalRule) -> dict[str, str]:
    """What a refusal names beside its words."""
    return {"law": rule.rule_id, "basis": rule.basis, "mark": rule.mark}


def warnings_of(proposal: Proposal) -> list[str]:
    return [rule.code for rule in broken(proposal, "warn")]


def told(codes: Iterable[str]) -> list[LegalRule]:
    """The rows that a case's codes stand for; a code keeps its meaning when a row's dates pass."""
    by_code = {rule.code: rule for rule in RULES}
    return [by_code[code] for code in codes if code in by_code]


def keep_years(*, over_a_year: bool) -> int:
    return next(row.years for row in RETENTIONS if row.over_a_year == over_a_year)
