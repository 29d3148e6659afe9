"""The hall on a Monday morning."""

import pytest

from tests.intake.counter import Counter
from tests.intake.visits.hall import Hall


@pytest.fixture
def hall(counter: Counter) -> Hall:
    return Hall(counter)
