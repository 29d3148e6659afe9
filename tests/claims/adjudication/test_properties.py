"""What holds for every claim, whatever it is."""

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from services.claims.adjudication.adjudicating import DEDUCTED, adjudicate
from services.claims.adjudication.claim_facts import Facts
from services.claims.adjudication.letter import explanation
from services.claims.adjudication.liabilities import Payee
from services.claims.adjudication.recalculation import Paid, settle
from services.claims.adjudication.rules import RULES
from tests.claims.adjudication.claims_made import Year, any_claims, hospital_claims, medical_claims, year_of

settings.register_profile("claims", deadline=None, max_examples=60)
LAWFUL = settings.get_profile("claims")


def over_limits(claims: list[Facts], year: Year) -> list[str]:
    """Where rules share a limit and give it different amounts, the greater counts."""
    taken, cover = Counter[tuple[str, str]](), claims[0].cover
    for row in year.used.takings:
        taken[(row.name, row.period)] += row.amount if row.unit == "fen" else 0
    limits = Counter[str]()
    for rule in RULES:
        for limit in rule.limits if rule.product == cover.product else ():
            limits[limit.name] = max(limits[limit.name], limit.amount(cover.sum_assured_fen))
    return [f"{name} {period}: {fen}" for (name, period), fen in taken.items() if name in limits and fen > limits[name]]


@LAWFUL
@given(any_claims())
def test_nothing_is_negative_or_over_its_limit_and_lines_sum_to_what_is_paid(claims: list[Facts]):
    year = year_of(claims)
    for result in year.results:
        assert result.total_fen == sum(line.amount_fen for line in result.lines) == sum(result.by_payee.values())
        assert min([0, *result.by_liability.values()]) == 0
        assert result.lines or result.refusals
        assert [row for row in result.used.takings if row.amount < 0] == []
        assert all(text.zh and text.en for text in explanation(result))
    assert over_limits(claims, year) == []


@LAWFUL
@given(medical_claims(most_claims=1), st.integers(1, 500_000), st.data())
def test_a_greater_invoice_never_pays_less(claims: list[Facts], more: int, data: st.DataObject):
    [claim] = claims
    at = data.draw(st.integers(0, len(claim.invoices) - 1))
    greater = list(claim.invoices)
    greater[at] = replace(greater[at], total_fen=greater[at].total_fen + more)
    assert adjudicate(replace(claim, invoices=tuple(greater))).total_fen >= adjudicate(claim).total_fen


@LAWFUL
@given(medical_claims(), st.randoms(use_true_random=False))
def test_the_order_of_claims_moves_nothing_of_the_years_medical_costs(claims: list[Facts], shuffler):
    other = list(claims)
    shuffler.shuffle(other)
    assert year_of(other).total_fen == year_of(claims).total_fen


@LAWFUL
@given(hospital_claims(), st.randoms(use_true_random=False))
def test_the_order_of_claims_moves_nothing_of_the_years_hospital_days(claims: list[Facts], shuffler):
    other = list(claims)
    shuffler.shuffle(other)
    assert year_of(other).total_fen == year_of(claims).total_fen


@LAWFUL
@given(medical_claims(most_claims=1))
def test_invoices_claimed_one_by_one_pay_what_they_pay_together(claims: list[Facts]):
    [whole] = claims
    parts = [replace(whole, case_no=f"LP-{i}", invoices=(it,)) for i, it in enumerate(whole.invoices)]
    assert year_of(parts).total_fen == adjudicate(whole).total_fen


@LAWFUL
@given(medical_claims())
def test_not_deducting_social_insurance_never_pays_less(claims: list[Facts]):
    strict = [replace(rule, social_insurance=DEDUCTED) for rule in RULES]
    for claim in claims:
        result = adjudicate(claim)
        assert result.social_insurance_kept_fen == result.total_fen - adjudicate(claim, strict).total_fen >= 0


@LAWFUL
@given(medical_claims())
def test_a_claim_reckoned_again_among_all_others_comes_out_as_before(claims: list[Facts]):
    year = year_of(claims)
    assert adjudicate(claims[-1], RULES, year.used) == year.results[-1]


@LAWFUL
@given(medical_claims(), st.booleans())
def test_corrections_pay_the_difference_and_never_twice(claims: list[Facts], claims_back: bool):
    """Each claim stands for a corrected version of the one before it."""
    paid: list[Paid] = []
    for i, version in enumerate(claims):
        result = adjudicate(replace(version, case_no="LP-0"))
        for settled in settle(result, paid, claims_back=claims_back):
            moved = settled.pay_fen - settled.claim_back_fen
            assert settled.pay_fen == 0 or settled.claim_back_fen == 0
            assert moved == sum(step.amount_fen for step in settled.steps)
            paid.append(Paid(f"P{i}", Payee.INSURED, moved))
        received = sum(it.fen for it in paid)
        assert received >= result.total_fen
        assert received == result.total_fen or not claims_back
    highest = max(adjudicate(replace(version, case_no="LP-0")).total_fen for version in claims)
    assert claims_back or sum(it.fen for it in paid) == highest
