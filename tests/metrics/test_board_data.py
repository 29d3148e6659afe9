"""What the board's pages are made of, without a browser."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from services.metrics.projection import Projection, open_store
from services.metrics.queries import Window
from services.metrics.web import data
from services.metrics.web.data import Data
from shared.db import make_engine, make_sessions, sqlite_url
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


async def test_the_board_moves_with_another_processs_batch(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "LOOK_SECONDS", 0.05)
    shown, window = Data(desk.app), Window()
    before, stamp = await accepted(shown, window), await shown.stamp()
    await desk.post([event(1)])
    await Projection(open_store(desk.app.state.sessions.kw["bind"], 1)).catch_up(desk.app.state.bus)
    await asyncio.sleep(0.3)
    assert await shown.stamp() != stamp
    assert await accepted(shown, window) == before + 1


async def test_a_failed_read_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(data, "RETRY_SECONDS", 0.1)
    shown, sessions = Data(desk.app), desk.app.state.sessions
    await shown.stamp()
    nowhere = make_engine(sqlite_url(tmp_path / "nowhere" / "metrics.db"))
    desk.app.state.sessions = make_sessions(nowhere)
    with pytest.raises(OperationalError):
        await shown.orgs("")
    await nowhere.dispose()
    desk.app.state.sessions = sessions
    await asyncio.sleep(0.2)
    assert await shown.orgs("") == []


async def test_a_standstill_is_looked_at_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "LONGEST_SECONDS", 0.1)
    shown = Data(desk.app)
    stamp = await shown.stamp()
    await asyncio.sleep(0.15)
    assert await shown.stamp() != stamp


async def accepted(shown: Data, window: Window) -> int:
    return (await shown._shared("opened", 0.25, lambda: shown.kpi("opened", window))).numerator
