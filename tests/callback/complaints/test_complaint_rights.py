"""Who may do what with a complaint, and who reads what people said."""

from pathlib import Path
from typing import Any

import pytest
import structlog

from shared.auth import Role
from shared.tables import case_events, pii_reads
from tests.callback.complaints.desk import (
    ANSWER,
    EXTENSION,
    FORM,
    FOUND,
    HANDLER,
    MANAGER,
    NAME,
    PHONE,
    PROVINCE,
    SAID,
    Case,
    ComplaintDesk,
)

SECRETS = (SAID, NAME, PHONE, FOUND["findings"], ANSWER["answer"])
SOLD_BY = "A1024"


async def through_all(desk: ComplaintDesk) -> Case:
    case = await desk.accepted()
    await desk.done(case, "progress", {"told_by": "telephone"})
    await desk.done(case, "extension", EXTENSION, MANAGER)
    await desk.done(case, "handling", FOUND)
    await desk.done(case, "answer", ANSWER)
    await desk.centre.get(f"/complaints/{case['case_no']}/details", Role.TELLER, pii=True)
    return await desk.done(case, "reopening", {"handler": "S-province"}, MANAGER)


async def test_what_people_said_is_in_no_event_no_answer_and_no_log(
    desk: ComplaintDesk, capsys: pytest.CaptureFixture[str]
):
    case = await through_all(desk)
    structlog.get_logger().info("end of the log")
    logged, announced = "".join(capsys.readouterr()), "".join(row.data for row in await desk.centre.rows(case_events))
    listed = (await desk.centre.get("/complaints", pii=True)).text
    history = (await desk.centre.get(f"/complaints/{case['case_no']}/history", pii=True)).text
    assert "/v1/complaints/{case_no}/details" in logged
    assert "mis-selling" in announced
    for told in (logged, announced, listed, history, str(case)):
        assert [secret for secret in SECRETS if secret in told] == []


def stored_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("callback.db*"))


async def test_it_lies_sealed_on_the_disk(desk: ComplaintDesk, tmp_path: Path):
    await through_all(desk)
    stored = stored_in(tmp_path)
    assert b"TS261012-" in stored
    assert [secret for secret in SECRETS if secret.encode() in stored] == []


async def test_whole_it_is_read_only_with_the_right_and_the_read_is_recorded(desk: ComplaintDesk):
    path = f"/complaints/{(await desk.answered())['case_no']}/details"
    masked = (await desk.centre.get(path, Role.TELLER)).json()
    assert masked == {"masked": True} | dict.fromkeys(("contact", "told", "findings", "answer"))
    assert await desk.centre.rows(pii_reads) == []
    whole = (await desk.centre.get(path, Role.AUDITOR, pii=True)).json()
    assert (whole["told"], whole["contact"]["phone"]) == (SAID, PHONE)
    assert (whole["findings"], whole["answer"]) == (FOUND["findings"], ANSWER["answer"])
    assert len(await desk.centre.rows(pii_reads)) == 1
    assert (await desk.centre.get(path, Role.INTEGRATOR, pii=True)).status_code == 403


async def test_the_salesperson_complained_of_never_handles_it(desk: ComplaintDesk):
    case, theirs = await desk.registered(), {"handler": SOLD_BY}
    await desk.refused(case, "acceptance", theirs, 422, "not-the-one-complained-of", MANAGER)
    case = await desk.done(case, "acceptance", HANDLER, MANAGER)
    await desk.refused(case, "assignment", theirs, 422, "not-the-one-complained-of", MANAGER)
    await desk.done(case, "handling", FOUND)
    await desk.done(case, "answer", ANSWER)
    await desk.refused(case, "reopening", theirs, 422, "not-the-one-complained-of", MANAGER)


@pytest.mark.parametrize(
    ("what", "body"),
    [("acceptance", HANDLER), ("refusal", {"reason": "nothing-new", "told_by": "letter"})],
)
async def test_nor_do_they_decide_about_it_as_a_manager(desk: ComplaintDesk, what: str, body: dict[str, str]):
    answer = await desk.as_somebody(SOLD_BY, MANAGER, await desk.registered(), what, body)
    assert (answer.status_code, answer.json()["rule"]) == (403, "not-the-one-complained-of")


async def test_nor_hand_it_over_extend_it_or_take_it_up_again(desk: ComplaintDesk):
    case = await desk.accepted()
    for what, body in (("assignment", {"handler": "T2"}), ("extension", EXTENSION)):
        answer = await desk.as_somebody(SOLD_BY, MANAGER, case, what, body)
        assert (answer.status_code, answer.json()["rule"]) == (403, "not-the-one-complained-of"), what
    again = await desk.as_somebody(SOLD_BY, MANAGER, await desk.answered(), "reopening", {"handler": "T2"})
    assert (again.status_code, again.json()["rule"]) == (403, "not-the-one-complained-of")


async def test_nor_end_it_before_or_after_the_answer(desk: ComplaintDesk):
    for case, what in ((await desk.registered(), "withdrawal"), (await desk.answered(), "closing")):
        own = await desk.as_somebody(SOLD_BY, Role.TELLER, case, what, None)
        assert (own.status_code, own.json()["rule"]) == (403, "not-the-one-complained-of"), what
        await desk.done(case, what)


async def test_only_who_handles_it_now_does_its_steps(desk: ComplaintDesk):
    case = await desk.accepted()
    steps: tuple[tuple[str, Any], ...] = (
        ("progress", {"told_by": "letter"}),
        ("examination", {"told_by": "letter"}),
        ("handling", FOUND),
    )
    for what, body in steps:
        answer = await desk.as_somebody("T0002", Role.TELLER, case, what, body)
        assert (answer.status_code, answer.json()["rule"]) == (403, "handler-only"), what
    await desk.refused(case, "assignment", HANDLER, 422, "another-handler", MANAGER)
    await desk.done(case, "assignment", {"handler": "T0002"}, MANAGER)
    await desk.refused(case, "handling", FOUND, 403, "handler-only")
    assert (await desk.as_somebody("T0002", Role.TELLER, case, "handling", FOUND)).status_code == 200
    await desk.refused(case, "answer", ANSWER, 403, "handler-only")


async def test_tellers_callers_heads_and_other_systems_register_and_heads_accept(desk: ComplaintDesk):
    for role in (Role.TELLER, Role.CALLER, MANAGER, PROVINCE, Role.INTEGRATOR):
        assert (await desk.post("", FORM, role)).status_code == 201, role
    assert (await desk.post("", FORM, Role.CASHIER)).status_code == 403
    case = await desk.registered()
    for what, body in (("acceptance", HANDLER), ("refusal", {"reason": "nothing-new", "told_by": "letter"})):
        assert (await desk.post(f"/{case['case_no']}/{what}", body, Role.TELLER)).status_code == 403


async def test_another_branch_neither_sees_nor_makes_one(desk: ComplaintDesk):
    case = await desk.registered()
    assert (await desk.centre.get(f"/complaints/{case['case_no']}", org="350400")).status_code == 403
    assert (await desk.post("", FORM, org="350400")).status_code == 403
    of_branch = {"channel": "letter", "reason": "other", "told": "x", "complainant": "other", "contact": {"name": "某"}}
    assert (await desk.post("", of_branch | {"org": "350322"}, org="350400")).status_code == 403
