"""Who doesn't want to be rung isn't: the call waits for the wish's end, or goes to a visit, a letter, or on-line."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import orjson
import pytest

from shared.auth import Role
from shared.tables import case_events
from shared.testing.alone import Alone
from tests.callback.causes import GRACE, KNOWN, PAID, of_claim
from tests.callback.conftest import COMPLETED, MONDAY, PERSON, POLICY_NO, acknowledged, call, opened
from tests.callback.filing import PROVINCE, csv_of, send

FOR_EVER = {"policy_no": POLICY_NO, "source": "counter"}
A_WEEK = FOR_EVER | {"until": "2026-10-19"}
NEXT_MORNING = datetime(2026, 10, 20, 1, 0, tzinfo=UTC)  # nine o'clock after the week


@pytest.fixture
async def due(centre: Alone) -> Alone:
    await centre.feed(opened(), acknowledged())
    return centre


async def wish(centre: Alone, body: Any, status: int = 201, role: Role = Role.TELLER, **who: str) -> dict[str, Any]:
    answer = await centre.post("/do-not-call-wishes", role, body, **who)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


async def withdraw(centre: Alone, made: dict[str, Any]) -> httpx.Response:
    return await centre.post(f"/do-not-call-wishes/{made['wish_no']}/withdrawal", Role.TELLER, None)


async def now(centre: Alone, **asked: str) -> dict[str, Any]:
    (task,) = (await centre.get("/callbacks", **asked)).json()["items"]
    return dict(task)


async def hold(centre: Alone) -> httpx.Response:
    return await centre.post(f"/callbacks/{(await now(centre))['case_no']}/hold", Role.CALLER, None, org=PROVINCE)


async def next_(centre: Alone, org: str = PROVINCE) -> int:
    return (await centre.post("/next", Role.CALLER, {}, org=org)).status_code


async def test_a_wish_for_ever_sends_somebody_there_at_once(due: Alone):
    made = await wish(due, FOR_EVER)
    task = await now(due)
    assert (task["status"], task["owner"], task["ready_at"]) == ("to_visit", "branch", None)
    assert (task["wish_no"], task["no_calls_until"]) == (made["wish_no"], None)
    events = [(row.type.split(".")[2], orjson.loads(row.data)) for row in await due.rows(case_events)]
    assert [name for name, _ in events] == ["opened", "dated", "spared", "handed-down", "visit-ordered"]
    assert events[2][1]["wish_no"] == made["wish_no"]
    assert await next_(due) == 204


async def test_a_letter_may_go_out_without_a_visit_and_the_customer_may_answer_on_line(due: Alone):
    await wish(due, FOR_EVER)
    path = f"/callbacks/{(await now(due))['case_no']}"
    sent = await due.post(f"{path}/letters", Role.CALLER, {"sent_on": "2026-10-12"})
    assert sent.json()["status"] == "letter_sent", sent.text
    told = {"verified_by": "face", "answers": COMPLETED["answers"]}
    done = await due.post(f"{path}/electronic-answers", Role.INTEGRATOR, told)
    assert (done.json()["status"], done.json()["attempts"][-1]["round"]) == ("completed", "electronic")


async def test_once_the_wish_is_over_a_letter_follows_a_visit_as_ever(due: Alone):
    await wish(due, FOR_EVER | {"until": "2026-10-27"})
    due.time.set(datetime(2026, 10, 28, 2, 0, tzinfo=UTC))
    path = f"/callbacks/{(await now(due))['case_no']}"
    refused = await due.post(f"{path}/letters", Role.CALLER, {"sent_on": "2026-10-28"})
    assert (refused.status_code, refused.json().get("rule")) == (422, "visited-first")


async def test_a_wish_that_ends_in_time_is_waited_for(due: Alone):
    made = await wish(due, A_WEEK)
    task = await now(due)
    assert (task["status"], task["ready_at"], task["no_calls_until"]) == ("due", "2026-10-20T01:00:00Z", "2026-10-19")
    assert task["action"] == "spare"
    refused = await hold(due)
    assert (refused.status_code, refused.json()["rule"], refused.json()["until"]) == (409, "do-not-call", "2026-10-19")
    due.time.set(NEXT_MORNING - timedelta(hours=13))
    assert await next_(due) == 204
    due.time.set(NEXT_MORNING)
    assert await next_(due) == 200
    assert not (await due.get(f"/do-not-call-wishes/{made['wish_no']}")).json()["in_force"]


async def test_one_that_ends_with_the_limit_is_not(due: Alone):
    await wish(due, FOR_EVER | {"until": "2026-10-27"})
    assert (await now(due))["status"] == "to_visit"
    assert (await now(due))["no_calls_until"] == "2026-10-27"


async def test_it_holds_of_what_is_owed_later(centre: Alone):
    await centre.feed(opened())
    await wish(centre, FOR_EVER)
    assert (await now(centre))["status"] == "awaiting_receipt"
    await centre.feed(acknowledged())
    assert (await now(centre))["status"] == "to_visit"


async def test_who_is_spared_for_a_while_is_spared_in_what_comes_meanwhile(centre: Alone):
    await centre.feed(KNOWN)
    await wish(centre, A_WEEK)
    await centre.feed(GRACE, GRACE)
    task = await now(centre)
    assert (task["project"], task["status"], task["ready_at"]) == ("grace-period", "due", "2026-10-20T01:00:00Z")
    assert [row.type.split(".")[2] for row in await centre.rows(case_events)] == ["opened", "spared"]


async def test_a_project_of_which_nobody_is_visited_ends(centre: Alone):
    await centre.feed(KNOWN, GRACE)
    await wish(centre, FOR_EVER)
    task = await now(centre)
    assert (task["status"], task["outcome"]) == ("unreached", "do-not-call")


async def test_the_policyholders_wish_is_not_the_claimants(centre: Alone):
    await centre.feed(KNOWN, of_claim(type(PAID), types=("illness-death",)))
    await wish(centre, FOR_EVER)
    assert ((await now(centre))["called"], (await now(centre))["status"]) == ("beneficiary", "due")
    assert await next_(centre) == 200


async def test_withdrawn_the_call_is_ready_again(due: Alone):
    made = await wish(due, A_WEEK)
    done = await withdraw(due, made)
    assert (done.status_code, done.json()["in_force"], done.json()["withdrawn_by"]) == (200, False, "S-teller")
    task = await now(due)
    assert (task["action"], task["wish_no"], task["no_calls_until"]) == ("ring_again", None, None)
    assert await next_(due) == 200
    again = await withdraw(due, made)
    assert (again.status_code, again.json()["rule"]) == (409, "wish-over")


async def test_what_went_to_a_visit_stays_there_without_the_wish(due: Alone):
    await withdraw(due, await wish(due, FOR_EVER))
    task = await now(due)
    assert (task["status"], task["wish_no"], task["ready_at"]) == ("to_visit", None, None)
    letter = await due.post(f"/callbacks/{task['case_no']}/letters", Role.CALLER, {"sent_on": "2026-10-12"})
    assert (letter.status_code, letter.json().get("rule")) == (422, "visited-first")


async def test_what_went_to_a_visit_tells_the_wish_in_force(due: Alone):
    await wish(due, FOR_EVER)
    second = await wish(due, FOR_EVER | {"until": "2026-12-31"})
    task = await now(due)
    assert (task["status"], task["wish_no"], task["no_calls_until"]) == ("to_visit", second["wish_no"], "2026-12-31")


async def test_a_new_wish_takes_the_place_of_the_one_in_force(due: Alone):
    first = await wish(due, A_WEEK)
    known = await wish(due, A_WEEK, 409)
    assert (known["rule"], known["wish_no"]) == ("wish-known", first["wish_no"])
    due.time.set(MONDAY + timedelta(minutes=1))
    second = await wish(due, FOR_EVER)
    listed = (await due.get("/do-not-call-wishes", policyholder_ref=second["policyholder_ref"])).json()["items"]
    assert [(each["wish_no"], each["in_force"]) for each in listed] == [
        (first["wish_no"], False),
        (second["wish_no"], True),
    ]
    assert ((await now(due))["status"], (await now(due))["wish_no"]) == ("to_visit", second["wish_no"])


async def test_a_shorter_wish_ends_the_wait_sooner(due: Alone):
    await wish(due, A_WEEK)
    await wish(due, FOR_EVER | {"until": "2026-10-13"})
    assert (await now(due))["ready_at"] == "2026-10-14T01:00:00Z"


async def test_an_appointment_after_a_wish_outlasts_whatever_takes_its_place(due: Alone):
    agreed = {"result": "appointment", "call_at": "2026-10-21T02:00:00Z"}
    assert (await call(due, (await now(due))["case_no"], agreed, org=PROVINCE)).status_code == 200
    for until in ("2026-10-19", "2026-10-13"):
        await wish(due, FOR_EVER | {"until": until})
        assert (await now(due))["ready_at"] == "2026-10-21T02:00:00Z"


@pytest.mark.parametrize(
    ("body", "status", "rule"),
    [
        (FOR_EVER | {"until": "2026-10-11"}, 422, "not-over"),
        (FOR_EVER | {"until": "9999-12-31"}, 422, "within-ten-years"),
        (FOR_EVER | {"policy_no": "BD1"}, 422, "known-policy"),
        (FOR_EVER | {"source": "欧阳建国"}, 422, None),
    ],
)
async def test_what_is_no_wish_is_refused(due: Alone, body: Any, status: int, rule: str | None):
    assert (await wish(due, body, status)).get("rule") == rule
    assert (await now(due))["wish_no"] is None


async def test_it_is_for_whose_policy_it_is(due: Alone):
    await wish(due, FOR_EVER, 403, org="350400")
    await wish(due, FOR_EVER, 403, role=Role.AUDITOR)
    made = await wish(due, FOR_EVER)
    assert (await due.get(f"/do-not-call-wishes/{made['wish_no']}", org="350400")).status_code == 403
    assert (await due.get("/do-not-call-wishes", org="350400")).json()["items"] == []
    assert (await due.get("/do-not-call-wishes/XJ1")).status_code == 404


async def test_a_dialler_that_rang_all_the_same_is_told(due: Alone):
    await wish(due, A_WEEK)
    due.time.set(MONDAY + timedelta(hours=2))
    row = ((await now(due))["case_no"], "2026-10-12 11:00", "busy")
    answer = await send(due, "/dialler-results", csv_of(("回访件号", "呼叫时间", "呼叫结果"), row))
    assert [each["rule"] for each in answer.json()["rows"]] == ["do-not-call"]
    assert PERSON["name"] not in answer.text
