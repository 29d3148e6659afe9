"""The law on groups and pooled lists (投保合规), row by row: who is employed, who agreed, what a child may have."""

from typing import Any

import pytest

from services.intake.groups.list_work import CHUNK_ROWS
from services.intake.law.rules import RULES
from shared.auth import Role
from tests.intake.counter import PERSON, THEIR_CHILD, Case, Counter, refused
from tests.intake.groups_desk import HEADING, GroupDesk, csv_of, pupil, pupils
from tests.intake.test_groups_lists import insured_of, stopped_at

WAN = 1_000_000
COLUMNS = (*HEADING[:6], "与投保单位关系", "被保险人同意")
PUPILS, ACCIDENT, HOSPITAL = "G2001", "G2002", "G2003"  # on death: 100,000 yuan, 200,000, nothing
SEVEN, EIGHT, GROWN = "2018-10-13", "2018-10-12", "1985-03-04"


def row(born_on: str = GROWN, relation: str = "", consent: str = "", number: str = "E98765432") -> tuple[str, ...]:
    guardian = "欧阳建国" if born_on > "2008-10-12" else ""
    return "欧阳安", "男", born_on, "护照", number, guardian, relation, consent


NO_CONSENT = {("relation", "insurable-interest"), ("consent", "insured-unsigned")}
UNSIGNED, NO_INTEREST = {("consent", "insured-unsigned")}, {("relation", "insurable-interest")}
FIRM, PROVEN, POOL = {"scheme": "group"}, {"scheme": "group", "consents_proven": True}, {"scheme": "pooled"}
# fmt: off
LISTED: list[tuple[str, dict[str, Any], tuple[str, ...], set[tuple[str, str]]]] = [
    # product  the form  the row                              why it is refused: column and code
    (ACCIDENT, FIRM,     row(),                               NO_CONSENT),
    (ACCIDENT, FIRM,     row(consent="是"),                   set()),
    (ACCIDENT, FIRM,     row(relation="职工"),                UNSIGNED),
    (ACCIDENT, FIRM,     row(relation="家属", consent="否"),  NO_CONSENT),
    (ACCIDENT, PROVEN,   row(),                               set()),
    (ACCIDENT, PROVEN,   row(relation="职工", consent="否"),  UNSIGNED),
    (HOSPITAL, FIRM,     row(relation="职工"),                set()),
    (HOSPITAL, FIRM,     row(relation="会员"),                NO_INTEREST),
    (HOSPITAL, FIRM,     row(SEVEN, "子女", "是"),            set()),
    (PUPILS,   PROVEN,   row(SEVEN),                          {("relation", "child-insured-by-organisation")}),
    (PUPILS,   PROVEN,   row(EIGHT),                          set()),
    (PUPILS,   FIRM,     row(EIGHT, "学生"),                  NO_CONSENT),
    (PUPILS,   POOL,     row(SEVEN),                          set()),
    (ACCIDENT, POOL,     row(),                               set()),
    (ACCIDENT, POOL,     row(consent="否"),                   NO_CONSENT),
    (ACCIDENT, PROVEN,   row(relation="外人"),                {("relation", "relation-unknown")}),
    (ACCIDENT, POOL,     row(consent="也许"),                 {("consent", "consent-unknown")}),
]
# fmt: on


def test_every_row_asked_of_groups_is_tried_here():
    tried = {code for _, _, _, found in LISTED for _, code in found} - {"relation-unknown", "consent-unknown"}
    assert tried | {"minor-sum-cap"} == {rule.code for rule in RULES if "group" in rule.lines}


def columns_and_codes(found: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(each["column"], each["code"]) for each in found}


@pytest.mark.parametrize(("product", "form", "cells", "expected"), LISTED)
async def test_a_row_is_taken_as_the_law_allows(
    desk: GroupDesk, product: str, form: dict[str, Any], cells: tuple[str, ...], expected: set[tuple[str, str]]
):
    case, _ = await desk.import_list(await desk.accept(product=product, **form), csv_of([cells], COLUMNS))
    assert columns_and_codes(await desk.findings(case)) == expected
    assert case["heads"] == (not expected)


async def test_the_report_names_rule_basis_and_mark_in_the_callers_language(desk: GroupDesk):
    good, bad = row(relation="职工", consent="是"), row(relation="职工", number="E98765433")
    case, told = await desk.import_list(
        await desk.accept(product=ACCIDENT, **FIRM), csv_of([good, bad], COLUMNS), "good"
    )
    assert (told["bad"], told["stored"]) == (1, 1)
    rule = next(each for each in RULES if each.code == "insured-unsigned")
    for language in ("zh", "en"):
        (found,) = (await desk.get(f"/{case['case_no']}/insured-list/findings", language=language))["items"]
        assert (found["row"], found["column"], found["code"]) == (3, "consent", rule.code)
        assert found["text"] == getattr(rule.text, language)
        assert (found["law"], found["basis"], found["mark"]) == ("LAW34", rule.basis, "V")


def added(cells: tuple[str, ...]) -> dict[str, str]:
    names = ("name", "sex", "born_on", "id_type", "id_number", "guardian", "relation", "consent")
    return dict(zip(names, cells, strict=True))


@pytest.mark.parametrize(
    ("product", "cells", "field", "rule"),
    [
        (HOSPITAL, row(), "relation", "insurable-interest"),
        (ACCIDENT, row(relation="职工"), "consent", "insured-unsigned"),
        (PUPILS, row(SEVEN, consent="是"), "relation", "child-insured-by-organisation"),
    ],
)
async def test_additions_are_held_against_the_law_as_well(
    desk: GroupDesk, product: str, cells: tuple[str, ...], field: str, rule: str
):
    case = await desk.accept(product=product, **FIRM)
    law = next(each for each in RULES if each.code == rule)
    async with desk.counter.nothing_written():
        answer = await desk.post(f"/{case['case_no']}/additions", Role.TELLER, {"persons": [added(cells)]})
        problem = refused(answer, 422, "rule-broken", field=f"persons.0.{field}", rule=rule, law=law.rule_id)
    assert (problem["detail"], problem["basis"], problem["mark"]) == (law.text.en, law.basis, law.mark)


async def test_who_they_are_and_that_they_agreed_stays_on_record(desk: GroupDesk):
    case = await desk.accept(product=HOSPITAL, **FIRM)
    rows = [row(relation="员工", number="E98765431"), row(relation="家属", consent="同意", number="E98765432")]
    case, _ = await desk.import_list(case, csv_of(rows, COLUMNS))
    shown = (await desk.get(f"/{case['case_no']}/insured"))["items"]
    assert [(each["relation"], each["consented"]) for each in shown] == [("employee", False), ("other", True)]
    pooled, _ = await desk.import_list(await desk.accept(), csv_of([row(SEVEN), row(number="E1")][:1], COLUMNS))
    (child,) = (await desk.get(f"/{pooled['case_no']}/insured"))["items"]
    assert (child["relation"], child["consented"]) == ("child", True)


async def insure(counter: Counter, cells: tuple[str, ...], sum_assured_fen: int) -> Case:
    """An application for somebody of a list, by their parent."""
    child = PERSON | dict(zip(("name", "sex", "born_on", "id_type", "id_number"), cells, strict=False))
    child |= {"sex": "male", "id_type": "resident_id"}
    return await counter.accept(insured=child, sum_assured_fen=sum_assured_fen, **THEIR_CHILD)


CAP = 50 * WAN  # of pupils of ten and older; the list's product adds 10


@pytest.mark.parametrize("over_fen", [0, 1])
async def test_a_childs_cover_elsewhere_with_us_counts_for_the_row(desk: GroupDesk, over_fen: int):
    first = await insure(desk.counter, pupil(1), CAP - 10 * WAN + over_fen)
    case, _ = await desk.import_list(await desk.accept(), csv_of(pupils(3)))
    found = await desk.findings(case)
    assert [(each["row"], each["column"], each["code"]) for each in found] == [
        (3, "id_number", "minor-sum-cap")
    ] * over_fen
    if over_fen:
        assert "200,000" in found[0]["text"]
        assert "500,000" in found[0]["text"]
        assert found[0]["law"] == "MINOR"
        await desk.counter.step(first, "withdrawal", Role.TELLER, {"reason": "customer-request"})
        again, _ = await desk.import_list(case, csv_of(pupils(3)))
        assert again["heads"] == 3


@pytest.mark.parametrize(("take", "heads"), [("all", 0), ("good", 3 * CHUNK_ROWS - 1)])
async def test_a_child_insured_elsewhere_while_the_list_is_worked_on_is_found(desk: GroupDesk, take: str, heads: int):
    rows = pupils(3 * CHUNK_ROWS)
    case = await desk.accept()
    assert (await desk.hand_in(case, csv_of(rows), take)).status_code == 202
    await stopped_at(desk, "storing", 0)
    await insure(desk.counter, rows[-1], CAP - 10 * WAN + 1)
    await desk.work()
    case = await desk.get(f"/{case['case_no']}")
    assert (case["status"], case["heads"]) == ("received" if heads else "awaiting_list", heads)
    assert len(await insured_of(desk.counter, case)) == heads
    assert [(each["row"], each["code"]) for each in await desk.findings(case)] == [(len(rows) + 1, "minor-sum-cap")]
