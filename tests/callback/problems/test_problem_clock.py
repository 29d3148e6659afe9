"""Fifteen working days from discovery, reminders on the way, and what becomes of it with its policy."""

from datetime import UTC, datetime

import pytest

from services.callback.problems.models import ProblemCase
from services.callback.problems.sla import SLAS
from shared.calendar_data import calendar_for
from shared.contracts.policy_service import PolicyMatured
from shared.sla import due
from shared.tables import case_events, timers
from shared.testing.alone import Alone
from tests.callback.causes import CAUSES, of_policy
from tests.callback.conftest import acknowledged, cancelled, opened, transferred
from tests.callback.problems.finding import assign, assigned, done, find, find_by, find_in, only, post, settle

NO = {"knows-surrender-loss": "no"}
(ROW,) = SLAS


# The counter closes at 17:30; the day of discovery doesn't count, one found after hours is of the next working day.
@pytest.mark.parametrize(
    ("found_at", "due_at"),
    [
        (datetime(2026, 10, 12, 2, tzinfo=UTC), datetime(2026, 11, 2, 9, 30, tzinfo=UTC)),
        (datetime(2026, 10, 12, 12, tzinfo=UTC), datetime(2026, 11, 3, 9, 30, tzinfo=UTC)),
        (datetime(2026, 9, 28, 2, tzinfo=UTC), datetime(2026, 10, 23, 9, 30, tzinfo=UTC)),  # over National Day
    ],
)
def test_it_is_due_fifteen_working_days_after_it_was_found(found_at: datetime, due_at: datetime):
    assert due(ROW, found_at, (), calendar_for("350322")) == due_at


def test_the_row_says_whose_pledge_it_is():
    assert (ROW.id, ROW.mark, "S15" in ROW.basis, ProblemCase.slas) == ("bsr-cb2", "V2", True, SLAS)


async def test_the_clock_runs_from_the_call_to_the_settlement(centre: Alone):
    case = await assigned(centre)
    assert case["due_at"] == "2026-11-02T09:30:00Z"
    await settle(centre, case)
    (clock,) = (await centre.get(f"/problem-cases/{case['case_no']}/sla")).json()["clocks"]
    assert clock["explanation"]["state"] == "stopped"


async def test_opened_again_it_has_its_whole_time(centre: Alone):
    case = await settle(centre, await assigned(centre))
    centre.time.set(datetime(2026, 10, 20, 2, tzinfo=UTC))
    case = await done(centre, case, "reopening", {"reason": "customer-called-again"})
    assert case["due_at"] == "2026-11-10T09:30:00Z"


async def test_it_is_reminded_of_every_five_working_days_until_it_is_settled(centre: Alone):
    case = await find(centre, **NO)
    for day, times in ((19, 0), (20, 1), (26, 1), (27, 2), (31, 2)):
        while await centre.pass_time(datetime(2026, 10, day, 2, tzinfo=UTC)):
            pass
        case = await only(centre)
        assert (case["reminders"], case["status"]) == (times, "open"), day
    await settle(centre, await assign(centre, case))
    assert await of_problems(centre) == []


async def of_problems(centre: Alone) -> list[str]:
    return [row.name for row in await centre.rows(timers) if row.kind == "problem_case"]


async def test_it_moves_with_its_policy_and_is_assigned_there(centre: Alone):
    case = await assigned(centre)
    await centre.feed(transferred(), transferred())
    moved = await only(centre, "350400")
    assert (moved["org"], moved["outlet"], moved["status"], moved["handler"]) == ("350400", "35040001", "open", None)
    assert (moved["salesperson"], moved["due_at"]) == ("A1024", case["due_at"]), "whose sale it was, and since when"
    assert (await post(centre, case, "assignment", {"handler": "T3"})).status_code == 403
    refused = await post(centre, case, "assignment", {"handler": "A9"}, org="350400")
    assert refused.json()["rule"] == "not-of-sales", "who looks after the policy now"
    await assign(centre, case, "T9", org="350400")


async def test_what_was_unclear_ends_with_the_policy(centre: Alone):
    await find(centre, **NO)
    await centre.feed(cancelled())
    case = await only(centre)
    assert (case["status"], case["outcome"], case["due_at"]) == ("dropped", "policy-ended", None)


@pytest.mark.parametrize("reason", ["mis-selling", "denies-purchase", "complaint", "money-astray", "signed-by-another"])
async def test_what_is_said_of_the_sale_stays_to_be_settled_though_the_policy_ended(centre: Alone, reason: str):
    await centre.feed(opened(), acknowledged())
    case = await assign(centre, await find_by(centre, reason, "wants-out"))
    await centre.feed(cancelled(), of_policy(PolicyMatured, 5, "terminated"))
    told = await only(centre)
    assert (told["status"], told["policy_ended_on"], told["due_at"]) == ("assigned", "2026-10-12", case["due_at"])
    names = [row.type.split(".")[2] for row in await centre.rows(case_events) if "problem-case" in row.type]
    assert names == ["opened", "assigned", "policy-ended"], "noted once"
    assert (await settle(centre, case, "mis-selling-confirmed"))["outcome"] == "mis-selling-confirmed"


async def test_what_is_settled_stays_settled_when_the_policy_ends_or_moves(centre: Alone):
    case = await settle(centre, await assigned(centre))
    await centre.feed(transferred(), of_policy(PolicyMatured, 6, "terminated", org="350400"))
    told = await only(centre)
    assert (told["version"], told["org"], told["policy_ended_on"]) == (case["version"], "350322", None)


async def test_a_policy_that_had_ended_when_it_was_found_changes_nothing(centre: Alone):
    case = await find_in(centre, CAUSES["policy-surrendered"], **{"why-ended": "persuaded"})
    assert (case["status"], case["policy_ended_on"]) == ("open", None)
