"""What holds for all tests."""

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(scope="module", autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """Commands configure the process's logging; what a module's tests ran must not silence the next module's."""
    was = structlog.get_config() if structlog.is_configured() else None
    yield
    structlog.reset_defaults()
    if was is not None:
        structlog.configure(**was)
