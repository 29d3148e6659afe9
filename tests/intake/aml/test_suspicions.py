"""Suspicions: raised by people, kept from everybody but compliance and audit, reported in time."""

from datetime import datetime
from typing import Any

import orjson
import pytest

from services.intake.suspicions.reasons import REASONS
from shared.auth import Role
from shared.contracts.base import CaseEvent
from shared.tables import pii_reads
from tests.intake.aml.desk import AmlDesk, Case
from tests.intake.counter import CHINA, ORG, refused

PATH = "suspicions"
REMARK = "客户反复询问退保规定, 电话13959512345"


async def raised(desk: AmlDesk, role: Role = Role.TELLER, **changes: Any) -> Any:
    body = {"org": ORG, "reason": "surrender-over-cover", "remark": REMARK} | changes
    return await desk.office.post("/suspicions", role, body)


async def seen(desk: AmlDesk) -> list[Case]:
    return list((await desk.office.get("/suspicions", Role.COMPLIANCE, org="35")).json()["items"])


async def test_whoever_raises_one_learns_its_number_and_no_more(desk: AmlDesk):
    case = await desk.waiting(1_000)
    answer = await raised(desk, cases=[case["case_no"]])
    assert answer.status_code == 201
    assert answer.json().keys() == {"case_no", "opened_at"}
    (found,) = await seen(desk)
    told = (found["case_no"], found["reason"], found["cases"], found["by"], found["due_at"])
    assert told == (answer.json()["case_no"], "surrender-over-cover", [case["case_no"]], "S-teller", None)


async def test_what_does_not_fit_is_refused_by_field_and_rule(desk: AmlDesk):
    refused(await raised(desk, reason="bad-feeling"), 422, "rule-broken", field="reason", rule="suspicion-reason")
    refused(await raised(desk, cases=["TB-NONE"]), 404, "not-found")
    refused(await raised(desk, org="110101"), 403, "out-of-scope")
    assert await seen(desk) == []


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COMPLIANCE, Role.AUDITOR}))
async def test_nobody_else_may_list_read_or_move_them(desk: AmlDesk, role: Role):
    """A number that exists is refused like one that doesn't, so nobody can try numbers out."""
    number = (await raised(desk)).json()["case_no"]
    refused(await desk.office.get("/suspicions", role), 403, "forbidden")
    for case_no in (number, "KY-NONE"):
        refused(await desk.office.get(f"/suspicions/{case_no}", role), 403, "forbidden")
        for step in ("confirmation", "dismissal", "report"):
            answer = await desk.office.post(f"/suspicions/{case_no}/{step}", role, {"reason": "no"})
            refused(answer, 403, "forbidden")
        if role != Role.SERVICE:
            refused(await desk.office.get(f"/suspicions/{case_no}/sla", role), 403, "forbidden")
            refused(await desk.office.get(f"/suspicions/{case_no}/history", role), 403, "forbidden")


async def test_the_remark_is_for_those_who_may_read_personal_data_and_the_read_is_recorded(desk: AmlDesk):
    number = (await raised(desk)).json()["case_no"]
    at = f"/v1/suspicions/{number}"
    plain = await desk.office.http.get(at, headers=desk.token("L-1"))
    assert (plain.json()["remark"], await desk.office.rows(pii_reads)) == (None, [])
    shown = await desk.office.http.get(at, headers=desk.token("L-1", pii=True))
    assert shown.json()["remark"] == REMARK
    assert [(row.actor, row.subject) for row in await desk.office.rows(pii_reads)] == [("L-1", number)]
    assert "remark" not in (await seen(desk))[0]


async def test_a_confirmed_one_is_reported_within_five_working_days(desk: AmlDesk):
    await raised(desk)
    (case,) = await seen(desk)
    desk.office.time.set(datetime(2026, 10, 16, 10, 0, tzinfo=CHINA))
    confirmed = (await desk.move(PATH, case, "confirmation")).json()
    due = datetime.fromisoformat(confirmed["due_at"]).astimezone(CHINA)
    assert (confirmed["status"], due.date().isoformat()) == ("confirmed", "2026-10-23")
    done = (await desk.move(PATH, confirmed, "report", {"filed_as": "STR-1"}, tag=False)).json()
    told = (done["status"], done["outcome"], done["filed_as"], done["keep_until"])
    assert told == ("reported", "reported", "STR-1", "2036-10-16")


async def test_a_dismissal_has_its_reason_and_is_kept_too(desk: AmlDesk):
    await raised(desk)
    (case,) = await seen(desk)
    done = (await desk.move(PATH, case, "dismissal", {"reason": "explained"})).json()
    assert (done["status"], done["dismissed"], done["keep_until"]) == ("dismissed", "explained", "2036-10-12")


async def test_events_say_that_a_case_moved_and_nothing_of_what_it_is_about(desk: AmlDesk):
    case = await desk.waiting(1_000)
    await raised(desk, cases=[case["case_no"]])
    (found,) = await seen(desk)
    confirmed = (await desk.move(PATH, found, "confirmation")).json()
    await desk.move(PATH, confirmed, "report", {}, tag=False)
    told = [row.data for row in await desk.office.rows() if row.kind == "suspicion"]
    assert len(told) == 3
    for event in told:
        assert orjson.loads(event).keys() == CaseEvent.model_fields.keys()
        facts = orjson.loads(event)
        assert {facts[name] for name in ("product", "salesperson", "handler", "outlet", "channel", "line")} == {None}
        assert case["case_no"] not in event
        assert "surrender-over-cover" not in event


async def test_the_reasons_are_told_with_their_source_and_mark(desk: AmlDesk):
    told = (await desk.office.get("/suspicion-reasons", Role.TELLER)).json()
    assert {row["code"]: row["mark"] for row in told} == {code: row.mark for code, row in REASONS.items()}
    assert {row["code"] for row in told if row["mark"] == "D"} == {"shared-mobile", "shared-account", "other"}
