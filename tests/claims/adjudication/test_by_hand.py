"""Adjudications worked by hand come out the same, line by line."""

from collections import Counter

import pytest

from services.claims.adjudication.adjudicating import adjudicate
from services.claims.adjudication.benefit_rule import Rule
from services.claims.adjudication.liabilities import Liability
from services.claims.adjudication.outcome import LINE_NAMES, Line
from services.claims.adjudication.recalculation import settle
from services.claims.adjudication.rules import RULES
from tests.claims.adjudication.handwork import Worked, computed, worked

WORKED = worked()
LEAST = 45


@pytest.fixture(params=WORKED, ids=[case.no for case in WORKED])
def case(request: pytest.FixtureRequest) -> Worked:
    found: Worked = request.param
    return found


def test_the_workings_are_what_they_say(case: Worked):
    assert [computed(working) for working, _ in case.workings] == [amount for _, amount in case.workings]
    assert sum(amount for _, amount in case.lines) == case.total_fen


def test_lines_and_total_are_those_of_the_hand(case: Worked):
    result = adjudicate(case.facts, RULES, case.used)
    assert [(line.name.zh, line.amount_fen) for line in result.lines] == case.lines
    assert result.total_fen == case.total_fen


def test_what_is_refused_names_its_basis(case: Worked):
    refusals = adjudicate(case.facts, RULES, case.used).refusals
    assert [(it.subject, it.code) for it in refusals] == [(subject, code) for subject, code, _ in case.refusals]
    assert [basis for (_, _, basis), it in zip(case.refusals, refusals, strict=True) if basis not in it.basis] == []


def test_social_insurance_and_waivers_are_told_apart(case: Worked):
    result = adjudicate(case.facts, RULES, case.used)
    assert result.social_insurance_kept_fen == case.kept_fen
    assert (result.waiver.total_fen if result.waiver else 0) == case.waived_fen


@pytest.mark.parametrize("case", [case for case in WORKED if case.paid], ids=lambda case: case.no)
def test_after_earlier_payments_only_the_difference_is_paid(case: Worked):
    settled = settle(adjudicate(case.facts, RULES, case.used), case.paid, claims_back=case.claims_back_fen > 0)
    assert sum(it.pay_fen for it in settled) == case.pays_fen
    assert sum(it.claim_back_fen for it in settled) == case.claims_back_fen


def test_the_file_has_enough_of_everything():
    assert len(WORKED) >= LEAST
    assert [no for no, times in Counter(case.no for case in WORKED).items() if times > 1] == []
    reckoned = [adjudicate(case.facts, RULES, case.used) for case in WORKED]
    liabilities = {line.liability for result in reckoned for line in result.lines}
    assert liabilities == set(Liability)
    assert {line.code for result in reckoned for line in result.lines} == set(LINE_NAMES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule_id)
def test_every_row_of_the_rules_is_worked_by_hand(rule: Rule):
    others = [other for other in RULES if other is not rule]
    cases = [case for case in WORKED if case.facts.cover.product == rule.product]
    assert any(adjudicate(case.facts, others, case.used).lines != _lines(case) for case in cases)


def _lines(case: Worked) -> tuple[Line, ...]:
    return adjudicate(case.facts, RULES, case.used).lines
