"""What ends a policy, and that it stays ended."""

from datetime import timedelta

import pytest

from shared.auth import Actor
from shared.cases import advance
from shared.testing.alone import Alone
from shared.testing.lifecycles import put
from tests.lifecycles.of_policy_service import policy


@pytest.mark.parametrize("ending", ["surrender", "mature", "cancel_in_free_look"])
async def test_a_policy_that_has_ended_is_closed_and_its_void_leaves_it_so(office: Alone, ending: str):
    async with office.app.state.sessions.begin() as session:
        ended = await put(session, policy(), "in_force")
        await advance(session, ended, ending, Actor.system())
        closed_at = ended.closed_at
        assert closed_at is not None
        office.time.set(closed_at + timedelta(hours=3))
        await advance(session, ended, "void", Actor.system())
        assert (ended.status, ended.closed_at) == ("voided", closed_at)
