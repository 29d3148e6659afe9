"""Suspicions and large-cash reports: whoever isn't of the duty learns of none of them, nor of how many there are."""

import json
from typing import Any

import httpx
import pytest

from services.metrics.confidential import CONFIDENTIAL
from services.metrics.kpis import KPIS
from services.metrics.queries import Window
from services.metrics.stream import follow
from services.metrics.web import case_page, kpi_page
from services.metrics.web.data import Data
from services.metrics.web.frame import Viewer
from shared.auth import Actor, Role
from shared.bus import Message
from shared.contracts.intake_aml import LargeCashReportOpened, SuspicionRaised
from shared.errors import Forbidden
from shared.testing.alone import event_like, record_of
from tests.metrics.desk import Desk, event

OTHERS = sorted(set(Role) - {Role.COMPLIANCE, Role.AUDITOR})
OPENED_AT = "2026-04-18T01:00:00Z"
CASES = {"suspicion": "KY260418-00000001", "large_cash_report": "DX260418-00000001"}


@pytest.fixture
async def told(desk: Desk) -> Desk:
    """A suspicion, a large-cash report and a hotline's case, all open."""
    for contract, (kind, case_no) in zip((SuspicionRaised, LargeCashReportOpened), CASES.items(), strict=True):
        facts = {
            "kind": kind,
            "case_no": case_no,
            "version": 1,
            "org": "350322",
            "at": OPENED_AT,
            "opened_at": OPENED_AT,
            "status": "raised",
        }
        record = record_of(event_like(contract, **facts, closed_at=None))
        assert not any(await desk.app.state.bus.publish([Message(record.at.topic, record.key, record.value)]))
    await desk.post([event(1)])
    await desk.catch_up()
    return desk


async def get(desk: Desk, path: str, role: Role) -> httpx.Response:
    return await desk.client.get(f"/v1{path}", headers=desk.headers(role))


async def forbidden(desk: Desk, path: str, role: Role = Role.BRANCH_MANAGER) -> None:
    answer = await get(desk, path, role)
    assert (answer.status_code, answer.json()["needs"]) == (403, ["auditor", "compliance"]), path


@pytest.mark.parametrize("role", [Role.COMPLIANCE, Role.AUDITOR])
async def test_those_of_the_duty_see_cases_and_numbers(told: Desk, role: Role) -> None:
    for kind, case_no in CASES.items():
        assert (await get(told, f"/cases/{kind}/{case_no}", role)).json()["case_no"] == case_no
    for kpi in ("suspicions-raised", "large-cash-opened"):
        assert (await get(told, f"/kpis/{kpi}", role)).json()["value"] == 1
        assert len((await get(told, f"/kpis/{kpi}/cases", role)).json()["items"]) == 1
    assert (await get(told, "/kpis/opened", role)).json()["value"] == 3
    assert {row["id"] for row in (await get(told, "/kpis", role)).json()} == KPIS.keys()


@pytest.mark.parametrize("role", OTHERS)
async def test_nobody_else_sees_a_case_or_a_number_of_them(told: Desk, role: Role) -> None:
    for kind, case_no in CASES.items():
        await forbidden(told, f"/cases/{kind}/{case_no}", role)
        await forbidden(told, f"/cases/{kind}/NO-SUCH-CASE", role)
    for kpi in ("suspicions-raised", "large-cash-in-time-rate"):
        for what in ("", "/cases", "/trend", "?by=org", "/cases?by=org&value=350322"):
            await forbidden(told, f"/kpis/{kpi}{what}", role)
        await forbidden(told, f"/stream?kpi=opened&kpi={kpi}", role)


async def test_a_kpi_of_any_kind_leaves_them_out_of_the_whole_and_of_its_parts(told: Desk) -> None:
    assert (await told.get("/cases/hotline/H1")).status_code == 200
    for kpi in ("opened", "open-count"):
        for by, value in (("kind", "hotline"), ("org", "35")):
            answer = (await told.get(f"/kpis/{kpi}?by={by}")).json()
            assert (answer["value"], [(part["by"], part["numerator"]) for part in answer["slices"]]) == (
                1,
                [(value, 1)],
            )
        assert (await told.get(f"/kpis/{kpi}/trend?from=2026-04-20")).json()[-1]["numerator"] == int(kpi != "opened")
        listed = (await told.get(f"/kpis/{kpi}/cases")).json()["items"]
        assert [each["kind"] for each in listed] == ["hotline"]
    for kind in CONFIDENTIAL:
        await forbidden(told, f"/kpis/opened?kind={kind}")
        await forbidden(told, f"/kpis/opened/trend?kind={kind}")
        await forbidden(told, f"/kpis/opened/cases?kind={kind}")
        await forbidden(told, f"/kpis/opened/cases?by=kind&value={kind}")


async def test_the_catalogue_names_no_kpi_that_one_may_not_ask_for(told: Desk) -> None:
    listed = {row["id"] for row in (await told.get("/kpis")).json()}
    assert {KPIS[missing].kinds for missing in KPIS.keys() - listed} == {frozenset({kind}) for kind in CONFIDENTIAL}
    assert all(not CONFIDENTIAL.keys() >= (KPIS[kpi].kinds or {"any"}) for kpi in listed)


@pytest.mark.parametrize(("role", "numerator"), [(Role.COMPLIANCE, 3), (Role.PROVINCE, 1)])
async def test_the_stream_counts_what_its_reader_may_see(told: Desk, role: Role, numerator: int) -> None:
    window = window_of(Actor("S1", frozenset({role})), told)
    messages = follow(told.app, ("opened",), window)
    data = (await anext(messages)).partition(b"data: ")[2]
    assert json.loads(data)["kpis"]["opened"]["numerator"] == numerator


def window_of(actor: Actor, desk: Desk) -> Window:
    return viewer_of(actor, desk).window()


def viewer_of(actor: Actor, desk: Desk, **query: str) -> Viewer:
    return Viewer(Data(desk.app), actor, "en", query, "")


async def test_the_board_shows_a_branch_manager_neither_number_nor_page_nor_case(told: Desk) -> None:
    manager: Any = Actor("M1", frozenset({Role.BRANCH_MANAGER}))
    viewer = viewer_of(manager, told)
    assert (await viewer.data.kpi("opened", viewer.window())).numerator == 1
    for kind, case_no in CASES.items():
        with pytest.raises(Forbidden):
            await case_page.show(viewer, kind, case_no)
        with pytest.raises(Forbidden):
            await kpi_page.show(viewer_of(manager, told, kind=kind), "opened")
    with pytest.raises(Forbidden):
        await kpi_page.show(viewer, "suspicions-raised")


async def test_two_viewers_of_one_page_are_told_each_their_own(told: Desk) -> None:
    """The pages' answers are shared between those who ask for the same."""
    data = Data(told.app)
    for role, numerator in ((Role.COMPLIANCE, 3), (Role.BRANCH_MANAGER, 1), (Role.AUDITOR, 3)):
        viewer = Viewer(data, Actor("V1", frozenset({role})), "en", {}, "")
        points = (await data.trends(("opened",), viewer.window()))["opened"]
        assert sum(point.numerator for point in points) == numerator
