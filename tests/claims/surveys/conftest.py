"""Surveys of claims, with the desks that they come from."""

import pytest

from tests.claims.hall import ClaimsHall
from tests.claims.surveys.field import Field


@pytest.fixture
def field(hall: ClaimsHall) -> Field:
    return Field(hall)
