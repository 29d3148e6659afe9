"""Each project (回访项目): which event opens its task, whom it is about, until when; and which event ends it."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from shared.auth import Role
from shared.contracts.base import CaseEvent
from shared.contracts.claims import ClaimPaid, ClaimRefused, ClaimReopened, ClaimWithdrawn
from shared.contracts.policy_service import (
    PolicyCancelled,
    PolicyEndedByClaim,
    PolicyLapsed,
    PolicyMatured,
    PolicyReinstated,
    PolicyRescinded,
    PolicySurrendered,
    PolicyVoided,
)
from shared.contracts.policy_service_renewals import RenewalCancelled, RenewalGraceEntered, RenewalLapsed, RenewalPaid
from shared.contracts.policy_service_requests import ServiceRequestCancelled, ServiceRequestConfirmed
from shared.tables import case_events, inbox
from shared.testing.alone import Alone
from tests.callback.causes import (
    BY_AGENT,
    CAUSES,
    CLAIM_NO,
    GRACE,
    KNOWN,
    LAPSED,
    PAID,
    RENEWAL_NO,
    REQUEST_NO,
    SURRENDERED,
    of_claim,
    of_policy,
    of_renewal,
    of_request,
)
from tests.callback.conftest import MONDAY, POLICY_NO, SEVEN, acknowledged, opened

TWO_WEEKS = "2026-10-26T09:30:00Z"  # the tenth working day after, at half past five


CLOCKS = {
    "grace-period": "cb-grace",
    "policy-lapsed": "cb-lapse",
    "policy-surrendered": "cb-surrender",
    "claim-paid": "cb-claim",
    "agent-service": "cb-agent-service",
}


async def one_by_one(centre: Alone, *events: CaseEvent) -> None:
    """In this order: of one feed those of several cases may come in any."""
    for event in events:
        await centre.feed(event)


async def tasks(centre: Alone, **asked: str) -> list[dict[str, Any]]:
    return list((await centre.get("/callbacks", Role.CALLER, **asked)).json()["items"])


@pytest.mark.parametrize(
    ("project", "owner", "called", "cause_no", "due_at"),
    [
        ("grace-period", "branch", "policyholder", RENEWAL_NO, "2026-12-10T16:00:00Z"),  # the last day of grace, whole
        ("policy-lapsed", "branch", "policyholder", POLICY_NO, TWO_WEEKS),
        ("policy-surrendered", "province", "policyholder", POLICY_NO, TWO_WEEKS),
        ("claim-paid", "province", "insured", CLAIM_NO, TWO_WEEKS),
        ("agent-service", "branch", "policyholder", REQUEST_NO, "2026-10-19T09:30:00Z"),
    ],
)
async def test_its_event_opens_a_task_that_is_due_at_once_by_its_own_clock(
    centre: Alone, project: str, owner: str, called: str, cause_no: str, due_at: str
):
    await centre.feed(KNOWN, CAUSES[project])
    (task,) = await tasks(centre)
    assert (task["project"], task["owner"], task["called"], task["status"]) == (project, owner, called, "due")
    assert (task["cause_no"], task["cause_on"], task["policy_no"]) == (cause_no, "2026-10-12", POLICY_NO)
    assert (task["due_at"], task["salesperson"], task["product"]) == (due_at, KNOWN.salesperson, KNOWN.product)
    assert task["policyholder_ref"] == KNOWN.policyholder_ref
    clocks = (await centre.get(f"/callbacks/{task['case_no']}/sla")).json()["clocks"]
    assert [each["explanation"]["id"] for each in clocks] == [CLOCKS[project]], "that of its project alone"


async def test_the_projects_are_told_as_rows_with_questions_clock_and_events(centre: Alone):
    rows = {each["code"]: each for each in (await centre.get("/callback-projects", Role.CALLER)).json()}
    assert set(rows) == {*CAUSES, "new-policy", "agent-left"}
    grace = rows["grace-period"]
    assert grace["opened_by"] == RenewalGraceEntered.type
    assert grace["closed_by"][RenewalPaid.type] == "premium-paid"
    assert (grace["clock"]["id"], grace["clock"]["mark"]) == ("cb-grace", "D")
    assert rows["agent-left"]["opened_by"] is None
    assert len(rows["new-policy"]["questions"]) == 9
    for row in rows.values():
        assert all((row["zh"], row["en"], row["basis"], row["questions"]))
        assert [each["code"] for each in row["questions"] if each["identity"]] == [row["questions"][0]["code"]]
        assert all(choice["zh"] and choice["en"] for each in row["questions"] for choice in each["choices"])
        assert all(any(choice["affirmative"] for choice in each["choices"]) for each in row["questions"])


@pytest.mark.parametrize("project", CAUSES)
async def test_the_same_event_twice_opens_one_task(centre: Alone, project: str):
    again = CAUSES[project].model_copy(update={"at": MONDAY + timedelta(minutes=5)})
    await centre.feed(KNOWN, CAUSES[project], CAUSES[project])
    async with centre.app.state.sessions.begin() as session:
        await session.execute(inbox.delete())  # as though the inbox had forgotten it
    await centre.feed(again)
    assert all(row.done_at for row in await centre.rows(inbox))
    assert len(await tasks(centre)) == 1


@pytest.mark.parametrize("last_day", ["2026-10-10", "2026-10-12"])
async def test_a_grace_that_was_entered_late_is_called_about_by_the_next_day(centre: Alone, last_day: str):
    await one_by_one(centre, KNOWN, of_renewal(RenewalGraceEntered, grace_ends_on=last_day))
    assert [each["due_at"] for each in await tasks(centre)] == ["2026-10-13T16:00:00Z"]


ENDINGS = [
    (PolicyCancelled, "free_look_cancelled"),
    (PolicyVoided, "voided"),
    (PolicySurrendered, "terminated"),
    (PolicyRescinded, "terminated"),
    (PolicyMatured, "terminated"),
    (PolicyEndedByClaim, "terminated"),
]
ENDED_BY: list[tuple[str, CaseEvent, str]] = [
    *(("new-policy", of_policy(event, 8, status), "policy-ended") for event, status in ENDINGS),
    *(("grace-period", of_policy(event, 8, status), "policy-ended") for event, status in ENDINGS),
    *(("policy-lapsed", of_policy(event, 8, status), "policy-ended") for event, status in ENDINGS),
    ("grace-period", of_renewal(RenewalPaid, 6), "premium-paid"),
    ("grace-period", of_renewal(RenewalLapsed, 6), "grace-over"),
    ("grace-period", of_renewal(RenewalCancelled, 6), "no-longer-due"),
    ("policy-lapsed", of_policy(PolicyReinstated, 8, "in_force"), "policy-reinstated"),
    ("policy-surrendered", of_policy(PolicyVoided, 8, "voided"), "policy-ended"),
    ("claim-paid", of_claim(ClaimReopened, 10), "claim-reopened"),
    ("claim-paid", of_claim(ClaimWithdrawn, 10), "claim-withdrawn"),
    ("claim-paid", of_claim(ClaimRefused, 10), "claim-refused"),
    ("agent-service", of_request(ServiceRequestCancelled, 6), "request-cancelled"),
]


@pytest.mark.parametrize(
    ("project", "event", "outcome"), ENDED_BY, ids=[f"{each[0]}-{type(each[1]).__name__}" for each in ENDED_BY]
)
async def test_what_it_was_about_is_gone_and_so_is_the_task(
    centre: Alone, project: str, event: CaseEvent, outcome: str
):
    begin = [opened(), acknowledged()] if project == "new-policy" else [KNOWN, CAUSES[project]]
    await one_by_one(centre, *begin, event, event)
    (task,) = await tasks(centre, project=project)
    assert (task["status"], task["outcome"], task["due_at"], task["allowed"]) == ("dropped", outcome, None, [])


@pytest.mark.parametrize("project", ["policy-surrendered", "claim-paid", "agent-service"])
async def test_what_has_happened_is_asked_about_though_the_policy_ended(centre: Alone, project: str):
    await one_by_one(centre, KNOWN, CAUSES[project], of_policy(PolicyMatured, 8, "terminated"))
    assert [each["status"] for each in await tasks(centre)] == ["due"]


async def test_a_surrender_ends_the_other_tasks_of_its_policy_and_opens_its_own(centre: Alone):
    await one_by_one(centre, KNOWN, GRACE, SURRENDERED)
    assert {each["project"]: each["status"] for each in await tasks(centre)} == {
        "grace-period": "dropped",
        "policy-surrendered": "due",
    }


async def test_each_happening_is_a_cause_of_its_own(centre: Alone):
    back = of_policy(PolicyReinstated, 8, "in_force")
    await centre.feed(KNOWN, LAPSED, back, of_policy(PolicyLapsed, 9, "suspended"))
    assert Counter(each["status"] for each in await tasks(centre, project="policy-lapsed")) == {"dropped": 1, "due": 1}
    await centre.feed(PAID, of_claim(ClaimReopened, 10), of_claim(ClaimPaid, 15))
    assert Counter(each["status"] for each in await tasks(centre, project="claim-paid")) == {"dropped": 1, "due": 1}


async def test_an_end_of_before_leaves_the_task_of_a_later_cause(centre: Alone):
    await centre.feed(KNOWN, of_policy(PolicyLapsed, 9, "suspended"), of_policy(PolicyReinstated, 8, "in_force"))
    assert [each["status"] for each in await tasks(centre)] == ["due"]


@pytest.mark.parametrize("cause", [GRACE, LAPSED], ids=["grace", "lapse"])
async def test_after_the_policys_end_nothing_is_opened_that_it_would_have_ended(centre: Alone, cause: CaseEvent):
    """Another case's event, or an older one, may come later than the end."""
    await one_by_one(centre, KNOWN, of_policy(PolicyMatured, 8, "terminated"), cause)
    assert await tasks(centre) == []


async def test_what_comes_before_its_policy_is_known_waits_for_it(centre: Alone):
    await centre.feed(GRACE)
    (waiting,) = await centre.rows(inbox)
    assert (waiting.done_at, await centre.rows(case_events)) == (None, [])


@pytest.mark.parametrize(
    ("cause", "why"),
    [
        (of_claim(ClaimPaid, line="group"), "the insured of a group's policy are nobody policy_service knows"),
        (of_request(ServiceRequestConfirmed, agent_acts=False), "the policyholder came"),
    ],
)
async def test_not_every_such_event_owes_a_call(centre: Alone, cause: CaseEvent, why: str):
    await centre.feed(KNOWN, cause)
    assert await tasks(centre) == [], why
    assert all(row.done_at for row in await centre.rows(inbox))


@pytest.mark.parametrize(
    ("types", "called"),
    [
        (("illness-medical",), "insured"),
        (("accident-medical", "accident-death"), "beneficiary"),
        (("waiver-death",), "insured"),  # the policyholder's death
    ],
)
async def test_who_claims_is_asked_about_a_claim(centre: Alone, types: tuple[str, ...], called: str):
    await centre.feed(KNOWN, of_claim(ClaimPaid, types=types))
    assert [each["called"] for each in await tasks(centre)] == [called]


@pytest.mark.parametrize(
    ("design", "further"),
    [
        ("ordinary", []),
        ("participating", ["knows-benefits-uncertain"]),
        ("universal", ["knows-benefits-uncertain", "knows-charges"]),
        ("unit-linked", ["knows-benefits-uncertain", "knows-charges"]),
    ],
)
async def test_a_new_type_product_is_asked_further_points(centre: Alone, design: str, further: list[str]):
    await centre.feed(opened(product_design=design))
    (task,) = (await centre.get("/callbacks", Role.CALLER)).json()["items"]
    assert task["questions"] == [*SEVEN, *further]


async def test_the_projects_tell_which_products_are_asked_what(centre: Alone):
    rows = {each["code"]: each for each in (await centre.get("/callback-projects", Role.CALLER)).json()}
    asked = {each["code"]: (each["designs"], each["mark"]) for each in rows["new-policy"]["questions"]}
    assert asked["knows-charges"] == (["unit-linked", "universal"], "V2")
    assert asked["knows-free-look"] == ([], "V")


async def test_a_single_premium_is_not_asked_for_its_period(centre: Alone):
    await centre.feed(opened(payment_mode="single"))
    (task,) = await tasks(centre)
    assert "knows-free-look" in task["questions"]
    assert "knows-the-premiums" not in task["questions"]


async def test_tasks_are_listed_by_project_and_owner(centre: Alone):
    await centre.feed(KNOWN, GRACE, PAID, BY_AGENT)
    assert {each["project"] for each in await tasks(centre, owner="branch")} == {"grace-period", "agent-service"}
    assert [each["project"] for each in await tasks(centre, project="claim-paid")] == ["claim-paid"]
    for name in ("project", "owner"):
        refused = await centre.get("/callbacks", Role.CALLER, **{name: "none-such"})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, name)
