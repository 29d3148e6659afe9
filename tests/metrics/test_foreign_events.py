"""Events of foreign systems over HTTP: judged one by one, and written as they were understood."""

import json
from pathlib import Path
from typing import Any

import pytest

from services.docs.discovery import apps, kinds
from services.metrics.foreign import CaseIn
from services.metrics.ingest import FOREIGN, OWN_KINDS
from shared.auth import Role
from tests.metrics.desk import BATCH, STRUCTURED, Desk, event

AT = "2026-04-18T01:00:00Z"
BAD = [
    (event(version=0), "data.version"),
    (event(kind="application"), "data.kind"),
    (event(name="张三"), "data.name"),
    (event(opened_at="2026-04-18T01:00:00"), "data.opened_at"),
    (event(closed_at="2026-04-17T01:00:00Z"), "data.closed_at"),
    (event(zone="Mars/Olympus"), "data.zone"),
    (event(at="0001-01-01T00:00:00Z"), "data.at"),
    (event(at="2026-04-21T07:31:00Z"), "data.at"),  # more than a day ahead of the desk's clock
    ({**event(), "subject": "H7"}, "subject"),
    ({**event(), "colour": "red"}, "colour"),
    ({**event(), "specversion": "0.3"}, "specversion"),
    ({**event(), "partitionkey": "H7"}, "partitionkey"),
    (event(defects=[{"code": "c", "name": "张三", "phone": "13812345678"}]), "data.defects"),
    (event(clocks=[{"id": "c", "started_at": AT, "name": "张三"}]), "data.clocks.0.name"),
    (event(clocks=[{"id": "c", "started_at": AT, "due_at": "9999-12-31T23:59:59-14:00"}]), "data.clocks.0.due_at"),
    (event(clocks=[{"id": "c", "started_at": "0001-01-01T00:00:00+14:00"}]), "data.clocks.0.started_at"),
    ({**event(), "time": "2200-01-01T00:00:00Z"}, "time"),
    (event(version="1"), "data.version"),
    (event(opened_at=1776474000), "data.opened_at"),
    (event(outcome="x" * 81), "data.outcome"),
    (event(org="35 03"), "data.org"),
    (event(org="35%"), "data.org"),
    (event(kind="hot/line"), "data.kind"),
    (event(case_no="a/b?c"), "data.case_no"),
    (event(case_no="../../x"), "data.case_no"),
    (event(case_no=".."), "data.case_no"),
    ({"data": 7}, "data"),
    (7, "data"),
]


@pytest.mark.parametrize(("bad", "where"), BAD)
async def test_an_event_that_does_not_fit_is_named_and_nothing_is_taken(desk: Desk, bad: Any, where: str) -> None:
    response = await desk.post([event(1), bad])
    assert response.status_code == 422
    assert [(each["index"], each["field"]) for each in response.json()["refused"]] == [(1, where)]
    await desk.catch_up()
    assert (await desk.get("/kpis/opened")).json()["value"] == 0


async def test_the_good_ones_are_kept_if_asked(desk: Desk) -> None:
    response = await desk.post([event(1), *(bad for bad, _ in BAD), event(2)], query="?keep=good")
    assert response.status_code == 202
    assert response.json()["taken"] == 2
    assert len(response.json()["refused"]) == len(BAD)
    await desk.catch_up()
    assert (await desk.get("/kpis/opened")).json()["value"] == 2


async def test_an_integrator_of_a_branch_cant_tell_of_another(desk: Desk) -> None:
    headers = desk.headers(Role.INTEGRATOR, "350322")
    response = await desk.post([event(1, org="350305")], **headers)
    assert response.json()["refused"][0]["field"] == "data.org"
    assert (await desk.post([event(1)], **desk.headers(Role.TELLER))).status_code == 403


async def test_all_three_modes_of_the_binding_are_taken(desk: Desk) -> None:
    single, third = event(1), event(3)
    assert (await desk.post(single, STRUCTURED)).status_code == 202
    assert (await desk.post([event(2)], BATCH)).status_code == 202
    attributes = {f"ce-{name}": str(value) for name, value in third.items() if name != "data"}
    assert (await desk.post(third["data"], "application/json", **attributes)).status_code == 202
    assert (await desk.post(single, "text/plain")).status_code == 415
    assert (await desk.post(single, BATCH)).status_code == 400
    assert (await desk.post(b"{", STRUCTURED)).status_code == 400
    await desk.catch_up()
    assert (await desk.get("/kpis/opened")).json()["value"] == 3


def test_every_kind_of_our_own_is_refused_to_strangers() -> None:
    own = {kind.lifecycle.kind for kind in kinds()}
    assert {"application", "policy", "callback"} <= own <= OWN_KINDS


async def test_what_is_kept_is_what_was_understood_and_not_what_came(desk: Desk) -> None:
    sent = json.dumps(event(1, handler=None)).replace('"status": "open"', '"status": "张三 138", "status": "open"')
    assert (await desk.post(sent.encode(), STRUCTURED)).status_code == 202
    async for records in desk.app.state.bus.replay([FOREIGN]):
        (kept,) = (json.loads(record.value)["data"] for record in records)
        assert kept == {name: value for name, value in event(1)["data"].items() if value is not None}


async def test_an_integrator_cant_take_over_another_branchs_case(desk: Desk) -> None:
    await desk.post([event(1, org="110000"), event(2)])
    await desk.catch_up()
    headers = desk.headers(Role.INTEGRATOR, "350322")
    response = await desk.post([event(2, 2), event(1, 2)], **headers)
    assert [(each["index"], each["field"]) for each in response.json()["refused"]] == [(1, "data.case_no")]
    assert (await desk.post([event(2, 2), event(1, 2)], query="?keep=good", **headers)).json()["taken"] == 1
    await desk.catch_up()
    assert (await desk.get("/cases/hotline/H1")).json()["org"] == "110000"
    assert (await desk.get("/cases/hotline/H2")).json()["version"] == 2


async def test_a_case_told_of_just_now_cant_be_taken_over_either(desk: Desk) -> None:
    ours, theirs = (desk.headers(Role.INTEGRATOR, org) for org in ("350322", "110101"))
    assert (await desk.post([event(1), event(1, 2)], **ours)).status_code == 202
    assert (await desk.post([event(2, org="350305")])).status_code == 202
    taken_over = [event(1, 3, org="110101"), event(2, 2, org="110101"), event(3, org="110101")]
    response = await desk.post(taken_over, **theirs)
    assert [(each["index"], each["field"]) for each in response.json()["refused"]] == [
        (0, "data.case_no"),
        (1, "data.case_no"),
    ]
    assert (await desk.post([event(3, 2)], **ours)).status_code == 202  # of a request refused as a whole nothing stays
    assert (await desk.post(taken_over, query="?keep=good", **theirs)).status_code == 422
    assert (await desk.post([event(1, 3)], **ours)).status_code == 202


async def test_who_sees_both_branches_may_move_a_case_between_them(desk: Desk) -> None:
    await desk.post([event(1, org="350305")])
    await desk.catch_up()
    assert (await desk.post([event(1, 2)], **desk.headers(Role.INTEGRATOR, "3503"))).status_code == 202


async def test_the_page_for_integrators_shows_an_event_that_is_taken_and_names_every_field(desk: Desk) -> None:
    page = (Path(__file__).parents[2] / "docs" / "foreign-events.md").read_text()
    sent = page.split("```json\n")[1].split("```")[0]
    assert (await desk.post(sent.encode(), STRUCTURED)).json() == {"taken": 1, "refused": []}
    assert {name for name in CaseIn.model_fields if f"`{name}`" not in page} == set()


def test_the_openapi_document_says_what_the_data_hold() -> None:
    (service,) = (app for name, app in apps().items() if name == "metrics")
    content = service.openapi()["paths"]["/v1/events"]["post"]["requestBody"]["content"]
    event = content[STRUCTURED]["schema"]
    assert event["properties"]["data"]["properties"]["case_no"]["pattern"]
    assert event["properties"]["data"]["properties"]["clocks"]["items"]["additionalProperties"] is False
    assert content[BATCH]["schema"]["items"] == event
    assert "$ref" not in json.dumps(content)


async def test_where_none_fits_keeping_the_good_ones_is_refused_too(desk: Desk) -> None:
    assert (await desk.post([event(version=0)], query="?keep=good")).status_code == 422
