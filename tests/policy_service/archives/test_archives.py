"""A voucher that the system lacks: from the counter through the archives to a policy, or to a reasoned negative."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from shared.auth import Role
from shared.tables import case_events, pii_reads
from shared.testing.alone import Alone
from tests.policy_service.archives.room import DRAFT, FORM, FOUND, HOLDER, MISSED, PERSON, ArchiveRoom, refused
from tests.policy_service.conftest import MONDAY, issued


async def test_from_the_voucher_to_a_policy_of_its_own(room: ArchiveRoom):
    case = await room.opened()
    assert (case["status"], case["handler"], case["case_no"][:9]) == ("searching", "S-teller", "DA261012-")
    await room.done(case, "searches", MISSED)
    case = await room.done(case, "searches", FOUND)
    assert [case[name] for name in ("searches", "finds", "minutes_searched")] == [2, 1, 115]
    case = await room.done(case, "proposal", DRAFT)
    done = await room.review(case)
    assert (done.json()["status"], done.json()["registered_no"]) == ("registered", "JY96-0013527")
    policy = (await room.office.get("/policies/JY96-0013527")).json()
    told = {
        name: policy[name] for name in ("status", "legacy", "application_no", "next_due_on", "due_at", "free_look_days")
    }
    assert told == {
        "status": "in_force",
        "legacy": True,
        "application_no": case["case_no"],
        "next_due_on": None,
        "due_at": None,
        "free_look_days": 0,
    }
    people = (await room.office.get("/policies/JY96-0013527/parties", Role.TELLER, pii=True)).json()["items"]
    assert [(each["role"], each["name"]) for each in people] == [("policyholder", "陈阿土"), ("insured", "陈阿土")]
    assert people[0]["party_ref"] == policy["policyholder_ref"] != people[1]["party_ref"]
    types = [row.type.partition(".")[2] for row in await room.office.rows(case_events)]
    assert types[-2:] == ["archive-lookup.registered.v1", "policy.registered.v1"]
    change = {"item": "contact-change", "party_ref": people[0]["party_ref"], "phones": {"mobile": "13800000001"}}
    form = {"policy_no": "JY96-0013527", "applicant_ref": people[0]["party_ref"], "papers": [], "change": change}
    assert (await room.office.post("/service-requests", Role.TELLER, form)).status_code == 201


async def test_from_the_voucher_to_a_negative_that_the_customer_is_told(room: ArchiveRoom):
    case = await room.opened()
    refused(await room.post(f"/{case['case_no']}/conclusion", {"reason": "no-trace"}), 422, "searched")
    await room.done(case, "searches", MISSED)
    unknown = refused(await room.post(f"/{case['case_no']}/conclusion", {"reason": "lazy"}), 422, "negative-reason")
    assert "no-trace" in unknown["known"]
    case = await room.done(case, "conclusion", {"reason": "no-trace"})
    assert (case["status"], case["closed_at"]) == ("not_found", None)
    case = await room.done(case, "notice", {"channel": "phone"})
    assert (case["outcome"], case["negative"], case["told_by_channel"]) == ("not-found", "no-trace", "phone")
    assert case["closed_at"] is not None
    again = await room.done(case, "resumption", {"reason": "new-evidence"})
    assert (again["status"], again["negative"], again["outcome"]) == ("searching", None, None)


async def test_only_who_searches_now_says_what_was_found(room: ArchiveRoom):
    case = await room.opened()
    assert (await room.as_other(case, "searches", FOUND)).status_code == 403
    refused(await room.post(f"/{case['case_no']}/assignment", {"searcher": "S-teller"}), 422, "another-searcher")
    await room.done(case, "assignment", {"searcher": "T-other"}, Role.BRANCH_MANAGER)
    assert (await room.as_other(case, "searches", FOUND)).status_code == 200
    assert (await room.post(f"/{case['case_no']}/searches", MISSED)).status_code == 403
    (mine,) = (await room.office.get("/archive-lookups", searcher="T-other")).json()["items"]
    assert mine["case_no"] == case["case_no"]


async def test_the_first_answer_is_owed_in_a_day_and_the_whole_in_ten(room: ArchiveRoom):
    case = await room.opened()
    due = {clock.explanation_id: clock.due for clock in await clocks(room, case)}
    assert due["archive-first"] < due["archive-lookup"]
    case = await room.done(case, "answer")
    assert case["due_at"] == due["archive-lookup"]
    room.office.time.set(MONDAY + timedelta(days=2))
    case = await room.done(case, "searches", MISSED | {"searched_on": "2026-10-13"})
    await room.done(await room.done(case, "conclusion", {"reason": "no-trace"}), "notice", {"channel": "counter"})
    assert [clock.stopped for clock in await clocks(room, case)] == [True, True]


class Clock:
    def __init__(self, told: dict[str, Any]) -> None:
        self.explanation_id, self.due = told["id"], told["due_at"]
        self.stopped = told["stopped_at"] is not None


async def clocks(room: ArchiveRoom, case: dict[str, Any]) -> list[Clock]:
    told = (await room.office.get(f"/archive-lookups/{case['case_no']}/sla")).json()["clocks"]
    return [Clock(clock["explanation"]) for clock in told]


async def test_nothing_is_registered_without_a_find_and_without_four_eyes(room: ArchiveRoom):
    case = await room.opened()
    await room.done(case, "searches", MISSED)
    refused(await room.post(f"/{case['case_no']}/proposal", DRAFT), 422, "found")
    await room.done(case, "assignment", {"searcher": "T-other"})
    await room.as_other(case, "searches", FOUND)
    case = (await room.as_other(case, "proposal", DRAFT)).json()
    own = await room.as_other(case, "review", {"outcome": "approve"}, **{"If-Match": f'"{case["version"]}"'})
    refused(own, 403, "maker-checker")
    case = (await room.review(case, outcome="send-back", reason="voucher-differs")).json()
    assert (case["status"], case["reason"]) == ("searching", "voucher-differs")


async def test_a_voucher_is_looked_up_once_at_a_time_and_registered_once(room: ArchiveRoom):
    answers = await asyncio.gather(*(room.post("", FORM) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    case = next(answer.json() for answer in answers if answer.status_code == 201)
    spelt = FORM["voucher"] | {"number": "960013527"}
    refused(await room.post("", FORM | {"voucher": spelt}), 409, "one-open-lookup")
    await room.done(case, "searches", FOUND)
    case = await room.done(case, "proposal", DRAFT)
    both = await asyncio.gather(*(room.review(case) for _ in range(2)))
    assert sorted(answer.status_code for answer in both) in ([200, 409], [200, 412])
    assert refused(await room.post("", FORM), 409, "voucher-registered")["policy_no"] == "JY96-0013527"


async def test_what_the_system_has_is_not_registered_again(room: ArchiveRoom, office: Alone):
    await office.feed(issued())
    one, other = await room.proposed(), await room.proposed(number="97-1", policy_no="JY97-1")
    assert (await room.review(one)).status_code == 200
    same = refused(await room.review(other), 409, "policy-in-system")  # the same person, product and day
    assert same["policy_no"] == "JY96-0013527"
    third = await room.opened(voucher=FORM["voucher"] | {"number": "98-1"})
    await room.done(third, "searches", FOUND)
    path = f"/{third['case_no']}/proposal"
    later = DRAFT | {"effective_on": "1998-03-01"}
    for number in ("BD261012-00000001", "JY96-0013527", one["case_no"]):
        refused(await room.post(path, later | {"policy_no": number}), 409, "policy-number-free")
    case = await room.done(third, "proposal", {name: value for name, value in later.items() if name != "policy_no"})
    assert (await room.review(case)).json()["registered_no"].startswith("BD261012-")


@pytest.mark.parametrize(
    ("paid_to_on", "mode", "status"),
    [
        ("2026-12-01", "monthly", 200),
        ("2026-11-01", "quarterly", 422),  # the first of December, March, June or September
        ("2026-12-02", "monthly", 422),
        ("1996-03-01", "monthly", 422),  # the effective day itself: nothing was ever paid
        ("2036-04-01", "monthly", 422),  # after the last of forty years
        ("2026-12-01", "single", 422),
    ],
)
async def test_premiums_are_due_again_only_from_a_day_on_which_one_is(
    room: ArchiveRoom, paid_to_on: str, mode: str, status: int
):
    case = await room.opened()
    await room.done(case, "searches", FOUND)
    terms = {"paid_to_on": paid_to_on, "payment_mode": mode, "premium_fen": 500, "pay_years": 40}
    answer = await room.post(f"/{case['case_no']}/proposal", DRAFT | terms)
    assert answer.status_code == status, answer.text
    if status == 200:
        await room.review(answer.json())
        assert (await room.office.get("/policies/JY96-0013527")).json()["next_due_on"] == paid_to_on
    else:
        assert [error["rule"] for error in answer.json()["errors"]] == ["paid-to-a-due-day"]


@pytest.mark.parametrize(
    ("path", "body", "rule"),
    [
        ("", FORM | {"brought_by": "kin"}, "bringer-named"),
        ("", FORM | {"bringer": HOLDER | {"phone": "13800000001"}}, "bringer-named"),
        ("", FORM | {"voucher": FORM["voucher"] | {"year": 2027}}, "not-in-the-future"),
        ("searches", MISSED | {"searched_on": "2026-10-11"}, "while-open"),
        ("searches", MISSED | {"searched_on": "2026-10-13"}, "while-open"),
        ("searches", {"place": "register", "found": True, "minutes": 5}, "finding-told"),
        ("proposal", DRAFT | {"effective_on": "2026-10-13"}, "not-in-the-future"),
        ("proposal", DRAFT | {"beneficiaries": [PERSON | {"share_percent": 60}]}, "shares-sum-to-100"),
    ],
)
async def test_what_does_not_fit_is_refused(room: ArchiveRoom, path: str, body: dict[str, Any], rule: str):
    case = await room.opened(voucher=FORM["voucher"] | {"number": "1"})
    answer = await room.post(f"/{case['case_no']}/{path}" if path else "", body)
    told = answer.json()
    assert (answer.status_code, told.get("rule") or told["errors"][0]["rule"]) == (422, rule)


async def test_people_and_findings_are_shown_only_to_whoever_may_read_them(room: ArchiveRoom):
    case = await room.proposed()
    path = f"/archive-lookups/{case['case_no']}"
    masked = (await room.office.get(f"{path}/details", Role.REVIEWER)).json()
    assert (masked["masked"], masked["holder"], masked["draft"]) == (True, None, None)
    assert "0013527" not in masked["voucher_no"]
    assert (await room.office.get(f"{path}/searches", Role.REVIEWER)).json()["items"][0]["finding"] is None
    assert await room.office.rows(pii_reads) == []
    whole = (await room.office.get(f"{path}/details", Role.REVIEWER, pii=True)).json()
    assert (whole["voucher_no"], whole["holder"]["name"]) == ("96-0013527", "陈阿土")
    found = (await room.office.get(f"{path}/searches", Role.REVIEWER, pii=True)).json()["items"]
    assert found[0]["finding"] == FOUND["finding"]
    assert len(await room.office.rows(pii_reads)) == 2
    assert not any("陈阿土" in row.data or "0013527" in row.data for row in await room.office.rows(case_events))


async def test_the_tables_are_told(room: ArchiveRoom):
    tables = (await room.office.get("/archive-tables")).json()
    assert all(row["zh"] and row["en"] and row["basis"] for rows in tables.values() for row in rows)
