"""A policyholder who is owed a call and has no number: somebody brings one, is reminded, and the call can be made."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import orjson
import pytest

from services.callback.policies.commands import has_number
from services.callback.policies.models import KnownPolicy
from shared.auth import Role
from shared.contracts.policy_service import PolicyEndorsed, PolicySurrendered
from shared.tables import case_events, timers
from shared.testing.alone import Alone
from tests.callback.causes import GRACE, PAID, of_policy
from tests.callback.conftest import MONDAY, acknowledged, cancelled, opened, policy, transferred

INVALID = {"field": "mobile", "kind": "invalid", "flags": ["no-such-number"]}
MOBILE = {"field": "mobile", "kind": "mobile", "flags": []}
FIELD = {"field": "office_phone", "kind": "mobile", "flags": ["mobile-in-office-field"]}
BANKS = {"channel": "bank", "outlet": "CCB-35032201", "salesperson": "CCB-C1"}
MIDNIGHT = MONDAY + timedelta(hours=14)  # of the counter
Case = dict[str, Any]


async def collections(centre: Alone, **asked: str) -> list[Case]:
    return list((await centre.get("/contact-collections", org="35", **asked)).json()["items"])


async def only(centre: Alone) -> Case:
    (case,) = await collections(centre)
    return case


def renumbered(version: int, *numbers: Any) -> PolicyEndorsed:
    """联系方式变更, as policy_service announces it."""
    event: PolicyEndorsed = policy(PolicyEndorsed, "endorse", version, item="contact-change", numbers=numbers)
    return event


@pytest.mark.parametrize(
    ("place", "addressee", "handler"),
    [
        (BANKS, "outlet", None),
        (BANKS | {"outlet": None}, "salesperson", "CCB-C1"),
        ({"channel": "agent", "salesperson": "A1"}, "salesperson", "A1"),
        ({"channel": "counter", "salesperson": None}, "branch", None),
    ],
)
async def test_whose_form_it_was_is_to_bring_a_number(centre: Alone, place: Any, addressee: str, handler: str | None):
    await centre.feed(opened(numbers=(), **place))
    case = await only(centre)
    assert (case["status"], case["cause"], case["policy_no"]) == ("wanted", "blank", "BD261012-00000001")
    assert (case["addressee"], case["handler"], case["channel"]) == (addressee, handler, place["channel"])
    assert case["due_at"] == "2026-10-19T09:30:00Z", "the close of the fifth working day"


@pytest.mark.parametrize(
    ("numbers", "cause"),
    [
        ([], "blank"),
        ([INVALID], "no-such-number"),
        ([{"field": "mobile", "kind": "service"}], "service-number"),
        ([INVALID, FIELD], None),
        ([MOBILE | {"flags": ["salespersons-number", "shared-number"]}], None),
        (None, None),
    ],
)
async def test_only_who_cannot_be_dialled_is_asked_after(centre: Alone, numbers: Any, cause: str | None):
    await centre.feed(opened(numbers=numbers))
    assert [case["cause"] for case in await collections(centre)] == [cause] * (cause is not None)


async def test_nobody_is_asked_after_who_is_owed_no_call_until_one_is(centre: Alone):
    await centre.feed(opened(free_look_days=0, status="in_force", numbers=()))
    assert await collections(centre) == []
    await centre.feed(GRACE, GRACE)
    assert (await only(centre))["status"] == "wanted"


async def test_whoever_else_is_to_be_called_has_numbers_of_their_own(centre: Alone):
    await centre.feed(opened(free_look_days=0, status="in_force", numbers=()), PAID)
    assert [case["called"] for case in (await centre.get("/callbacks")).json()["items"]] == ["insured"]
    assert await collections(centre) == []


async def test_the_policies_that_a_leaver_leaves_behind_are_asked_after_too(centre: Alone):
    await centre.feed(opened(free_look_days=0, status="in_force", numbers=(), salesperson="A1"))
    left = {"departures": [{"salesperson": "A1", "left_on": "2026-10-10"}]}
    assert (await centre.post("/salesperson-departures", Role.INTEGRATOR, left, org="350322")).status_code == 200
    assert (await only(centre))["cause"] == "blank"


async def test_a_fresh_number_ends_it_in_time(centre: Alone):
    await centre.feed(opened(numbers=()), acknowledged(numbers=()))
    assert (await only(centre))["version"] == 1, "told again that there is none, nothing moves"
    await centre.feed(renumbered(4, INVALID))
    assert (await only(centre))["status"] == "wanted"
    await centre.feed(renumbered(5, INVALID, FIELD))
    case = await only(centre)
    assert (case["status"], case["outcome"], case["cause"]) == ("fulfilled", "number-collected", "blank")
    assert await of_collections(centre, timers) == []


async def test_nobody_gets_the_call_to_make_before_there_is_a_number(centre: Alone):
    await centre.feed(opened(numbers=()), acknowledged(numbers=()))
    caller = {"headers": centre.headers(Role.CALLER, "35", False), "json": {}}
    assert (await centre.http.post("/v1/next", **caller)).status_code == 204
    await centre.feed(renumbered(4, MOBILE))
    answer = await centre.http.post("/v1/next", **caller)
    assert (answer.status_code, answer.json()["held_by"]) == (200, "S-caller")


async def test_who_loses_their_number_is_asked_after_anew(centre: Alone):
    await centre.feed(opened(numbers=()), renumbered(2, MOBILE), renumbered(3, INVALID))
    stand = {case["status"]: case["cause"] for case in await collections(centre)}
    assert stand == {"fulfilled": "blank", "wanted": "no-such-number"}


async def test_reminded_in_vain_it_goes_up_to_the_branch_and_stays_open(centre: Alone):
    await centre.feed(opened(numbers=(), **BANKS))
    for day in range(31):
        await centre.pass_time(MIDNIGHT + timedelta(days=day))
    case = await only(centre)
    assert (case["status"], case["addressee"], case["handler"], case["reminders"]) == ("handed_up", "branch", None, 2)
    told = [orjson.loads(row.data) for row in await of_collections(centre, case_events)]
    assert [(each["action"], each["at"][:16]) for each in told] == [
        ("open", "2026-10-12T02:00"),
        ("remind", "2026-10-14T16:00"),
        ("remind", "2026-10-16T16:00"),
        ("hand_up", "2026-10-19T16:00"),
    ], "at the end of the second, the fourth and the fifth working day"
    await centre.feed(renumbered(2, MOBILE))
    assert (await only(centre))["status"] == "fulfilled", "late is better than never"


async def test_looked_at_late_it_is_reminded_of_what_was_due_and_no_step_is_left_out(centre: Alone):
    await centre.feed(opened(numbers=(), **BANKS))
    await centre.pass_time(MIDNIGHT + timedelta(days=30))
    told = [orjson.loads(row.data)["action"] for row in await of_collections(centre, case_events)]
    assert told == ["open", "remind", "remind", "hand_up"]


async def test_it_follows_its_policy_to_another_branch(centre: Alone):
    await centre.feed(opened(numbers=(), salesperson="A1"), transferred(numbers=()))
    case = await only(centre)
    assert (case["org"], case["salesperson"], case["handler"], case["action"]) == ("350400", "A9", "A9", "move")


@pytest.mark.parametrize(
    "ending", [cancelled(status="free_look_cancelled"), of_policy(PolicySurrendered, 5, "terminated")]
)
async def test_with_the_policy_it_ends(centre: Alone, ending: Any):
    await centre.feed(opened(numbers=()), ending)
    case = await only(centre)
    assert (case["status"], case["outcome"]) == ("dropped", "policy-ended")


async def test_of_whom_nobody_told_a_number_is_assumed(centre: Alone):
    told: Sequence[tuple[Any, bool]] = [(None, True), ((), False), ([INVALID], False), ([FIELD], True)]
    for place, (numbers, _) in enumerate(told):
        await centre.feed(opened(case_no=f"BD{place}", numbers=numbers))
    async with centre.app.state.sessions() as session:
        found = [has_number(await session.get_one(KnownPolicy, f"BD{place}")) for place in range(len(told))]
    assert found == [expected for _, expected in told]


async def test_an_event_of_before_numbers_were_told_takes_nothing_back(centre: Alone):
    await centre.feed(opened(numbers=()), acknowledged())
    assert (await only(centre))["status"] == "wanted"


async def test_collections_are_listed_by_whose_they_are_and_how_they_stand(centre: Alone):
    await centre.feed(opened(numbers=(), **BANKS), opened(case_no="BD2", numbers=(), channel="agent", salesperson="A1"))
    assert [case["policy_no"] for case in await collections(centre, addressee="outlet")] == ["BD261012-00000001"]
    assert [case["policy_no"] for case in await collections(centre, salesperson="A1")] == ["BD2"]
    assert await collections(centre, status="handed_up") == []
    assert (await centre.get("/contact-collections", addressee="nobody")).status_code == 422
    number = (await collections(centre, addressee="outlet"))[0]["case_no"]
    assert (await centre.get(f"/contact-collections/{number}")).json()["addressee"] == "outlet"
    (clock,) = (await centre.get(f"/contact-collections/{number}/sla")).json()["clocks"]
    assert clock["explanation"]["id"] == "contact-collection"


async def of_collections(centre: Alone, table: Any) -> list[Any]:
    return [row for row in await centre.rows(table) if row.kind == "contact_collection"]
