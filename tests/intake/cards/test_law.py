"""The law on cards (投保合规): who may insure whom, whose consent it takes, what a child may have."""

from typing import Any

import pytest

from services.intake.cards.models import CardActivation, CardParty
from services.intake.law.rules import RULES
from services.intake.law.schemas import WarningOut
from shared.auth import Role
from tests.intake.cards.desk import CardDesk
from tests.intake.counter import PERSON, refused

WAN = 1_000_000
ACCIDENT, PUPILS, HOSPITAL = "K2001", "K2002", "K2004"  # the pupils' pays 20,000 yuan on death, the hospital's nothing
OTHER = PERSON | {"name": "林建国", "id_number": "E55554444"}


def other(relation: str | None, born_on: str = "1985-03-04", **changes: Any) -> dict[str, Any]:
    return {"insured": OTHER | {"born_on": born_on}, "relation": relation} | changes


SIX, BELOW_TEN, AT_TEN, NINETEEN = "2020-10-12", "2016-10-13", "2016-10-12", "2007-10-12"
BY_OTHERS = ["child-insured-by-others", "insured-unsigned"]
# fmt: off
ACTIVATED = [
    # product  the people and their consents                             by which rules it is refused
    (ACCIDENT, {},                                                       []),
    (ACCIDENT, other("other"),                                           ["insurable-interest", "insured-unsigned"]),
    (ACCIDENT, other("other", insured_signed=True),                      []),
    (HOSPITAL, other("other"),                                           ["insurable-interest"]),
    (HOSPITAL, other("other", insured_signed=True),                      []),
    (ACCIDENT, other(None, insured_signed=True),                         ["relation-missing"]),
    (PUPILS,   other("spouse", NINETEEN, insured_signed=True),           ["spouse-under-age"]),
    (ACCIDENT, other("spouse", insured_signed=True),                     []),
    (ACCIDENT, other("spouse"),                                          ["insured-unsigned"]),
    (HOSPITAL, other("spouse"),                                          []),
    (PUPILS,   other("dependant", SIX),                                  BY_OTHERS),
    (PUPILS,   other("dependant", SIX, guardian_signed=True),            []),
    (HOSPITAL, other("dependant", SIX),                                  []),
    (PUPILS,   other("child", SIX),                                      []),
    (PUPILS,   other("child", BELOW_TEN, cover_elsewhere_fen=18 * WAN),  []),
    (PUPILS,   other("child", BELOW_TEN, cover_elsewhere_fen=18 * WAN + 1), ["minor-sum-cap"]),
    (HOSPITAL, other("child", BELOW_TEN, cover_elsewhere_fen=90 * WAN),  []),
    (PUPILS,   other("child", AT_TEN, cover_elsewhere_fen=48 * WAN),     []),
    (PUPILS,   other("child", AT_TEN, cover_elsewhere_fen=48 * WAN + 1), ["minor-sum-cap"]),
    (PUPILS,   other("child", NINETEEN, cover_elsewhere_fen=90 * WAN, insured_signed=True), []),
]
# fmt: on


def test_every_row_asked_of_cards_is_tried_here() -> None:
    tried = {rule for _, _, rules in ACTIVATED for rule in rules} | {code for _, _, codes in WARNED for code in codes}
    assert tried == {rule.code for rule in RULES if "short_term_card" in rule.lines}


@pytest.mark.parametrize(("product", "people", "rules"), ACTIVATED)
async def test_a_card_is_activated_as_the_law_allows_and_else_stays_unused(
    desk: CardDesk, product: str, people: dict[str, Any], rules: list[str]
) -> None:
    (card_no,) = await desk.handed_out(product=product)
    answer = await desk.activate(card_no, **people)
    if not rules:
        assert answer.status_code == 201, answer.text
        return
    row = next(each for each in RULES if each.code == rules[0])
    problem = refused(answer, 422, "rule-broken", field=row.fields[0], rule=row.code)
    assert (problem["law"], problem["basis"], problem["mark"]) == (row.rule_id, row.basis, row.mark)
    assert [each["rule"] for each in problem["refused"]] == rules
    assert problem["detail"] in {each.text.en for each in RULES if each.code == row.code}
    assert await desk.book(card_no) == ["receive", "hand_out"]
    for table in (CardActivation.__table__, CardParty.__table__):
        assert await desk.office.rows(table) == []


async def test_a_refusal_speaks_chinese_to_who_asks_for_it(desk: CardDesk) -> None:
    (card_no,) = await desk.handed_out()
    answer = await desk.activate(card_no, headers={"Accept-Language": "zh"}, **other("spouse"))
    assert answer.json()["detail"] == "含身故责任,被保险人未签名同意并认可保险金额"


WARNED = [
    (ACCIDENT, {}, ["age-unproven"]),
    (PUPILS, other("child", SIX), ["age-unproven", "minor-cover-undeclared"]),
    (PUPILS, other("child", SIX, cover_elsewhere_fen=0), ["age-unproven"]),
    (HOSPITAL, other("child", SIX), ["age-unproven"]),
]


@pytest.mark.parametrize(("product", "people", "codes"), WARNED)
async def test_what_the_law_warns_of_is_told_with_its_basis(
    desk: CardDesk, product: str, people: dict[str, Any], codes: list[str]
) -> None:
    (card_no,) = await desk.handed_out(product=product)
    case = await desk.activated(card_no, **people)
    assert [each["code"] for each in case["warnings"]] == codes
    assert (await desk.case(case))["warnings"] == case["warnings"]
    for each in case["warnings"]:
        row = next(rule for rule in RULES if rule.code == each["code"])
        assert WarningOut.model_validate(each).text == row.text._asdict()
        assert (each["law"], each["basis"], each["mark"]) == (row.rule_id, row.basis, row.mark)


@pytest.mark.parametrize(
    ("people", "relation", "consent"),
    [
        ({}, "self", None),
        (other("spouse", insured_signed=True), "spouse", "insured"),
        (other("other", SIX, guardian_signed=True), "other", "guardian"),
    ],
)
async def test_on_what_the_interest_rests_stays_on_record(
    desk: CardDesk, people: dict[str, Any], relation: str, consent: str | None
) -> None:
    (card_no,) = await desk.handed_out(product=HOSPITAL)
    case = await desk.activated(card_no, Role.TELLER, **people)
    assert (case["relation"], case["consent"]) == (relation, consent)
