"""The law on new business (投保合规): what is refused, what is warned of, and the table as it is shown."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.intake.law.rules import EVERY, NOT_ASKED, RULES, Proposal, broken
from shared.auth import Role
from shared.identifiers import check_character
from tests.intake.counter import CHILD, ORG, PERSON, THEIR_CHILD, Case, Counter, refused

WAN = 1_000_000
TODDLER = CHILD | {"born_on": "2018-10-13", "id_number": "E20000001"}  # seven on the day of the form
BABY = {"insured": TODDLER} | THEIR_CHILD
AT_TEN = {"insured": CHILD | {"born_on": "2016-10-12"}} | THEIR_CHILD
BELOW_TEN = {"insured": CHILD | {"born_on": "2016-10-13"}} | THEIR_CHILD
AT_SEVENTEEN = {"insured": CHILD | {"born_on": "2008-10-13"}} | THEIR_CHILD
ADULT_CHILD = {"insured": CHILD | {"born_on": "2008-10-12"}, "relation": "child", "insured_signed": True}
STAFF = {"insured": PERSON | {"id_number": "E55554444"}, "relation": "employee", "insured_signed": True}
HEIR = CHILD | {"share_percent": 100}
HEALTH = {"product": "L1003", "product_name": "康宁终身重大疾病保险"}


def stranger(**changes: Any) -> dict[str, Any]:
    return {"insured": PERSON | {"id_number": "E55554444"}, "relation": "other"} | changes


# fmt: off
REFUSED = [
    # the form, by which law and rule; each with its neighbour that passes
    (stranger(),                                                  "LAW31", "insurable-interest"),
    (stranger(insured_signed=True),                               None,    None),
    (BABY | {"relation": "dependant", "guardian_signed": False},  "LAW33", "child-insured-by-others"),
    (BABY | {"relation": "dependant", "insured_signed": True},    None,    None),
    (BABY | {"relation": "other", "guardian_signed": True},       None,    None),
    (BABY | {"relation": "dependant", "guardian_signed": False} | HEALTH, None, None),
    (STAFF | {"beneficiaries": [HEIR | {"relation": "other"}]},   "LAW39", "employer-names-stranger"),
    (STAFF | {"beneficiaries": [HEIR | {"relation": "sibling"}]}, None,    None),
    (BELOW_TEN | {"sum_assured_fen": 20 * WAN},                   None,    None),
    (BELOW_TEN | {"sum_assured_fen": 20 * WAN + 1},               "MINOR", "minor-sum-cap"),
    (BELOW_TEN | {"sum_assured_fen": 20 * WAN + 1} | HEALTH,      None,    None),
    (BELOW_TEN | {"sum_assured_fen": 10 * WAN, "cover_elsewhere_fen": 10 * WAN},     None, None),
    (BELOW_TEN | {"sum_assured_fen": 10 * WAN, "cover_elsewhere_fen": 10 * WAN + 1}, "MINOR", "minor-sum-cap"),
    (AT_TEN | {"sum_assured_fen": 50 * WAN},                      None,    None),
    (AT_TEN | {"sum_assured_fen": 50 * WAN + 1},                  "MINOR", "minor-sum-cap"),
    (AT_SEVENTEEN | {"sum_assured_fen": 50 * WAN + 1},            "MINOR", "minor-sum-cap"),
    (ADULT_CHILD | {"sum_assured_fen": 50 * WAN + 1},             None,    None),
]
# fmt: on


def test_every_refusal_and_warning_of_the_table_is_tried_here():
    tried = {rule for _, _, rule in REFUSED if rule}
    asked = [rule for rule in RULES if "individual_long_term" in rule.lines]
    assert tried == {rule.code for rule in asked if rule.then == "refuse"}
    assert {code for _, codes in WARNED for code in codes} == {rule.code for rule in asked if rule.then == "warn"}


def test_why_a_row_is_not_asked_of_a_line_is_told_of_each_and_of_no_other():
    told = [(code, line) for each in NOT_ASKED for code in each.codes for line in each.lines]
    assert sorted(told) == sorted({(rule.code, line) for rule in RULES for line in EVERY if line not in rule.lines})


@pytest.mark.parametrize(("form", "law", "rule"), REFUSED)
async def test_what_the_law_refuses_is_not_taken_in(
    counter: Counter, form: dict[str, Any], law: str | None, rule: str | None
):
    if law is None:
        assert (await counter.accept(**form))["case_no"]
        return
    async with counter.nothing_written():
        answer = await counter.post("", Role.TELLER, counter.form(**form))
        problem = refused(answer, 422, "rule-broken", law=law, rule=rule)
    row = next(each for each in RULES if each.code == rule)
    assert problem["field"] == row.fields[0]
    assert (problem["basis"], problem["mark"]) == (row.basis, row.mark)
    assert ("not verified" in row.text.en) == (row.mark != "V"), "what isn't verified says so"
    assert problem["detail"] in {each.text.en for each in RULES if each.code == rule}


async def test_a_correction_is_held_against_the_law_as_well(counter: Counter):
    case = await counter.accept(mandate_signed=False, **BELOW_TEN)
    form = counter.form(form_no=case["form_no"], **BELOW_TEN | {"sum_assured_fen": 20 * WAN + 1})
    async with counter.nothing_written():
        answer = await counter.post(f"/{case['case_no']}/supplement", Role.TELLER, {"form": form})
        refused(answer, 422, "rule-broken", law="MINOR")
    fits = form | {"sum_assured_fen": 20 * WAN}
    case = await counter.step(case, "supplement", Role.TELLER, {"form": fits})
    assert (case["status"], case["sum_assured_fen"]) == ("received", 20 * WAN), "its own sum counts once"


async def test_a_childs_cover_adds_up_over_open_and_issued_applications(counter: Counter):
    first = await counter.accept(**BELOW_TEN | {"sum_assured_fen": 12 * WAN})
    await counter.accept(**BELOW_TEN | {"sum_assured_fen": 60 * WAN} | HEALTH)  # pays nothing on death
    other = BELOW_TEN | {"insured": CHILD | {"born_on": "2016-10-13", "id_number": "E29999999"}}
    await counter.accept(**other | {"sum_assured_fen": 20 * WAN})  # another child
    more = BELOW_TEN | {"sum_assured_fen": 8 * WAN + 1}
    async with counter.nothing_written():
        refused(await counter.post("", Role.TELLER, counter.form(**more)), 422, "rule-broken", rule="minor-sum-cap")
    await counter.step(first, "withdrawal", Role.TELLER, {"reason": "customer-request"})
    assert (await counter.accept(**more))["status"] == "received"


RESIDENT = {"id_type": "resident_id", "id_number": "35032219850304123" + check_character("35032219850304123")}
WARNED = [
    ({}, ["age-unproven"]),
    ({"policyholder": PERSON | RESIDENT}, []),
    (BELOW_TEN, ["age-unproven", "minor-cover-undeclared"]),
    (BELOW_TEN | {"cover_elsewhere_fen": 0}, ["age-unproven"]),
    (BELOW_TEN | HEALTH, ["age-unproven"]),
]


@pytest.mark.parametrize(("form", "codes"), WARNED)
async def test_what_the_law_warns_of_is_told_and_announced(counter: Counter, form: dict[str, Any], codes: list[str]):
    case = await counter.accept(**form)
    assert [each["code"] for each in case["warnings"]] == codes
    for each in case["warnings"]:
        assert each["text"]["zh"]
        assert each["text"]["en"]
        assert each["mark"] == next(rule.mark for rule in RULES if rule.code == each["code"])
    assert json.loads((await counter.events(case))[-1].data)["warnings"] == codes
    assert (await counter.case(case))["warnings"] == case["warnings"]


async def test_a_recording_is_kept_as_long_as_its_term_asks(counter: Counter):
    case = await counter.accept(recording_no="SL-2026-0001")
    assert (case["recording_no"], case["recording_keep_years"]) == ("SL-2026-0001", 10)
    assert (await counter.accept())["recording_keep_years"] is None


@pytest.mark.parametrize(
    "form",
    [
        {"relation": "spouse"},
        {"relation": "self", "insured": PERSON | {"id_number": "E55554444"}},
        {"relation": "child", "insured": PERSON},
    ],
)
async def test_a_relation_fits_the_insured_named(counter: Counter, form: dict[str, Any]):
    async with counter.nothing_written():
        answer = await counter.post("", Role.TELLER, counter.form(**form))
        problem = refused(answer, 422, "invalid-request")
        assert [each["rule"] for each in problem["errors"]] == ["relation-fits-insured"]


@pytest.mark.parametrize("other", [{"name": "王小明"}, {"born_on": "2021-01-01"}, {"sex": "female"}])
async def test_ones_own_number_beside_another_persons_name_is_no_way_round_the_law(
    counter: Counter, other: dict[str, Any]
):
    insured = PERSON | other | {"id_number": PERSON["id_number"].lower()}
    answer = await counter.post("", Role.TELLER, counter.form(insured=insured))
    problem = refused(answer, 422, "invalid-request")
    assert [each["rule"] for each in problem["errors"]] == ["one-number-one-person"]


async def test_the_table_is_shown_with_basis_and_mark(counter: Counter):
    async def shown(**params: str) -> Case:
        answer = await counter.http.get("/v1/legal-rules", params=params, headers=counter.token(Role.TELLER))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    table = await shown()
    assert [row["code"] for row in table["rules"]] == [rule.code for rule in RULES]
    assert [row["lines"] for row in table["rules"]] == [list(rule.lines) for rule in RULES]
    assert [row["codes"] for row in table["not_asked"]] == [list(row.codes) for row in NOT_ASKED]
    assert all(row["verified"] == (row["mark"] == "V") and row["basis"] for row in table["rules"])
    assert [(row["over_a_year"], row["years"]) for row in table["retention"]] == [(False, 5), (True, 10)]
    in_2015 = await shown(on="2015-12-31")
    assert {row["rule_id"] for row in in_2015["rules"]} == {"LAW31", "LAW32", "LAW33", "LAW34", "LAW39"}
    assert ORG not in str(table)


PROPOSAL = Proposal(
    line="individual_long_term", on=date(2026, 10, 12), relation="self", policyholder_age=60, insured_age=60,
    age_proven=True, sum_assured_fen=1, pays_on_death=True, over_a_year=True, cover_elsewhere_fen=None,
    insured_signed=False, guardian_signed=False,
)  # fmt: skip


def test_a_row_holds_from_its_first_day_to_its_last():
    rule = next(rule for rule in RULES if rule.code == "recording-missing")
    assert [each.code for each in broken(PROPOSAL, "mend")] == ["recording-missing"]
    assert not broken(replace(PROPOSAL, over_a_year=False), "mend"), "short terms need no recording"
    assert not rule.breaks(replace(PROPOSAL, on=date(2017, 10, 31)))
    assert rule.breaks(replace(PROPOSAL, on=date(2017, 11, 1)))
    ended = replace(rule, effective_to=date(2026, 10, 11))
    assert not ended.breaks(PROPOSAL)
    assert ended.breaks(replace(PROPOSAL, on=date(2026, 10, 11)))
