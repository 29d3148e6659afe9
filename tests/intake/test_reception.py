"""The form at the counter (收单受理): each coded check with its defect, mending, return, and reminders."""

from typing import Any

import pytest

from services.intake.applications.commands import reception
from services.intake.applications.form_checks import CHECKS
from shared.auth import Role
from tests.intake.counter import CHILD, ORG, PERSON, THEIR_CHILD, Counter, refused

HEIR = CHILD | {"share_percent": 50}
HEIR_ALONE = CHILD | {"share_percent": 100}
AGREED = {"beneficiaries_agreed": True}
RECORDED = {"recording_no": "SL-2026-0001"}


def holder(**changes: Any) -> dict[str, Any]:
    return {"policyholder": PERSON | changes}


def minor(**changes: Any) -> dict[str, Any]:
    return {"insured": CHILD | changes} | THEIR_CHILD


def insured(**changes: Any) -> dict[str, Any]:
    """An adult who signed, insured by a spouse."""
    return {"insured": PERSON | {"id_number": "E55554444"}, "relation": "spouse", "insured_signed": True} | changes


BRIDE = PERSON | {"id_number": "E55554444", "born_on": "2006-10-13"}  # 19 on the day of the form


def altered(field: str, countersigned: bool) -> dict[str, Any]:
    return {"alterations": [{"field": field, "countersigned": countersigned}]}


MEND, ANEW, BACK = "awaiting_supplement", "awaiting_replacement", "returned"

# fmt: off
DEFECTS: list[tuple[dict[str, Any], str, list[str], str]] = [
    (altered("outlet", False),             "irregular-alteration", ["outlet"],                  MEND),
    ({"product_name": "福满两全险"},       "product-name-off",     ["product_name"],            MEND),
    (holder(address="鲤城街道"),           "address-off",          ["policyholder.address"],    MEND),
    (minor(address="福建省莆田市"),        "address-off",          ["insured.address"],         MEND),
    (holder(account_no=None),              "account-missing",      ["policyholder.account_no"], MEND),
    (minor() | {"guardian_signed": False}, "guardian-unsigned",    ["guardian_signed"],         MEND),
    ({"mandate_signed": False},            "mandate-unsigned",     ["mandate_signed"],          MEND),
    (altered("premium", True),             "key-field-altered",    ["premium"],                 ANEW),
    (altered("sum_assured", False),        "key-field-altered",    ["sum_assured"],             ANEW),
    ({"policyholder_signed": False},       "unsigned",             ["policyholder_signed"],     BACK),
    (holder(born_on="1955-03-04") | RECORDED, "age-outside-product", ["insured.born_on"],       BACK),
    (insured(relation=None),               "relation-missing",     ["relation"],                MEND),
    (minor(id_number="E10000001") | {"relation": None}, "relation-missing", ["relation"],              MEND),
    (insured(insured_signed=False),        "insured-unsigned",     ["insured_signed"],          MEND),
    (insured(insured=BRIDE),               "spouse-under-age",     ["relation"],                MEND),
    (insured(beneficiaries=[HEIR_ALONE]),  "beneficiaries-not-agreed", ["beneficiaries_agreed"], MEND),
    (insured(relation="employee", beneficiaries=[HEIR_ALONE], beneficiaries_agreed=True),
                                           "beneficiary-kin-missing", ["beneficiaries"],        MEND),
    (holder(born_on="1966-10-12"),         "recording-missing",    ["recording_no"],            MEND),
]
# fmt: on


def test_every_check_of_the_table_is_tried_here():
    assert {code for _, code, _, _ in DEFECTS} == {check.code for check in CHECKS if check.find}


@pytest.mark.parametrize(("changes", "code", "fields", "then"), DEFECTS, ids=[f"{row[1]}-{row[2]}" for row in DEFECTS])
async def test_a_defect_is_found_and_asked_to_be_mended(
    counter: Counter, changes: dict[str, Any], code: str, fields: list[str], then: str
):
    case = await counter.accept(**changes)
    assert case["status"] == then
    assert [(d["code"], d["fields"], d["by"], d["found_in"]) for d in case["defects"]] == [
        (code, fields, "A10023", "reception")
    ]


WHOLE = {
    "plain": {},
    "countersigned": altered("outlet", True),
    "cash": holder(account_no=None) | {"payment_method": "cash", "mandate_signed": False},
    "minor": minor(),
    "insured adult": insured(beneficiaries=[HEIR_ALONE], beneficiaries_agreed=True),
    "insured by name and self": {"insured": PERSON},
    "health cover unsigned": insured(insured_signed=False, product="L1003", product_name="康宁终身重大疾病保险"),
    "minor's guardian names": minor(id_number="E10000002") | {"beneficiaries": [HEIR_ALONE]},
    "employee's kin": insured(relation="employee", beneficiaries=[HEIR_ALONE | {"relation": "child"}]) | AGREED,
    "just under sixty": holder(born_on="1966-10-13"),
    "senior recorded": holder(born_on="1966-10-12") | RECORDED,
    "beneficiary": {"beneficiaries": [CHILD | {"address": "福建省", "share_percent": 100}]},  # no letter goes there
}


@pytest.mark.parametrize("changes", WHOLE.values(), ids=WHOLE)
async def test_a_form_without_fault_is_received(counter: Counter, changes: dict[str, Any]):
    case = await counter.accept(**changes)
    assert (case["status"], case["defects"], case["closed_at"]) == ("received", [], None)


async def test_all_defects_are_told_at_once_and_the_worst_decides(counter: Counter):
    case = await counter.accept(product_name="福满", mandate_signed=False, **holder(address="鲤城街道"))
    assert [d["code"] for d in case["defects"]] == ["product-name-off", "address-off", "mandate-unsigned"]
    assert len(await counter.events(case)) == 2
    worse = altered("term", False) | {"product_name": "福满"}
    assert (await counter.accept(**worse))["status"] == "awaiting_replacement"
    returned = await counter.accept(policyholder_signed=False, **worse)
    assert (returned["status"], returned["returned"], returned["outcome"]) == ("returned", "severe-defect", "returned")
    assert returned["closed_at"] == "2026-10-12T01:00:00Z"


async def test_a_supplement_is_checked_again_whole(counter: Counter):
    case = await counter.accept(product_name="福满", mandate_signed=False)
    form = counter.form(form_no=case["form_no"], mandate_signed=False)
    case = await counter.step(case, "supplement", Role.TELLER, {"form": form})
    assert case["status"] == "awaiting_supplement"
    case = await counter.step(case, "supplement", Role.TELLER, {"form": form | {"mandate_signed": True}})
    assert (case["status"], case["waiting"], case["version"]) == ("received", None, 5)
    found = [defect["code"] for defect in case["defects"]]
    assert found == ["product-name-off", "mandate-unsigned", "mandate-unsigned"], "what was found once stays counted"
    types = [event.type.split(".")[2] for event in await counter.events(case)]
    assert types == ["accepted", *["supplement-requested", "supplemented"] * 2]


async def test_a_replacement_is_another_printed_form(counter: Counter):
    case = await counter.accept(**altered("premium", True))
    first, form = case["form_no"], counter.form(premium_fen=480_000)
    case = await counter.step(case, "replacement", Role.TELLER, {"form": form})
    assert (case["status"], case["premium_fen"], case["form_no"]) == ("received", 480_000, form["form_no"])
    assert (await counter.accept(form_no=first))["status"] == "received", "the first form's number is free again"


async def test_a_correction_to_cash_needs_no_mandate_page(counter: Counter):
    case = await counter.accept(mandate_signed=False)
    assert case["missing_pages"] == ["form", "id_card", "mandate", "risk_notice"]
    cash = counter.form(form_no=case["form_no"], payment_method="cash")
    case = await counter.step(case, "supplement", Role.TELLER, {"form": cash})
    assert case["missing_pages"] == ["form", "id_card", "risk_notice"]


async def test_a_correction_is_of_the_same_form_and_organisation(counter: Counter):
    case = await counter.accept(mandate_signed=False)
    path, same = f"/{case['case_no']}/supplement", {"form_no": case["form_no"]}
    async with counter.nothing_written():
        answer = await counter.post(path, Role.TELLER, {"form": counter.form()})
        refused(answer, 422, "rule-broken", field="form.form_no", rule="form-stays")
        answer = await counter.post(path, Role.TELLER, {"form": counter.form(org="350323", **same)})
        refused(answer, 422, "rule-broken", field="form.org", rule="org-stays")


async def test_a_form_is_taken_in_once(counter: Counter):
    case = await counter.accept()
    form = counter.form(form_no=case["form_no"])
    waiting = await counter.accept(**altered("premium", True))
    async with counter.nothing_written():
        told = refused(
            await counter.post("", Role.TELLER, form), 409, "conflict", field="form_no", case_no=case["case_no"]
        )
        assert case["case_no"] in told["detail"]
        answer = await counter.post(f"/{waiting['case_no']}/replacement", Role.TELLER, {"form": form})
        refused(answer, 409, "conflict", field="form.form_no", case_no=case["case_no"])


async def test_a_case_number_drawn_twice_is_not_told_as_a_form_taken_in_twice(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
):
    taken = (await counter.accept())["case_no"]
    monkeypatch.setattr(reception, "new_case_no", lambda *_: taken)
    async with counter.nothing_written():
        problem = refused(await counter.post("", Role.TELLER, counter.form()), 409, "conflict")
    assert "field" not in problem


async def test_a_form_given_back_may_come_again(counter: Counter):
    case = await counter.accept()
    given_back = await counter.step(case, "return", Role.REVIEWER, {"reason": "illegible"})
    assert (given_back["status"], given_back["returned"]) == ("returned", "illegible")
    again = await counter.accept(form_no=case["form_no"])
    assert again["case_no"] != case["case_no"]


async def test_the_customer_withdraws(counter: Counter):
    case = await counter.accept()
    gone = await counter.step(case, "withdrawal", Role.TELLER, {"reason": "customer-request"})
    assert (gone["status"], gone["outcome"], gone["withdrawn"]) == ("withdrawn", "withdrawn", "customer-request")
    assert (gone["closed_at"], gone["due_at"], gone["allowed"]) == ("2026-10-12T01:00:00Z", None, [])


# fmt: off
REMINDERS = [
    ({},                                                                 {"fund-account"}),
    ({"payment_method": "cash"},                                         set()),
    (minor(),                                                            {"fund-account", "bring-guardian"}),
    (holder(born_on="1970-03-04"),                                       {"fund-account"}),
    (holder(born_on="1970-03-04") | {"sum_assured_fen": 30_000_000},
                                                       {"fund-account", "book-medical", "tell-same-day"}),
    (holder(account_no="6228480000000000001"),                           {"fund-account", "check-account"}),
]
# fmt: on


@pytest.mark.parametrize(("changes", "reminders"), REMINDERS)
async def test_the_counter_reminds_of_what_will_be_needed(
    counter: Counter, changes: dict[str, Any], reminders: set[str]
):
    assert set((await counter.accept(**changes))["reminders"]) == reminders


# fmt: off
RULES = [
    ({"product": "L9999"},                                "product",                 "product-sold"),
    ({"form_on": "2026-10-13"},                           "form_on",                 "form-dated-by-today"),
    ({"form_on": "2024-10-11"},                           "form_on",                 "form-still-valid"),
    ({"form_on": "0001-01-01"},                           "form_on",                 "form-still-valid"),
    ({"form_on": "9999-12-31"},                           "form_on",                 "form-dated-by-today"),
    (holder(born_on="2026-10-13") | insured(relation="parent"), "policyholder.born_on", "born-before-form"),
    (minor(born_on="2026-10-13"),                         "insured.born_on",         "born-before-form"),
    ({"beneficiaries": [HEIR, HEIR | {"born_on": "2099-01-01"}]}, "beneficiaries.1.born_on", "born-before-form"),
]
# fmt: on


@pytest.mark.parametrize(("changes", "field", "rule"), RULES, ids=[f"{row[1]}-{row[2]}" for row in RULES])
async def test_a_rule_of_the_business_refuses_a_form(counter: Counter, changes: dict[str, Any], field: str, rule: str):
    async with counter.nothing_written():
        refused(
            await counter.post("", Role.TELLER, counter.form(**changes)), 422, "rule-broken", field=field, rule=rule
        )


async def test_the_day_of_the_form_is_the_counters_day(counter: Counter):
    """Before eight in the morning it is still yesterday in UTC; two years may lie between."""
    counter.time.set(counter.time.now().replace(hour=16, minute=30))  # half past midnight of the 13th in China
    assert (await counter.accept(form_on="2026-10-13"))["status"] == "received"
    assert (await counter.accept(form_on="2024-10-13"))["status"] == "received"
    assert ORG in (await counter.accept(form_on="2026-10-12"))["form_no"]
