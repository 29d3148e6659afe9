"""The life of a large-cash report: reported, or found a mistake by two persons, and begun again by further cash."""

from datetime import datetime
from typing import Any

import pytest

from shared.auth import Role
from tests.intake.aml.desk import LARGE_CASH, AmlDesk, Case
from tests.intake.counter import CHINA, refused

PATH = "large-cash-reports"


@pytest.fixture
async def opened(desk: AmlDesk) -> tuple[AmlDesk, Case, dict[str, Any]]:
    """A report and who paid."""
    who = desk.person()
    await desk.paid(LARGE_CASH, policyholder=who)
    return desk, (await desk.reports())[0], who


async def test_compliance_reports_it_and_the_clock_stops(opened: tuple[AmlDesk, Case, Any]):
    desk, case, _ = opened
    desk.office.time.set(datetime(2026, 10, 14, 10, 0, tzinfo=CHINA))
    done = (await desk.move(PATH, case, "report", {"filed_as": "CTR-2026-1"})).json()
    told = (done["status"], done["outcome"], done["filed_as"], done["keep_until"], done["due_at"])
    assert told == ("reported", "reported", "CTR-2026-1", "2036-10-14", None)
    headers = desk.token("L-1")
    sla = (await desk.office.http.get(f"/v1/{PATH}/{case['case_no']}/sla", headers=headers)).json()
    assert [clock["explanation"]["id"] for clock in sla["clocks"]] == ["aml-ctr-t"]
    assert len((await desk.office.http.get(f"/v1/{PATH}/{case['case_no']}/history", headers=headers)).json()) == 2


async def test_a_mistake_takes_two_persons(opened: tuple[AmlDesk, Case, Any]):
    desk, case, _ = opened
    doubted = (await desk.move(PATH, case, "doubt", {"reason": "entered-twice"}, "L-1")).json()
    assert (doubted["status"], doubted["doubt"], doubted["due_at"]) == ("doubted", "entered-twice", case["due_at"])
    refused(await desk.move(PATH, doubted, "mistake", ref="L-1"), 403, "four-eyes", rule="maker-checker")
    done = (await desk.move(PATH, doubted, "mistake", ref="L-2")).json()
    assert (done["status"], done["outcome"], done["keep_until"]) == ("mistaken", "mistaken", "2036-10-12")


async def test_a_doubt_that_is_not_shared_leads_back(opened: tuple[AmlDesk, Case, Any]):
    desk, case, _ = opened
    doubted = (await desk.move(PATH, case, "doubt", {"reason": "entered-twice"}, "L-1")).json()
    upheld = (await desk.move(PATH, doubted, "upholding", ref="L-2", tag=False)).json()
    assert (upheld["status"], upheld["due_at"]) == ("opened", case["due_at"])


async def test_further_cash_of_the_day_makes_a_reported_one_due_again(opened: tuple[AmlDesk, Case, Any]):
    desk, case, who = opened
    await desk.move(PATH, case, "report", {})
    desk.office.time.set(datetime(2026, 10, 12, 16, 0, tzinfo=CHINA))
    await desk.paid(500, policyholder=who)
    (again,) = await desk.reports()
    assert (again["status"], again["cash_fen"], again["outcome"], again["keep_until"]) == (
        "opened",
        LARGE_CASH + 500,
        None,
        None,
    )
    assert again["due_at"] is not None
    assert (await desk.move(PATH, again, "report", {})).json()["status"] == "reported"


async def test_who_reports_must_have_seen_what_is_in_it(opened: tuple[AmlDesk, Case, Any]):
    desk, case, who = opened
    await desk.paid(500, policyholder=who)
    refused(await desk.move(PATH, case, "report", {}), 412, "stale-version")
    refused(await desk.move(PATH, case, "report", {}, tag=False), 428, "precondition-missing")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COMPLIANCE, Role.AUDITOR}))
async def test_only_compliance_and_audit_read_reports(opened: tuple[AmlDesk, Case, Any], role: Role):
    desk, case, _ = opened
    for path in ("", f"/{case['case_no']}", f"/{case['case_no']}/receipts"):
        refused(await desk.office.get(f"/{PATH}{path}", role), 403, "forbidden")
    views = 200 if role == Role.SERVICE else 403
    for path in ("sla", "history"):
        assert (await desk.office.get(f"/{PATH}/{case['case_no']}/{path}", role)).status_code == views


async def test_another_branchs_compliance_sees_none(opened: tuple[AmlDesk, Case, Any]):
    desk, case, _ = opened
    assert await desk.reports(org="350302") == []
    answer = await desk.office.get(f"/{PATH}/{case['case_no']}", Role.COMPLIANCE, org="350302")
    refused(answer, 403, "out-of-scope")
