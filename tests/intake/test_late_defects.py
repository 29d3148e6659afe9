"""A form's defects found after its reception (问题件): who may tell them, what they stop, and the way back."""

from datetime import datetime
from typing import Any

import pytest

from shared.auth import Role
from tests.intake.counter import CHINA, KEYED, PNG, Case, Counter, draw_one_in, refused
from tests.intake.test_clocks import clocks, dues

FIXABLE = {"code": "disclosure-incomplete", "fields": ["health"]}
NEW_FORM = {"code": "key-field-altered", "fields": ["premium"]}
OF_THE_FORM = (("form", 1), ("form", 2), ("mandate", 1))  # scanned anew when the form is mended
SEVERE = {"code": "unsigned", "fields": ["policyholder_signed"]}


def told(*defects: dict[str, Any]) -> dict[str, Any]:
    return {"defects": list(defects)}


def on(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=CHINA)


async def case_in(counter: Counter, stage: str) -> Case:
    """A case whose form passed the checks at reception and now lies at this desk."""
    if stage == "reception":
        return await counter.accept()
    if stage in ("keying", "scan-check"):
        case = await counter.accept()
        await counter.add_pages(case)
        return await counter.step(case, "scanning", Role.TELLER)
    return await (counter.keyed() if stage == "review" else counter.referred())


async def report(counter: Counter, case: Case, role: Role, *defects: dict[str, Any]) -> Case:
    answer = await send(counter, case, role, *defects)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def send(counter: Counter, case: Case, role: Role, *defects: dict[str, Any]) -> Any:
    if role is Role.UNDERWRITER:
        return await counter.underwrite(case, "defects", told(*defects))
    return await counter.post(f"/{case['case_no']}/defects", role, told(*defects))


# fmt: off
DESKS = [
    # found at        by whom may tell it
    ("reception",     {Role.TELLER}),
    ("scan-check",    {Role.TELLER, Role.REVIEWER}),
    ("keying",        {Role.TELLER, Role.REVIEWER}),
    ("review",        {Role.REVIEWER}),
    ("underwriting",  {Role.UNDERWRITER}),
]
# fmt: on
EVERY_DESK = [(stage, role) for stage, roles in DESKS for role in sorted(roles)]


@pytest.fixture(autouse=True)
def sampled(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    at_the_check = "scan-check" in request.node.name
    draw_one_in(monkeypatch, 1 if at_the_check else 2**40)


@pytest.mark.parametrize(("stage", "role"), EVERY_DESK)
@pytest.mark.parametrize(
    ("defect", "status", "waits"),
    [(FIXABLE, "awaiting_supplement", "supplement"), (NEW_FORM, "awaiting_replacement", "replacement")],
)
async def test_a_defect_found_late_asks_for_what_mends_it(
    counter: Counter, stage: str, role: Role, defect: dict[str, Any], status: str, waits: str
):
    case = await report(counter, await case_in(counter, stage), role, defect)
    assert (case["status"], case["waiting"], case["by"]) == (status, waits, f"S-{role}")
    (kept,) = case["defects"]
    assert (kept["code"], kept["fields"], kept["by"]) == (defect["code"], defect["fields"], "A10023")
    assert kept["found_in"] == stage
    assert await counter.timers(case) == {
        "dun": datetime(2026, 10, 15, 17, 30, tzinfo=CHINA),
        "form-deadline": datetime(2026, 11, 12, tzinfo=CHINA),
    }
    assert set(await dues(counter, case)) == {"issue"}, "no desk's clock and no legal one runs on"
    assert await dues(counter, case) == {"issue": "waits"}


@pytest.mark.parametrize(("stage", "roles"), DESKS)
async def test_who_does_not_hold_the_form_cannot_tell_its_defects(counter: Counter, stage: str, roles: set[Role]):
    case = await case_in(counter, stage)
    async with counter.nothing_written():
        for role in {Role.TELLER, Role.REVIEWER, Role.UNDERWRITER, Role.CASHIER, Role.CALLER} - roles:
            refused(await send(counter, case, role, FIXABLE), 403, "forbidden")


async def test_all_defects_are_told_together_and_the_worst_decides(counter: Counter):
    case = await report(counter, await case_in(counter, "review"), Role.REVIEWER, FIXABLE, NEW_FORM)
    assert (case["status"], len(case["defects"])) == ("awaiting_replacement", 2)
    returned = await report(counter, await case_in(counter, "review"), Role.REVIEWER, FIXABLE, SEVERE)
    assert (returned["status"], returned["returned"]) == ("returned", "severe-defect")
    assert [defect["code"] for defect in returned["defects"]] == ["disclosure-incomplete", "unsigned"]


async def test_a_form_is_not_returned_once_it_is_underwritten(counter: Counter):
    case = await case_in(counter, "underwriting")
    async with counter.nothing_written():
        answer = await send(counter, case, Role.UNDERWRITER, FIXABLE, SEVERE)
        refused(answer, 422, "rule-broken", rule="decline-instead", field="defects.1.code")


async def test_a_defect_that_is_told_twice_in_one_report_counts_once(counter: Counter):
    elsewhere = FIXABLE | {"fields": ["income"]}
    case = await report(counter, await case_in(counter, "review"), Role.REVIEWER, FIXABLE, FIXABLE, elsewhere, FIXABLE)
    assert [defect["fields"] for defect in case["defects"]] == [FIXABLE["fields"], ["income"]]


async def test_the_mended_form_takes_the_whole_way_again(counter: Counter):
    """Its old pages stay on record but count no more; what was found at reception and later stays counted."""
    first = await counter.accept(mandate_signed=False, sum_assured_fen=60_000_000)
    form = counter.form(form_no=first["form_no"], sum_assured_fen=60_000_000)
    case = await counter.scanned(await counter.step(first, "supplement", Role.TELLER, {"form": form}))
    case = await counter.step(case, "keying", Role.TELLER, KEYED | {"sum_assured_fen": 60_000_000})
    case = await report(counter, await counter.reviewed(case), Role.UNDERWRITER, FIXABLE)
    assert (case["underwriting"], case["underwriting_level"], case["referral_reasons"]) == (None, None, [])
    lower = form | {"sum_assured_fen": 10_000_000}
    case = await counter.step(case, "supplement", Role.TELLER, {"form": lower})
    assert (case["status"], case["missing_pages"]) == ("received", ["form", "id_card", "mandate", "risk_notice"])
    async with counter.nothing_written():
        refused(await counter.post(f"/{case['case_no']}/scanning", Role.TELLER), 422, "rule-broken")
    for kind, page in OF_THE_FORM:
        await counter.add_page(case, kind, PNG + b" mended", page)
    case = await counter.step(case, "scanning", Role.TELLER)
    assert (case["scans"], case["missing_pages"]) == (5, []), "the identity card is still the same"
    pages = (await counter.get(f"/{case['case_no']}/scans"))["items"]
    assert [page["type"] for page in pages if page["superseded_at"]] == ["form", "form", "mandate"]
    case = await counter.reviewed(await counter.step(case, "keying", Role.TELLER, KEYED))
    assert (case["status"], case["underwriting"], case["underwriting_level"]) == ("awaiting_premium", "auto", None)
    found = [(defect["code"], defect["found_in"]) for defect in case["defects"]]
    assert found == [("mandate-unsigned", "reception"), ("disclosure-incomplete", "underwriting")]


async def test_a_replacement_form_found_wanting_at_review_starts_anew(counter: Counter):
    case = await report(counter, await case_in(counter, "review"), Role.REVIEWER, NEW_FORM)
    form = counter.form(premium_fen=480_000)
    case = await counter.step(case, "replacement", Role.TELLER, {"form": form})
    assert (case["status"], case["form_no"], case["premium_fen"]) == ("received", form["form_no"], 480_000)


async def test_the_clocks_count_from_compliant_documents_anew(counter: Counter):
    case = await case_in(counter, "underwriting")
    counter.time.set(on(14))
    case = await report(counter, case, Role.UNDERWRITER, FIXABLE)
    stopped = await clocks(counter, case)
    assert {id for id, clock in stopped.items() if clock["state"] == "stopped"} == set(stopped) - {"issue"}
    counter.time.set(on(16))
    form = counter.form(form_no=case["form_no"], sum_assured_fen=60_000_000)
    case = await counter.step(case, "supplement", Role.TELLER, {"form": form})
    assert await dues(counter, case) == {
        "issue": "10-21 17:30",  # two working days stood still
        "bsr-nb1": "10-23 17:30",
        "stage-scan": "10-19 17:30",
    }
    for kind, page in OF_THE_FORM:
        await counter.add_page(case, kind, page=page)
    case = await counter.step(case, "scanning", Role.TELLER)
    case = await counter.step(case, "keying", Role.TELLER, KEYED | {"sum_assured_fen": 60_000_000})
    counter.time.set(on(19))
    case = await counter.reviewed(case)
    assert (await dues(counter, case))["bsr-nb3"] == "11-09 17:30", "fifteen days from the new review"
    counter.time.set(on(20))
    case = (await counter.underwrite(case, "notices", {"type": "medical"})).json()
    assert (await dues(counter, case))["bsr-nb2"] == "10-26 17:30", "five days from it"


async def test_a_defect_is_one_of_the_table(counter: Counter):
    case = await case_in(counter, "review")
    async with counter.nothing_written():
        answer = await send(counter, case, Role.REVIEWER, FIXABLE, FIXABLE | {"code": "ugly"})
        problem = refused(answer, 422, "rule-broken", field="defects.1.code", rule="defect-known")
    assert "illegible" in problem["known"]


async def test_a_case_keeps_fifty_defects_at_most(counter: Counter):
    """An event carries no more: then the form goes back."""
    case = await counter.accept()
    for _ in range(5):
        ten = [FIXABLE | {"fields": [f"beneficiaries.{place}"]} for place in range(10)]
        case = await report(counter, case, Role.TELLER, *ten)
        form = {"form": counter.form(form_no=case["form_no"])}
        case = await counter.step(case, "supplement", Role.TELLER, form)
    async with counter.nothing_written():
        answer = await send(counter, case, Role.TELLER, FIXABLE)
        refused(answer, 422, "rule-broken", rule="defects-bounded")
    assert (await counter.step(case, "return", Role.TELLER, {"reason": "too-many-defects"}))["status"] == "returned"
