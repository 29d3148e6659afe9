import pytest

from shared.testing.alone import Alone
from tests.policy_service.archives.room import ArchiveRoom


@pytest.fixture
def room(office: Alone) -> ArchiveRoom:
    return ArchiveRoom(office)
