"""Manual underwriting (人工核保): what is referred, who may decide, notices to the customer, the conclusion."""

from datetime import timedelta
from typing import Any

import pytest

from services.intake.applications.commands.decisions import MOST_NOTICES
from services.intake.applications.underwriting import REFERRALS
from shared.auth import Role
from tests.intake.counter import KEYED, PERSON, Case, Counter, refused

WAN = 1_000_000
SENIOR = {"recording_no": "SL-2026-0001"}
SINGLE = {"payment_mode": "single", "pay_years": 1}
APPROVE = {"outcome": "approve", "code": "standard"}

# fmt: off
REFERRED = [
    # the form, what is keyed, and why a person must see it; each with its neighbour that passes
    ({},                                    {"health_disclosed": True},          ["health-disclosed"]),
    ({"sum_assured_fen": 50 * WAN},         {},                                  []),
    ({"sum_assured_fen": 50 * WAN + 1},     {},                                  ["sum-over-auto"]),
    (SENIOR | {"policyholder": PERSON | {"born_on": "1965-10-12"}},  {},         ["age-over-60"]),
    (SENIOR | {"policyholder": PERSON | {"born_on": "1965-10-13"}},  {},         []),
    ({},                                    {"occupation_class": 5},             ["occupation-risky"]),
    ({},                                    {"occupation_class": 4},             []),
    ({},                                    {"annual_income_fen": 1_799_999},    ["premium-to-income"]),
    ({},                                    {"annual_income_fen": 1_800_000},    []),
    ({"payment_mode": "monthly"},           {"annual_income_fen": 21_600_000},   []),
    ({"payment_mode": "monthly"},           {"annual_income_fen": 21_599_999},   ["premium-to-income"]),
    (SINGLE,                                {"annual_income_fen": 90_000},       []),
    (SINGLE,                                {"annual_income_fen": 89_999},       ["single-to-income"]),
    ({"sum_assured_fen": 51 * WAN},         {"health_disclosed": True},          ["health-disclosed", "sum-over-auto"]),
]
# fmt: on


def tagged(case: Case) -> dict[str, str]:
    return {"If-Match": f'"{case["version"]}"'}


def test_every_reason_of_the_table_is_tried_here():
    assert {code for _, _, codes in REFERRED for code in codes} == {rule.code for rule in REFERRALS}


@pytest.mark.parametrize(("form", "keyed", "reasons"), REFERRED)
async def test_the_rules_refer_what_a_person_must_see(
    counter: Counter, form: dict[str, Any], keyed: dict[str, Any], reasons: list[str]
):
    case = await counter.scanned(await counter.accept(**form))
    figures = {name: case[name] for name in ("premium_fen", "sum_assured_fen")}
    case = await counter.reviewed(await counter.step(case, "keying", Role.TELLER, KEYED | figures | keyed))
    assert case["referral_reasons"] == reasons
    expected = ("in_underwriting", "manual", None) if reasons else ("awaiting_premium", "auto", "standard")
    assert (case["status"], case["underwriting"], case["decision"]) == expected


# fmt: off
AUTHORITY = [
    (60 * WAN,      "province", "350322", 403),
    (60 * WAN,      "province", "3503",   403),
    (60 * WAN,      "province", "35",     200),
    (300 * WAN,     "province", "35",     200),
    (300 * WAN + 1, "head",     "35",     403),
    (300 * WAN + 1, "head",     "*",      200),
]
# fmt: on


@pytest.mark.parametrize(("sum_assured_fen", "level", "org", "status"), AUTHORITY)
async def test_a_level_decides_up_to_its_limit(
    counter: Counter, sum_assured_fen: int, level: str, org: str, status: int
):
    case = await counter.reviewed(await counter.keyed(sum_assured_fen=sum_assured_fen))
    assert case["underwriting_level"] == level
    before = await counter.rows()
    answer = await counter.underwrite(case, "decision", APPROVE, org, **tagged(case))
    if status == 403:
        refused(answer, 403, "forbidden", rule="authority-limit", level=level)
        assert await counter.rows() == before
    assert answer.status_code == status


async def test_a_case_escalated_is_for_the_head_office(counter: Counter):
    case = await counter.referred()
    below = await counter.underwrite(case, "escalation", org="350322")
    refused(below, 403, "forbidden", rule="authority-limit", level="province")
    case = (await counter.underwrite(case, "escalation")).json()
    assert (case["status"], case["underwriting_level"]) == ("in_underwriting", "head")
    async with counter.nothing_written():
        answer = await counter.underwrite(case, "decision", APPROVE, "35", **tagged(case))
        refused(answer, 403, "forbidden", rule="authority-limit", level="head")
        refused(await counter.underwrite(case, "escalation"), 403, "forbidden", rule="authority-limit", level="head")
        at_the_top = await counter.underwrite(case, "escalation", org="*")
        refused(at_the_top, 422, "rule-broken", rule="level-above")
    case = (await counter.underwrite(case, "decision", APPROVE, "*", **tagged(case))).json()
    assert case["status"] == "awaiting_premium"
    refused(await counter.underwrite(case, "escalation"), 409, "illegal-transition", action="escalate")


# fmt: off
CONCLUSIONS = [
    ({"outcome": "approve", "code": "standard"},                          "awaiting_premium", None),
    ({"outcome": "approve", "code": "rated", "premium_fen": 420_000},     "awaiting_premium", None),
    ({"outcome": "approve", "code": "excluded"},                          "awaiting_premium", None),
    ({"outcome": "approve", "code": "limited"},                           "awaiting_premium", None),
    ({"outcome": "decline", "code": "declined"},                          "declined",         "declined"),
    ({"outcome": "postpone", "code": "postponed"},                        "postponed",        "postponed"),
]
# fmt: on


@pytest.mark.parametrize(("body", "status", "outcome"), CONCLUSIONS, ids=[row[0]["code"] for row in CONCLUSIONS])
async def test_the_conclusion_moves_the_case(counter: Counter, body: dict[str, Any], status: str, outcome: str | None):
    case = await counter.referred()
    case = (await counter.underwrite(case, "decision", body, **tagged(case))).json()
    assert (case["status"], case["outcome"], case["decision"]) == (status, outcome, body["code"])
    assert (case["handler"], case["premium_fen"]) == ("S-underwriter", body.get("premium_fen", 360_000))
    assert (case["closed_at"] is None) == (outcome is None)


# fmt: off
UNFIT = [
    ({"outcome": "approve", "code": "declined"},                       "invalid-request"),
    ({"outcome": "decline", "code": "standard"},                       "invalid-request"),
    ({"outcome": "approve", "code": "rated"},                          "invalid-request"),
    ({"outcome": "approve", "code": "standard", "premium_fen": 1},     "invalid-request"),
    ({"outcome": "approve", "code": "rated", "premium_fen": 360_000},  "rule-broken"),
]
# fmt: on


@pytest.mark.parametrize(("body", "slug"), UNFIT)
async def test_a_conclusion_that_contradicts_itself_is_refused(counter: Counter, body: dict[str, Any], slug: str):
    case = await counter.referred()
    async with counter.nothing_written():
        refused(await counter.underwrite(case, "decision", body, **tagged(case)), 422, slug)
        refused(await counter.underwrite(case, "decision", APPROVE), 428, "precondition-missing")


async def test_a_notice_is_sent_told_and_answered(counter: Counter):
    case = await counter.noticed("medical")
    assert (case["status"], case["waiting"]) == ("awaiting_answer", "notice")
    counter.time.advance(timedelta(hours=2))
    case = await counter.step(case, "notice-told", Role.TELLER, {"no": 1})
    counter.time.advance(timedelta(days=3))
    case = await counter.step(case, "notice-answer", Role.TELLER, {"no": 1})
    assert (case["status"], case["waiting"]) == ("in_underwriting", None)
    times = ("2026-10-12T01:00:00Z", "2026-10-12T03:00:00Z", "2026-10-15T03:00:00Z")
    notice = dict(zip(("sent_at", "told_at", "answered_at"), times, strict=True))
    assert case["notices"] == [{"no": 1, "type": "medical", "status": "answered"} | notice]


async def test_the_case_goes_back_to_its_underwriter_with_the_last_answer(counter: Counter):
    case = await counter.noticed("medical", "financial")
    case = await counter.step(case, "notice-answer", Role.TELLER, {"no": 2})
    assert (case["status"], [n["status"] for n in case["notices"]]) == ("awaiting_answer", ["sent", "answered"])
    case = await counter.step(case, "notice-answer", Role.TELLER, {"no": 1})
    assert case["status"] == "in_underwriting"
    actions = [event.type.split(".")[2] for event in await counter.events(case)][-3:]
    assert actions == ["noticed", "noticed", "referred"]


async def test_a_notice_is_answered_once_and_told_before_its_answer(counter: Counter):
    case = await counter.noticed("medical", "documents")
    case = await counter.step(case, "notice-answer", Role.TELLER, {"no": 1})
    path = f"/{case['case_no']}"
    async with counter.nothing_written():
        refused(await counter.post(f"{path}/notice-answer", Role.TELLER, {"no": 1}), 409, "conflict", field="no")
        refused(await counter.post(f"{path}/notice-told", Role.TELLER, {"no": 1}), 409, "conflict", field="no")
        refused(await counter.post(f"{path}/notice-told", Role.TELLER, {"no": 3}), 404, "not-found", field="no")
        answer = await counter.underwrite(case, "decision", APPROVE, **tagged(case))
        refused(answer, 409, "illegal-transition", action="approve")


async def test_the_notices_of_a_case_are_bounded(counter: Counter):
    case = await counter.noticed(*["documents"] * MOST_NOTICES)
    async with counter.nothing_written():
        answer = await counter.underwrite(case, "notices", {"type": "documents"})
        refused(answer, 422, "rule-broken", rule="notices-bounded")


async def test_a_withdrawal_ends_the_open_notices(counter: Counter):
    case = await counter.noticed("medical", "survey")
    case = await counter.step(case, "notice-answer", Role.TELLER, {"no": 1})
    case = await counter.step(case, "withdrawal", Role.TELLER, {"reason": "customer-request"})
    assert [notice["status"] for notice in case["notices"]] == ["answered", "expired"]
