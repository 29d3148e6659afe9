"""Real servers, found or started once a run."""

from collections.abc import AsyncIterator

import pytest

from shared.testing import servers


@pytest.fixture(scope="session")
def kafka() -> str:
    """The bootstrap address; the broker is shared, so topics and groups need names of their own."""
    return servers.or_skip(servers.kafka)


@pytest.fixture(scope="session")
def pg_url() -> str:
    return servers.or_skip(servers.postgres)


@pytest.fixture
async def fresh_pg(pg_url: str) -> AsyncIterator[str]:
    """The URL of an empty database of this test's own."""
    async with servers.fresh_database(pg_url) as url:
        yield url
