import pytest

from tests.intake.counter import Counter
from tests.intake.ledger.till import Till


@pytest.fixture
def till(counter: Counter) -> Till:
    return Till(counter)
