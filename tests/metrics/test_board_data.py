"""What the board's pages are made of, without a browser."""

import pytest

from services.metrics.web.data import Data
from tests.metrics.desk import Desk, event


@pytest.mark.parametrize(
    ("own", "offered"),
    [
        ("", ["", "11", "1100", "110000", "35", "3503", "350305", "350322"]),
        ("35", ["35", "3503", "350305", "350322"]),
        ("350322", ["350322"]),
        ("42", []),
    ],
)
async def test_a_viewer_can_choose_every_organisation_below_their_own(desk: Desk, own: str, offered: list[str]) -> None:
    await desk.post([event(1), event(2, org="350305"), event(3, org="110000")])
    await desk.catch_up()
    assert await Data(desk.app).orgs(own) == offered
