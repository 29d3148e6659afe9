import pytest

from tests.intake.counter import Counter
from tests.intake.debits.bank import Bank


@pytest.fixture
def bank(counter: Counter) -> Bank:
    return Bank(counter)
