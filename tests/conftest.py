"""What holds for all tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression

from shared import calendar_data, collector
from shared.observability import configure_logging
from shared.settings import Settings
from shared.testing.documented import watching

os.environ["GUIMIAN_CALENDARS"] = str(Path(__file__).parent / "data/coming-year.toml")


@pytest.fixture
def _unpublished(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As for an operator who has not loaded the coming year. By `usefixtures`, to come before the service."""
    monkeypatch.delenv("GUIMIAN_CALENDARS")
    calendar_data.install(None)
    yield
    calendar_data.install(None)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Schemathesis makes up its requests while it is collected: 24 s of each process, in vain without slow tests."""
    asked = Expression.compile(config.option.markexpr or "slow")
    slow = asked.evaluate(lambda name, /, **_: name == "slow")
    return True if collection_path.name == "test_schemathesis.py" and not slow else None


def pytest_collection_finish() -> None:
    """Half a million objects of imports and tests would be looked through again and again: a sixth of the time."""
    collector.settle()


@pytest.fixture(scope="module", autouse=True)
def _logging_as_in_a_service() -> None:
    """For each module anew: commands configure it, too. By itself structlog takes two seconds to show an error."""
    configure_logging(Settings())


@pytest.fixture(scope="module", autouse=True)
def _answers_as_documented() -> Iterator[None]:
    """Told at the end of a module, for Hypothesis takes no fixture that is each test's own."""
    with watching() as wrong:
        yield
    assert not wrong
