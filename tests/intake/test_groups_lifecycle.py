"""The steps of the group application through the API, and who may take them."""

from datetime import datetime
from typing import Any

import pytest

from shared.auth import Role
from tests.intake.counter import CHINA, refused
from tests.intake.groups_desk import GroupDesk, csv_of, person_in, pupil, pupils

T, U, MONEY = Role.TELLER, Role.UNDERWRITER, {Role.CASHIER, Role.INTEGRATOR}
REASON = {"reason": "customer-request"}

# fmt: off
ROUTES = [
    # route         roles      body
    ("submission",  {T},       None),
    ("escalation",  {U},       None),
    ("reopening",   {T, U},    REASON),
    ("decision",    {U},       {"outcome": "approve"}),
    ("receipts",    MONEY,     {"amount_fen": 1, "method": "cash"}),
    ("issue",       {T},       None),
    ("return",      {T},       REASON),
    ("withdrawal",  {T},       REASON),
    ("additions",   {T},       {"persons": [person_in(pupil(1))]}),
    ("removals",    {T},       {"party_refs": ["5b0f8a52-3c1d-4f7e-9a66-0c2d8e417b93"]}),
]
# fmt: on


@pytest.mark.parametrize(("route", "roles", "body"), ROUTES)
async def test_a_route_is_for_its_roles_only(desk: GroupDesk, route: str, roles: set[Role], body: Any):
    case = await desk.accept()
    async with desk.counter.nothing_written():
        for role in set(Role) - roles:
            answer = await desk.post(f"/{case['case_no']}/{route}", role, body, **{"Idempotency-Key": "K"})
            refused(answer, 403, "forbidden", needs=sorted(roles))


async def test_forms_and_lists_are_for_tellers_and_another_branch_sees_neither(desk: GroupDesk):
    for role in set(Role) - {T, Role.INTEGRATOR}:
        refused(await desk.post("", role, desk.form()), 403, "forbidden")
    case = await desk.accept()
    for role in set(Role) - {T}:
        refused(await desk.hand_in(case, csv_of(pupils(3)), role=role), 403, "forbidden", needs=["teller"])
    refused(await desk.post("", T, desk.form(), org="350323"), 403, "out-of-scope")
    for read in ("", "/insured-list", "/insured-list/findings", "/insured", "/history", "/sla"):
        token = desk.counter.token(T, "350323")
        path = f"/v1/group-applications/{case['case_no']}{read}"
        refused(await desk.counter.http.get(path, headers=token), 403, "out-of-scope")


async def test_every_route_tells_a_wrong_status_before_anything_else(desk: GroupDesk):
    case = await desk.step(await desk.accept(), "withdrawal", T, REASON)
    async with desk.counter.nothing_written():
        for route, roles, body in ROUTES:
            headers = {"Idempotency-Key": route, "If-Match": f'"{case["version"]}"'}
            answer = await desk.post(f"/{case['case_no']}/{route}", next(iter(roles)), body, **headers)
            refused(answer, 409, "illegal-transition", allowed=[], status_of_case="withdrawn")
        refused(await desk.hand_in(case, csv_of(pupils(3))), 409, "illegal-transition", allowed=[])


async def test_from_the_form_to_the_policy_on_the_same_day(desk: GroupDesk):
    case = await desk.approved(heads=5)
    assert (case["status"], case["heads"], case["premium_fen"], case["sum_assured_fen"]) == (
        "awaiting_premium", 5, 50_000, 50_000_000
    )  # fmt: skip
    paid = (await desk.pay(case)).json()
    issued = await desk.step(paid, "issue")
    assert (issued["status"], issued["outcome"], issued["line"]) == ("issued", "issued", "group")
    assert issued["policy_no"].startswith("TD261012-")
    assert issued["effective_on"] == "2026-10-13"
    told = [event.type.split(".")[2] for event in await desk.counter.events(case)]
    assert told == ["accepted", "list-received", "list-taken", "submitted", "decided", "paid", "issued"]


@pytest.mark.parametrize(
    ("accepted", "due"),
    [
        ("2026-10-12T14:59:59", "2026-10-12"),
        ("2026-10-12T15:00:00", "2026-10-13"),
        ("2026-10-17T10:00:00", "2026-10-19"),
    ],
)
async def test_what_comes_before_the_cut_off_is_due_the_same_day(desk: GroupDesk, accepted: str, due: str):
    desk.counter.time.set(datetime.fromisoformat(accepted).replace(tzinfo=CHINA))
    case = await desk.accept()
    assert datetime.fromisoformat(case["due_at"]).astimezone(CHINA).date().isoformat() == due


async def test_the_clock_stands_still_while_the_premium_is_awaited(desk: GroupDesk):
    case = await desk.approved()
    assert (case["waiting"], case["due_at"]) == ("premium", None)
    assert (await desk.pay(case)).json()["due_at"] is not None


async def test_a_sum_above_the_citys_authority_goes_to_the_province(desk: GroupDesk):
    """G2003: five of 50,000 yuan are the city's; its limit is 50 million, a thousand heads."""
    case = await desk.submitted(heads=1001, product="G2003")
    assert case["underwriting_level"] == "province"
    refused(await desk.decide(case, org="3503"), 403, "forbidden", rule="authority-limit", level="province")
    assert (await desk.decide(case, org="35")).json()["status"] == "awaiting_premium"
    told = [event.type.split(".")[2] for event in await desk.counter.events(case)]
    assert told[-3:] == ["submitted", "escalated", "decided"]


async def test_a_sum_at_the_limit_is_the_citys_and_not_the_countys(desk: GroupDesk):
    case = await desk.submitted(heads=1000, product="G2003")
    assert case["underwriting_level"] == "city"
    refused(await desk.decide(case, org="350322"), 403, "forbidden", rule="authority-limit", level="city")
    assert (await desk.decide(case, org="3503")).json()["decision"] == "standard"


async def test_a_city_underwriter_may_ask_the_province_and_head_office_is_the_last(desk: GroupDesk):
    case = await desk.submitted()
    refused(await desk.post(f"/{case['case_no']}/escalation", U), 403, "forbidden", rule="authority-limit")
    for org, level in (("3503", "province"), ("35", "head")):
        case = await desk.step(case, "escalation", U, org=org)
        assert case["underwriting_level"] == level
    refused(await desk.post(f"/{case['case_no']}/escalation", U, org="*"), 422, "rule-broken", rule="level-above")


async def test_a_declined_case_is_at_its_end(desk: GroupDesk):
    case = (await desk.decide(await desk.submitted(), "decline")).json()
    assert (case["status"], case["outcome"], case["due_at"]) == ("declined", "declined", None)


async def test_a_group_has_three_heads_or_more(desk: GroupDesk):
    case = await desk.listed(heads=2)
    answer = await desk.post(f"/{case['case_no']}/submission")
    refused(answer, 422, "rule-broken", rule="group-of-three", field="heads")


@pytest.mark.parametrize("off", [-1, 1])
async def test_the_premium_is_taken_in_full_only(desk: GroupDesk, off: int):
    case = await desk.approved()
    async with desk.counter.nothing_written():
        answer = await desk.pay(case, case["premium_fen"] + off)
    refused(answer, 422, "rule-broken", rule="premium-in-full", field="amount_fen")


async def test_a_reopened_list_is_underwritten_anew(desk: GroupDesk):
    case = await desk.step(await desk.approved(), "reopening", U, {"reason": "heads-differ"}, org="3503")
    assert (case["status"], case["decision"], case["reopened"]) == ("received", None, "heads-differ")
    case = await desk.step(case, "additions", T, {"persons": [person_in(pupil(77))]})
    assert (case["heads"], case["premium_fen"]) == (6, 60_000)
    assert (await desk.step(case, "submission"))["underwriting_level"] == "city"


async def test_a_paid_group_is_withdrawn_and_its_premium_waits_to_be_paid_back(desk: GroupDesk):
    case = (await desk.pay(await desk.approved())).json()
    assert (case["status"], case["allowed"]) == ("paid", ["issue", "withdraw"])
    case = await desk.step(case, "withdrawal", T, REASON)
    assert (case["status"], case["due_at"]) == ("withdrawn", None)
    headers = desk.counter.token(Role.CASHIER)
    answer = await desk.counter.http.get("/v1/receipts", headers=headers, params={"case_no": case["case_no"]})
    (receipt,) = answer.json()["items"]
    assert (receipt["suspended_fen"], receipt["suspended_why"]) == (case["premium_fen"], "refund-due")


@pytest.mark.parametrize("status", ["awaiting_list", "awaiting_premium"])
async def test_who_does_not_answer_in_thirty_days_is_withdrawn(desk: GroupDesk, status: str):
    if status == "awaiting_premium":
        case = await desk.approved()
    else:
        case, _ = await desk.import_list(await desk.accept(), csv_of([("", *pupil(1)[1:])]))
    assert case["status"] == status
    await desk.counter.until(datetime(2026, 11, 10, 9, tzinfo=CHINA))
    assert (await desk.get(f"/{case['case_no']}"))["status"] == status
    await desk.counter.until(datetime(2026, 11, 12, 9, tzinfo=CHINA))
    ended = await desk.get(f"/{case['case_no']}")
    assert (ended["status"], ended["outcome"]) == ("withdrawn", "withdrawn")
    assert ended["withdrawn"] in ("list-not-mended", "premium-unpaid")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"product": "L1001"}, "product-sold"),
        ({"form_on": "2026-10-13"}, "form-dated-by-today"),
        ({"form_on": "2026-04-01"}, "form-still-valid"),
        ({"starts_on": "2027-10-12"}, "start-in-reach"),
        ({"starts_on": "2026-10-11"}, "start-in-reach"),
    ],
)
async def test_a_form_that_breaks_a_rule_is_refused(desk: GroupDesk, changes: dict[str, str], rule: str):
    async with desk.counter.nothing_written():
        answer = await desk.post("", T, desk.form(**changes))
    refused(answer, 422, "rule-broken", rule=rule, field=next(iter(changes)))


async def test_a_credit_code_with_a_wrong_check_character_is_refused(desk: GroupDesk):
    answer = await desk.post("", T, desk.form(credit_code="91350100M000100Y44"))
    assert refused(answer, 422, "invalid-request")["errors"][0]["rule"] == "credit-code-check"


async def test_a_form_is_one_case_until_that_ended_without_a_policy(desk: GroupDesk):
    case = await desk.accept()
    again = desk.form(form_no=case["form_no"])
    refused(await desk.post("", T, again), 409, "conflict", rule="one-case-a-form", case_no=case["case_no"])
    await desk.step(case, "return", T, REASON)
    assert (await desk.post("", T, again)).status_code == 201


async def test_cover_begins_on_the_day_asked_for_or_the_day_after_issue(desk: GroupDesk):
    for asked, begins in (("2026-11-01", "2026-11-01"), ("2026-10-12", "2026-10-13")):
        case = (await desk.pay(await desk.approved(starts_on=asked), key=asked)).json()
        assert (await desk.step(case, "issue"))["effective_on"] == begins


async def test_cases_are_listed_by_status_and_organisation_code(desk: GroupDesk):
    case = await desk.accept()
    await desk.step(await desk.accept(), "return", T, REASON)
    for asked in ({"status": "received"}, {"form_no": case["form_no"]}):
        assert [each["case_no"] for each in (await desk.get("", **asked))["items"]] == [case["case_no"]]
    assert len((await desk.get("", credit_code=case["credit_code"]))["items"]) == 2
