"""Changes of a group on both databases: two at once, and every fen accounted for after any history of them."""

import asyncio
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from shared.auth import Role
from shared.clock import SimulatedClock
from shared.settings import Settings
from shared.testing.databases import BOTH, database, migrate_quickly
from tests.intake.changes_desk import ChangesDesk
from tests.intake.counter import Case, counter_in
from tests.intake.ledger.till import Till

DAYS = ("2026-10-13", "2026-12-31", "2027-02-28", "2027-10-12")
CHANGES = st.tuples(st.integers(0, 2), st.integers(0, 2), st.sampled_from(["endorse", "withdraw", "overpay"]))


@pytest.fixture(params=BOTH)
async def changes(
    request: pytest.FixtureRequest, tmp_path: Path, time: SimulatedClock
) -> AsyncIterator[tuple[str, ChangesDesk]]:
    async with database(request.param, tmp_path) as url:
        settings = Settings(data=tmp_path, jobs=False, database_url=url, sqlite_synchronous="NORMAL")
        await migrate_quickly(settings, "intake")
        async with counter_in(settings, time) as counter:
            yield request.param, ChangesDesk(counter)


async def test_of_two_changes_at_once_one_is_open(changes: tuple[str, ChangesDesk]):
    _, desk = changes
    group = await desk.issued(heads=3)
    answers = await asyncio.gather(*(desk.open(group, [number]) for number in (100, 101, 102)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


async def test_two_endorsements_at_once_are_one(changes: tuple[str, ChangesDesk]):
    _, desk = changes
    group = await desk.issued(heads=5)
    case = await desk.done(await desk.opened(group, remove=(await desk.refs(group))[:1]), "submission")
    ask = [desk.ask(case, "review", Role.REVIEWER, {"outcome": "approve"}, ref=f"S-{each}") for each in range(3)]
    answers = await asyncio.gather(*ask)
    assert sorted(answer.status_code for answer in answers)[0] == 200
    assert [answer.status_code for answer in answers].count(200) == 1
    await Till(desk.counter).check_book()


async def test_every_fen_is_accounted_for_after_any_history(changes: tuple[str, ChangesDesk]):
    kind, desk = changes
    till, numbers, loop = Till(desk.counter), count(1_000), asyncio.get_running_loop()

    async def play(history: list[tuple[int, int, str]]) -> None:
        group = await desk.issued(heads=5, product="G2003")  # without death cover, which minors have a limit of
        for day, (joining, leaving, end) in zip(DAYS, history, strict=False):
            refs = (await desk.refs(group))[:leaving]
            answer = await desk.open(group, [next(numbers) for _ in range(joining)], refs, effective_on=day)
            assert answer.status_code in (201, 422), answer.text
            if answer.status_code == 201:
                await _finish(desk, till, answer.json(), end)
        await till.check_book()

    @hypothesis_settings(
        max_examples=8 if kind == "sqlite" else 3,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(st.lists(CHANGES, min_size=2, max_size=4))
    def check(history: list[tuple[int, int, str]]) -> None:
        asyncio.run_coroutine_threadsafe(play(history), loop).result()

    await asyncio.to_thread(check)


async def _finish(desk: ChangesDesk, till: Till, case: Case, end: str) -> None:
    submitted = await desk.done(case, "submission")
    reviewed: dict[str, Any] = await desk.done(submitted, "review", Role.REVIEWER, {"outcome": "approve"})
    if reviewed["status"] == "effective":
        return
    if end == "withdraw":
        await desk.done(reviewed, "withdrawal", body={"reason": "customer-request"})
        return
    await till.taken(reviewed["premium_fen"] + (7 if end == "overpay" else 0), case["case_no"])
    await desk.done(await desk.now(case), "endorsement")
