"""What claims asks of a group's list: from when until when somebody is insured, by number or by reference."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from shared.auth import EVERYWHERE, Role
from shared.tables import pii_reads
from tests.intake.changes_desk import LATER, ChangesDesk
from tests.intake.counter import ORG, Case, Counter
from tests.intake.groups_desk import pupil

END = "2027-10-13"


@pytest.fixture
def changes(counter: Counter) -> ChangesDesk:
    return ChangesDesk(counter)


async def ask(changes: ChangesDesk, policy_no: str, number: int, role: Role = Role.SERVICE) -> httpx.Response:
    headers = changes.counter.token(role, EVERYWHERE if role is Role.SERVICE else ORG)
    path, body = f"/v1/group-policies/{policy_no}/insured-search", {"id_number": pupil(number)[4]}
    return await changes.counter.http.post(path, json=body, headers=headers)


async def spans(changes: ChangesDesk, group: Case, number: int) -> list[Any]:
    """As the search tells; by reference the same is told."""
    answer = await ask(changes, group["policy_no"], number)
    assert answer.status_code == 200, answer.text
    headers = changes.counter.token(Role.SERVICE, EVERYWHERE)
    for each in answer.json():
        path = f"/v1/group-policies/{group['policy_no']}/insured/{each['party_ref']}"
        assert (await changes.counter.http.get(path, headers=headers)).json() == each
        aged = (await changes.counter.http.get(path, params={"on": "2026-12-31"}, headers=headers)).json()
        assert aged == each | {"age": 2026 - int(pupil(number)[2][:4])}
    return [(each["since"], each["until"]) for each in answer.json()]


async def test_who_was_there_joined_or_left(changes: ChangesDesk):
    group = await changes.issued(heads=5)
    first, gone = group["effective_on"], (await changes.refs(group))[0]
    assert await spans(changes, group, 0) == [(first, END)]
    case = await changes.reviewed(group, add=[100], remove=[gone])
    assert await spans(changes, group, 100) == ([] if case["status"] != "effective" else [(LATER, END)])
    if case["status"] != "effective":
        await changes.done(await changes.paid(case), "endorsement")
    assert await spans(changes, group, 0) == [(first, LATER)]
    assert await spans(changes, group, 100) == [(LATER, END)]
    assert await spans(changes, group, 200) == []


async def test_who_never_was_insured_for_a_day_has_no_span(changes: ChangesDesk):
    group = await changes.issued(heads=5)
    await changes.reviewed(group, remove=[(await changes.refs(group))[0]], effective_on=group["effective_on"])
    assert await spans(changes, group, 0) == []


async def test_only_a_sister_service_asks_and_it_is_recorded(changes: ChangesDesk):
    group = await changes.issued(heads=3)
    assert (await ask(changes, group["policy_no"], 0, Role.TELLER)).status_code == 403
    assert (await ask(changes, "TD000000-00000000", 0)).status_code == 404
    assert (await ask(changes, group["policy_no"], 0)).json()[0].keys() == {"party_ref", "since", "until", "age"}
    async with changes.counter.app.state.sessions() as session:
        reads = (await session.execute(select(pii_reads).where(pii_reads.c.purpose == "claim"))).all()
    assert [each.fields for each in reads] == [["id_number", "found=1"]]
    assert pupil(0)[4] not in reads[0].subject
