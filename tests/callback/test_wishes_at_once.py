"""A wish that is told or withdrawn while a call on another policy of the same holder is opened, on PostgreSQL."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from services.callback.consumers import keep_calls_owed, set_the_limit
from services.callback.departures.commands import take_in
from services.callback.departures.schemas import DepartureIn
from shared.auth import Actor, Role
from shared.testing.alone import Alone
from tests.callback.causes import GRACE, KNOWN, LAPSED, of_renewal
from tests.callback.conftest import MONDAY, POLICY_NO, acknowledged, opened
from tests.callback.test_queue import centre_on

pytestmark = pytest.mark.real
OTHER = "BD261012-00000002"
ON_OTHER = KNOWN.model_copy(update={"case_no": OTHER, "salesperson": "A7"})
MANAGER = Actor("M1", frozenset({Role.BRANCH_MANAGER}), "350322")
LEFT = DepartureIn(salesperson="A7", left_on=MONDAY.date())
WISH = {"policy_no": POLICY_NO, "source": "counter"}
Owing = Callable[[AsyncSession], Awaitable[Any]]
OWING: dict[str, tuple[list[Any], Owing]] = {
    "grace": ([ON_OTHER], lambda session: keep_calls_owed(session, [of_renewal(type(GRACE), policy_no=OTHER)])),
    "not known before": ([], lambda session: keep_calls_owed(session, [LAPSED.model_copy(update={"case_no": OTHER})])),
    "signed": ([opened(case_no=OTHER)], lambda session: set_the_limit(session, [acknowledged(case_no=OTHER)])),
    "left": ([ON_OTHER], lambda session: take_in(session, [LEFT], MANAGER)),
}


async def only(centre: Alone) -> dict[str, Any]:
    (task,) = (await centre.get("/callbacks", policy_no=OTHER)).json()["items"]
    return dict(task)


@pytest.mark.parametrize("what", OWING)
async def test_a_wish_told_meanwhile_is_heeded(tmp_path: Path, what: str):
    known, owe = OWING[what]
    async with centre_on("postgresql", tmp_path) as centre:
        await centre.feed(KNOWN, *known)
        async with centre.app.state.sessions.begin() as session:
            await owe(session)
            telling = asyncio.create_task(centre.post("/do-not-call-wishes", Role.TELLER, WISH))
            await asyncio.sleep(0.5)
        answer = await telling
        assert (answer.status_code, (await only(centre))["wish_no"]) == (201, answer.json()["wish_no"]), answer.text


async def test_a_wish_withdrawn_meanwhile_is_not_waited_for(tmp_path: Path):
    known, owe = OWING["grace"]
    async with centre_on("postgresql", tmp_path) as centre:
        await centre.feed(KNOWN, *known)
        wish = (await centre.post("/do-not-call-wishes", Role.TELLER, WISH | {"until": "2026-10-19"})).json()
        async with centre.app.state.sessions.begin() as session:
            await owe(session)
            path = f"/do-not-call-wishes/{wish['wish_no']}/withdrawal"
            telling = asyncio.create_task(centre.post(path, Role.TELLER, None))
            await asyncio.sleep(0.5)
        assert ((await telling).status_code, (await only(centre))["wish_no"]) == (200, None)
