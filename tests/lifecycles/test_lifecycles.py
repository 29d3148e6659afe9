"""The table of steps of every kind of case, cell by cell: what it has happens, what it hasn't is refused."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.docs.discovery import KindOfCase, kinds
from shared import clock, keyring
from shared.clock import SimulatedClock
from shared.db import Sessions, make_engine, make_sessions
from shared.settings import Settings
from shared.testing.databases import migrate_quickly
from shared.testing.lifecycles import check_every_cell, check_every_role, stuck, unreachable
from tests.lifecycles import of_callback, of_claims, of_intake, of_policy_service

EXAMPLES = of_intake.EXAMPLES | of_policy_service.EXAMPLES | of_claims.EXAMPLES | of_callback.EXAMPLES
KINDS = kinds()
each_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.lifecycle.kind for kind in KINDS])


@pytest.fixture
def monday() -> Iterator[None]:
    """Ten o'clock at the counter, on a working day."""
    before = clock.install(SimulatedClock(datetime(2026, 10, 12, 2, tzinfo=UTC)))
    yield
    clock.install(before)


@pytest.fixture
async def sessions(kind: KindOfCase, tmp_path: Path, monday: None) -> AsyncIterator[Sessions]:
    settings = Settings(data=tmp_path, sqlite_synchronous="NORMAL")
    await migrate_quickly(settings, kind.service)
    keyring.install_from(settings)
    engine = make_engine(settings.database_url_of(kind.service))
    yield make_sessions(engine)
    await engine.dispose()


def test_every_kind_has_an_example_and_no_other():
    assert sorted(EXAMPLES) == sorted(kind.lifecycle.kind for kind in KINDS)
    strays = {name: example.make().lifecycle.kind for name, example in EXAMPLES.items()}
    assert strays == {name: name for name in EXAMPLES}


@each_kind
async def test_every_status_times_every_action(kind: KindOfCase, sessions: Sessions):
    await check_every_cell(sessions, kind.lifecycle, EXAMPLES[kind.lifecycle.kind].put)


@each_kind
async def test_only_the_roles_of_a_step_may_take_it(kind: KindOfCase, sessions: Sessions):
    await check_every_role(sessions, kind.lifecycle, EXAMPLES[kind.lifecycle.kind].put)


@each_kind
def test_every_status_is_reached_and_leads_to_a_close(kind: KindOfCase):
    lifecycle = kind.lifecycle
    assert {str(status) for status in lifecycle.closed} == EXAMPLES[lifecycle.kind].closed
    assert unreachable(lifecycle) == stuck(lifecycle) == set()
