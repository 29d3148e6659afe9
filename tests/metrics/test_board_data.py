"""What the board's pages are made of, without a browser."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from services.metrics.projection import Projection
from services.metrics.queries import Window
from services.metrics.schemas import Slice
from services.metrics.web import charts, data
from services.metrics.web.data import Data
from services.metrics.web.frame import Viewer
from services.metrics.worker import open_store
from shared.auth import Actor, Role
from shared.db import make_engine, make_sessions, sqlite_url
from shared.language import Language
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


async def test_who_looks_twice_within_a_quarter_second_sees_the_second_batch(desk: Desk) -> None:
    """The stamp is asked for once: an answer of before the batch would stand until the next."""
    shown, window = Data(desk.app), Window()
    before = await accepted(shown, window)
    await desk.post([event(1)])
    await desk.catch_up()
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


async def closed(desk: Desk, *cases: tuple[str | None, bool]) -> None:
    """One closed case for each channel given, late or in time."""
    at = "2026-04-20T01:00:00Z"
    for number, (channel, late) in enumerate(cases):
        due_at = "2026-04-19T01:00:00Z" if late else "2026-04-21T01:00:00Z"
        ended = {"at": at, "action": "end", "closed_at": at, "status": "ended", "outcome": "done", "due_at": None}
        steps = [event(number, channel=channel, due_at=due_at), event(number, 2, channel=channel, **ended)]
        assert (await desk.post(steps)).json()["taken"] == 2
    await desk.catch_up()


async def drawn(
    desk: Desk, kpi_id: str, by: str, language: Language = "en", **changes: str
) -> list[tuple[str, float, str]]:
    """The bars of a rate, from the top: name, length, label."""
    viewer = Viewer(Data(desk.app), Actor("M1", frozenset({Role.BRANCH_MANAGER})), language, {}, "")
    answer = await viewer.data.kpi(kpi_id, Window(by=by))
    options = charts.rates(answer.model_copy(update={"kpi": answer.kpi.model_copy(update=changes)}), by, viewer)
    bars = options["series"][0]["data"]
    names = options["yAxis"]["data"]
    return [(name, bar["value"], bar["label"]["formatter"]) for name, bar in zip(names, bars, strict=True)]


async def test_a_rate_is_broken_down_into_rates_the_worst_first(desk: Desk) -> None:
    by_phone = [*[("phone", True)] * 2, ("phone", False)]
    await closed(desk, ("portal", True), *[("portal", False)] * 3, *by_phone, ("fax", False))
    assert await drawn(desk, "closed-late-rate", "channel") == [
        ("phone", 66.7, "66.7%   2 / 3"),
        ("portal", 25.0, "25.0%   1 / 4"),
        ("fax", 0.0, "0.0%   0 / 1"),
    ]
    best = [name for name, _, _ in await drawn(desk, "closed-late-rate", "channel", better="higher")]
    assert best == ["fax", "portal", "phone"], "where more is better, the least is the worst"
    assert await drawn(desk, "turnaround-mean", "channel", "zh") == [
        ("portal", 48.0, "48.0 小时   4 件"),
        ("phone", 48.0, "48.0 小时   3 件"),
        ("fax", 48.0, "48.0 小时   1 件"),
    ]


async def test_a_rate_of_nothing_is_no_zero(desk: Desk) -> None:
    await desk.post([event(1, channel="portal")])
    await desk.catch_up()
    viewer = Viewer(Data(desk.app), Actor("M1", frozenset({Role.BRANCH_MANAGER})), "en", {}, "")
    answer = await viewer.data.kpi("closed-late-rate", Window(by="channel"))
    nothing = answer.model_copy(update={"slices": [Slice(by="portal", value=None, numerator=3, denominator=0)]})
    assert charts.rates(nothing, "channel", viewer)["series"][0]["data"][0]["label"] == {"formatter": "no data   3 / 0"}


async def test_of_many_values_those_with_the_most_cases_are_drawn(desk: Desk) -> None:
    await closed(desk, *[(f"c{number:02}", number == 13) for number in range(14)], ("c00", False))
    names = [name for name, _, _ in await drawn(desk, "closed-late-rate", "channel")]
    assert (len(names), names[0], "c13" in names) == (charts.MOST_BARS, "c13", True), "the late one sorts before"


async def accepted(shown: Data, window: Window) -> int:
    return (await shown._shared("opened", 0.25, lambda: shown.kpi("opened", window))).numerator
