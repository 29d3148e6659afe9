"""The play over REST, part by part; that cases get on without a refusal, all sorts of a month do in tests/e2e."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from services.intake.groups import list_work
from simulator import applications, callbacks, cards, groups, policies, visits
from simulator.kinds import looker
from simulator.play import Play
from simulator.rhythm import Stream
from tests.e2e.counter import until
from tests.simulator.playing import OPENING, cases_of, over_rest, suite

ROOTS = (applications.ROOT, policies.ROOT, callbacks.ROOT, visits.ROOT, cards.ROOT, groups.ROOT)

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _lists_are_worked_on_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second by the wall for each is long where the play's clock stands still meanwhile."""
    monkeypatch.setattr(list_work, "POLL_SECONDS", 0.01)


async def play(app: FastAPI, until: datetime, **how: Any) -> tuple[Play, list[dict[str, Any]]]:
    """Play on to a time; returns the play and all cases of all branches."""
    async with over_rest(app) as api:
        played = Play(api, **how)
        await played.read_clock()
        await played.take_up()
        await played.play_until(until)
        return played, await cases_of(api, *ROOTS)


def minutes(case: dict[str, Any], since: str, until: str) -> float:
    return (datetime.fromisoformat(case[until]) - datetime.fromisoformat(case[since])).total_seconds() / 60


async def test_in_the_halls_people_wait_are_served_and_say_what_they_think(tmp_path: Path):
    evening = OPENING + timedelta(hours=20)
    async with suite(tmp_path) as app:
        played, cases = await play(app, OPENING + timedelta(hours=2.5), a_day=Stream(applications=1.0, visits=120.0))
        assert {"waiting", "in_service"} <= {case["status"] for case in cases}, "broken off in the rush"
        again, cases = await play(app, evening, a_day=Stream(applications=1.0, visits=120.0))
    assert played.refusals == again.refusals == Counter()
    halls = [case for case in cases if case["kind"] == "visit"]
    ends = Counter((case["status"], case["abandoned"]) for case in halls)
    assert set(ends) == {("finished", None), ("abandoned", "day-over")}, ends
    assert all(case["calls"] == 3 for case in halls if case["abandoned"]), "who wasn't passed over was served"
    done = [case for case in halls if case["status"] == "finished"]
    waits, works = (
        [minutes(case, *ends) for case in done] for ends in (("opened_at", "called_at"), ("served_at", "closed_at"))
    )
    assert min(waits) < 1 < 5 < max(waits)
    assert 5 < sum(works) / len(works) < 20, "minutes by the wall, not by the ticks of the desks"
    assert {None, "satisfied"} <= {case["satisfaction"] for case in done}
    assert any(case["prompted_at"] is None for case in done), "some tellers forget to ask"


async def test_groups_hand_in_lists_good_and_bad_and_most_are_issued(tmp_path: Path):
    september = datetime(2026, 9, 7, 0, 30, tzinfo=UTC)
    async with suite(tmp_path, september) as app:
        played, cases = await play(app, september + timedelta(days=4), a_day=Stream(groups=5.0))
        async with over_rest(app) as api:
            path = f"{groups.ROOT}/{{}}/insured-list"
            kinds = {case["kind"] for case in cases} - {"callback"}  # about policies whose salesperson left
            assert kinds == {"group_application", "policy"}, "and the archive's policies"
            cases = [case for case in cases if case["kind"] == "group_application"]
            handed_in = [case for case in cases if case["lists"]]
            lists = [await api.get(looker(case["org"]), path.format(case["case_no"])) for case in handed_in]
    assert played.refusals == Counter()
    statuses = Counter(case["status"] for case in cases)
    assert {"issued", "returned", "awaiting_list", "awaiting_premium"} <= set(statuses)
    assert statuses["issued"] > 10
    assert {case["scheme"] for case in cases} == {"group", "pooled"}
    assert Counter(case["scheme"] for case in cases)["pooled"] > len(cases) / 2, "school begins"
    assert len({each["media_type"] for each in lists}) == 2
    assert {each["take"] for each in lists} == {"all", "good"}
    assert any(case["lists"] > 1 for case in cases), "a corrected list"
    by_hand = [case for case in handed_in if case["status"] == "issued" and case["heads"] != case["rows_taken"]]
    assert by_hand, "additions and removals"


async def test_in_a_rush_work_piles_up_at_every_desk(tmp_path: Path):
    async with suite(tmp_path) as app:
        played, cases = await play(
            app, OPENING + timedelta(days=2), a_day=Stream(applications=6.0), rush_from=OPENING + timedelta(days=1)
        )
    assert (played.refusals, played.done) == (Counter(), 1.0)
    statuses = Counter(case["status"] for case in cases if case["kind"] == "application")
    assert sum(statuses.values()) > 40
    for desk in ("received", "scanned", "keyed", "awaiting_supplement"):
        assert statuses[desk] > 3, statuses


async def test_a_play_broken_off_goes_on_with_the_cases_as_they_stand(tmp_path: Path):
    noon, evening = OPENING + timedelta(days=1, hours=2), OPENING + timedelta(days=4)
    a_day = Stream(applications=12.0, groups=8.0)
    async with suite(tmp_path) as app:
        _, before = await play(app, noon, a_day=a_day)
    async with suite(tmp_path, noon) as app:
        played, after = await play(app, evening, a_day=a_day)
    assert played.refusals == Counter()
    later = {case["case_no"]: case["version"] for case in after}
    waiting = [case for case in before if case["status"] in ("scanned", "keyed", "in_underwriting")]
    assert {case["kind"] for case in waiting} == {"application", "group_application"}
    assert all(later[case["case_no"]] > case["version"] for case in waiting)


async def test_in_real_time_work_goes_on_and_issued_policies_are_taken_up(tmp_path: Path):
    async with suite(tmp_path) as app:
        before, _ = await play(app, OPENING + timedelta(days=1), a_day=Stream(applications=14.0))
        async with over_rest(app) as api:
            live = Play(api)
            await live.read_clock()
            await live.take_up()
            await live.move_clock(rate=1.0)
            going_on = asyncio.create_task(live.trickle(0.005))
            await until(partial(has_taken_up, live, before.world.now.isoformat()), seconds=90)
            going_on.cancel()
            with suppress(asyncio.CancelledError):
                await going_on
    assert live.steps > 30


async def has_taken_up(live: Play, since: str) -> bool:
    """Whether somebody goes on with a policy opened since; looked at seldom, for the play has the machine to itself."""
    await asyncio.sleep(1)
    found = await live.world.api.pages(looker("35"), policies.ROOT, limit=200)
    return live.steps > 30 and any(policy["version"] > 1 and policy["opened_at"] > since for policy in found)
