"""What holds for all tests."""

import pytest

from shared.observability import configure_logging
from shared.settings import Settings


@pytest.fixture(scope="module", autouse=True)
def _logging_as_in_a_service() -> None:
    """For each module anew: commands configure it, too. By itself structlog takes two seconds to show an error."""
    configure_logging(Settings())
