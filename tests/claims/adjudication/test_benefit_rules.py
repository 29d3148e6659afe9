"""The tables of the benefit rules themselves, recalculation by payee, and what the claimant is told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.claims.adjudication.adjudicating import DEDUCTED, adjudicate
from services.claims.adjudication.claim_facts import Cover, Facts, Invoice, Stay
from services.claims.adjudication.cover_checks import CONDITIONS
from services.claims.adjudication.disability import SHARES
from services.claims.adjudication.exclusions import EXCLUSIONS
from services.claims.adjudication.letter import balance_told, explanation
from services.claims.adjudication.liabilities import Cause, Liability, Payee
from services.claims.adjudication.minors import counted_fen
from services.claims.adjudication.recalculation import Paid, settle
from services.claims.adjudication.rules import RULES, rules_of
from services.intake.applications.products import PRODUCTS as LONG_TERM
from services.intake.bank.products import BANK_PRODUCTS
from services.intake.cards.products import CARD_PRODUCTS
from services.intake.groups.products import PRODUCTS as GROUPS
from services.policy_service.clauses.added_cover import RIDERS
from shared.anniversaries import policy_year, years_after
from tests.architecture.code_tree import modules_of
from tests.architecture.test_import_law import PURE
from tests.claims.adjudication.claims_made import year_of
from tests.claims.adjudication.handwork import worked

SOLD = {*LONG_TERM, *BANK_PRODUCTS, *CARD_PRODUCTS, *GROUPS, *RIDERS}
DEATHS = {Liability.ACCIDENTAL_DEATH, Liability.ILLNESS_DEATH}
BY_NO = {case.no: case for case in worked()}
ACCIDENT_ON = date(2026, 3, 10)


@pytest.fixture
def cover() -> Cover:
    return BY_NO["A01"].facts.cover


def test_every_product_on_sale_has_benefit_rules_and_no_other_has():
    assert {rule.product for rule in RULES} == SOLD


def test_what_pays_on_death_for_the_law_pays_a_sum_on_death():
    paying = {rule.product for rule in RULES if rule.liability in DEATHS and rule.pays == "sum_assured"}
    products = [*LONG_TERM.values(), *BANK_PRODUCTS.values(), *CARD_PRODUCTS.values(), *GROUPS.values()]
    riders = {code for code, rider in RIDERS.items() if rider.pays_on_death}
    assert {it.code for it in products if it.pays_on_death} | riders == paying


def test_rules_are_told_apart_and_every_code_they_name_is_in_its_table():
    assert len({rule.rule_id for rule in RULES}) == len(RULES)
    assert {code for rule in RULES for code in rule.exclusions} == set(EXCLUSIONS)
    assert {rule.requires for rule in RULES} - {None} == set(CONDITIONS)


def test_no_cause_of_a_product_has_two_rules_of_a_liability():
    answering = [(rule.product, rule.liability, cause) for rule in RULES for cause in rule.causes]
    assert len(set(answering)) == len(answering)


def test_every_medical_rule_says_whether_social_insurance_is_deducted_since_2006():
    medical = {Liability.ACCIDENT_MEDICAL, Liability.ILLNESS_MEDICAL}
    days = [date(2006, 9, 1), date(2015, 11, 30), date(2015, 12, 1), date(2020, 12, 31), date(2021, 1, 1)]
    rules = [rule for rule in RULES if rule.liability in medical]
    assert [(rule.rule_id, day) for rule in rules for day in days if rule.social_insurance_on(day) is None] == []
    assert {rule.product for rule in rules if any(row.deducts for row in rule.social_insurance)} == {"G2003"}


def test_grades_go_down_by_tenths():
    assert [SHARES[grade] for grade in range(1, 11)] == list(range(100, 0, -10))


@pytest.mark.parametrize("code", sorted(EXCLUSIONS))
def test_an_exclusion_is_refused_by_the_rules_that_name_it_and_only_by_them(code: str):
    facts = replace(BY_NO["B01"].facts, circumstances=frozenset({code}))
    assert [it.code for it in adjudicate(facts).refusals] == [code]
    [rule] = [rule for rule in rules_of("K2002", date(2025, 9, 1)) if rule.rule_id == "K2002-illness-medical"]
    assert adjudicate(facts, [replace(rule, exclusions=frozenset())]).total_fen == BY_NO["B01"].total_fen


def test_a_rule_answers_for_covers_that_begin_while_it_is_in_force():
    facts = BY_NO["A01"].facts
    [rule] = [rule for rule in RULES if rule.rule_id == "K2001-accident-medical"]
    older = replace(rule, effective_to=date(2025, 12, 31))
    newer = replace(rule, effective_from=date(2026, 1, 1), pays_percent=100)
    assert adjudicate(facts, [older, newer]).total_fen == 38_000
    assert adjudicate(facts, [older]).total_fen == 0


def test_a_claim_that_asks_for_nothing_is_told_so(cover: Cover):
    facts = Facts(case_no="LP-1", person="me", cause=Cause.ACCIDENT, event_on=ACCIDENT_ON, cover=cover)
    assert [it.code for it in adjudicate(facts).refusals] == ["nothing-asked"]


def test_two_events_of_one_day_bear_a_deductible_each():
    first = BY_NO["A01"].facts
    again = replace(first, case_no="LP-2", invoices=(replace(first.invoices[0], number="F2", hash="F2"),))
    used = adjudicate(first).used
    assert adjudicate(again, used=used).total_fen == 38_400
    assert adjudicate(replace(again, event_no="2"), used=used).total_fen == 30_400


def test_a_new_policy_year_has_its_whole_limit(cover: Cover):
    whole = BY_NO["A06"]
    longer = replace(whole.facts, cover=replace(cover, ends_on=None))
    used = adjudicate(longer).used
    day = date(2027, 1, 1)
    paper = replace(whole.facts.invoices[0], number="F2", hash="F2", day=day)
    later = replace(longer, case_no="LP-2", invoices=(paper,))
    assert adjudicate(replace(later, event_on=day), used=used).total_fen == whole.total_fen
    last = replace(later, event_on=day - timedelta(days=1), event_no="2")
    assert adjudicate(last, used=used).total_fen == 0


def test_days_paid_for_count_against_the_next_claim():
    first = BY_NO["D12"].facts
    day = date(2026, 6, 18)
    second = replace(first, case_no="LP-2", event_on=day, stays=(Stay(day, day + timedelta(days=100)),))
    used = adjudicate(first).used
    used = used.plus(adjudicate(second, used=used).used)
    day = date(2026, 11, 1)
    third = replace(first, case_no="LP-3", event_on=day, stays=(Stay(day, day + timedelta(days=3)),))
    assert adjudicate(third).total_fen == 9_000
    assert adjudicate(third, used=used).total_fen == 0


def test_an_earlier_disability_counts_against_the_one_that_contains_it():
    first = replace(BY_NO["E01"].facts, grades=(9,))
    second = replace(BY_NO["E06"].facts, case_no="LP-2")
    assert adjudicate(second, used=adjudicate(first).used).total_fen == BY_NO["E06"].total_fen


def test_what_a_year_pays_more_for_not_deducting_social_insurance_is_the_sum_of_its_claims():
    """The source's case, while no limit binds."""
    events = [date(2026, month, 10) for month in (3, 4, 5)]
    paper = BY_NO["A02"].facts.invoices[0]
    claims = [
        replace(
            BY_NO["A02"].facts,
            case_no=f"LP-{day}",
            event_on=day,
            invoices=(replace(paper, number=f"F{day}", hash=f"{day}", day=day, total_fen=300_000),),
        )
        for day in events
    ]
    year, deducted = year_of(claims), year_of(claims, [replace(rule, social_insurance=DEDUCTED) for rule in RULES])
    kept = sum(result.social_insurance_kept_fen for result in year.results)
    assert kept == year.total_fen - deducted.total_fen == 3 * 200_000


def test_policy_years_begin_on_anniversaries():
    assert [policy_year(date(2024, 2, 29), day) for day in (date(2025, 2, 27), date(2025, 2, 28))] == [1, 2]
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)
    assert policy_year(date(2026, 5, 1), date(2026, 5, 1)) == 1


@pytest.mark.parametrize("field", ["sum_assured_fen", "arrears_fen", "loan_fen", "premium_fen"])
def test_a_cover_of_negative_amounts_is_none(cover: Cover, field: str):
    with pytest.raises(ValueError, match="negative"):
        replace(cover, **{field: -1})


@pytest.mark.parametrize("part", ["social_insurance_fen", "unrelated_fen", "bed_fen", "bed_days", "examination_fen"])
def test_an_invoice_with_a_negative_part_is_refused(part: str):
    facts = BY_NO["A01"].facts
    paper: Invoice = replace(facts.invoices[0], **{part: -1})
    assert [it.code for it in adjudicate(replace(facts, invoices=(paper,))).refusals] == ["inconsistent"]


def test_a_stay_outside_the_days_of_its_event_is_refused():
    facts = BY_NO["D01"].facts
    early = Stay(facts.event_on - timedelta(days=1), facts.event_on)
    late = Stay(facts.event_on + timedelta(days=181), facts.event_on + timedelta(days=190))
    refused = adjudicate(replace(facts, stays=(early, late))).refusals
    assert [it.code for it in refused] == ["before-event", "too-late"]


def test_each_payee_is_settled_apart():
    result = adjudicate(BY_NO["F03"].facts)
    paid = [Paid("P1", Payee.INSURED, 70_000_00), Paid("P2", Payee.POLICYHOLDER, 10_00)]
    settled = {it.payee: (it.pay_fen, it.claim_back_fen) for it in settle(result, paid, claims_back=True)}
    assert settled == {
        Payee.INSURED: (0, 10_000_00),
        Payee.BENEFICIARY: (40_000_00, 0),
        Payee.POLICYHOLDER: (0, 10_00),
    }


def test_the_letter_tells_each_line_the_whole_and_what_was_kept():
    told = [text.zh for text in explanation(adjudicate(BY_NO["A02"].facts))]
    assert told == [
        "【意外伤害医疗保险金】",
        "发票金额: 发票F1 住院 2026-03-18。发票金额6,000.00元。金额+6,000.00元。"
        "依据: 保险条款: 给付被保险人实际支出的医疗费用。",
        "医保已支付不扣除: 发票F1 住院 2026-03-18。医保已支付2,500.00元,不予扣除。金额0.00元。"
        "依据: 《保险法解释(三)》第十八条: 厘定费率时未扣除医保部分的,不得扣减。",
        "免赔额: 本次可计费用6,000.00元。每次事故免赔额100.00元,此前已承担0.00元,本次扣100.00元。"
        "金额-100.00元。依据: 保险条款。",
        "自负比例: 本次可计费用6,000.00元。免赔后5,900.00元×80%=给付4,720.00元,自负1,180.00元。"
        "金额-1,180.00元。依据: 保险条款。",
        "意外伤害医疗保险金小计4,720.00元。",
        "以上合计给付4,720.00元。",
        "其中付给被保险人4,720.00元。",
        "医保已支付部分未予扣除,您因此多得2,000.00元。",
    ]


def test_where_the_year_rounds_otherwise_than_the_claim_the_letter_tells_the_whole_sum():
    (invoice,) = BY_NO["A02"].facts.invoices
    first = replace(BY_NO["A02"].facts, invoices=(replace(invoice, total_fen=600_001),))
    later = replace(invoice, number="F9", hash="9", total_fen=20_002, social_insurance_fen=0)
    told = year_of([first, replace(first, case_no="later", invoices=(later,))]).results[1].lines[-1]
    assert (told.code, told.amount_fen) == ("co-payment", -4001)
    assert told.formula.zh == (
        "连同此前费用,免赔后6,100.03元×80%=4,880.02元,减去此前4,720.01元,本次给付160.01元,自负40.01元"
    )
    assert told.formula.en == (
        "with the costs before, 6,100.03 yuan after the deductible × 80% = 4,880.02, "
        "less 4,720.01 for those before: 160.01 paid now, 40.01 borne by oneself"
    )


def test_the_letter_tells_refusals_waivers_and_settlements():
    refused = [text.en for text in explanation(adjudicate(BY_NO["F07"].facts))]
    assert refused == [
        "In all 0.00 yuan are paid.",
        "Not paid (L1002-death): the policy was suspended on the day of the event. Basis: 《保险法》第三十六条.",
    ]
    waived = [text.zh for text in explanation(adjudicate(BY_NO["H01"].facts))]
    assert "自2026-05-01起14期保险费共58,800.00元免交。" in waived
    (back,) = settle(adjudicate(BY_NO["R03"].facts), BY_NO["R03"].paid, claims_back=True)
    assert balance_told(back.pay_fen, back.claim_back_fen).en == "Please pay 80.00 yuan back."
    (kept,) = settle(adjudicate(BY_NO["R02"].facts), BY_NO["R02"].paid)
    assert (kept.steps[-1].text.zh, kept.steps[-1].basis) == ("多付80.00元不予追回", "重新理算: 只补差额,不重复给付")
    assert balance_told(kept.pay_fen, kept.claim_back_fen).zh == "本次付给0.00元。"


@pytest.mark.parametrize(
    ("rule_id", "lines", "counted"),
    [
        ("F5001-accidental-death", [("death", 100), ("over-limit", -30), ("minor-cap", -20), ("loan", -5)], 50),
        ("L1003-death", [("death", 100), ("over-limit", -30)], 0),  # premiums that go back
        ("by-hand", [("death", 100)], 100),
    ],
)
def test_of_a_death_that_was_reckoned_before_the_benefit_counts_and_no_debt(
    rule_id: str, lines: list[tuple[str, int]], counted: int
):
    liability = None if rule_id == "by-hand" else Liability.ACCIDENTAL_DEATH
    kept = [{"rule_id": rule_id, "liability": liability, "code": code, "amount_fen": fen} for code, fen in lines]
    assert counted_fen([*kept, kept[0] | {"code": "over-limit", "liability": "illness_medical"}], False) == counted


def test_nothing_of_adjudication_knows_a_database_or_the_time():
    room = [each for each in modules_of("services") if each.name.startswith("services.claims.adjudication")]
    assert len(room) > 10
    allowed = (*PURE, "services.claims.adjudication")
    outside = {
        node
        for each in room
        for node in _imported(each.source)
        if node.startswith(("shared", "services", "sqlalchemy", "fastapi")) and not node.startswith(allowed)
    }
    assert outside == set()


def _imported(source: str) -> list[str]:
    return [line.split()[1] for line in source.splitlines() if line.startswith(("from ", "import "))]
