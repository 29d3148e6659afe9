"""Who is on a list is known to the database, encrypted, and to who may see them: to no event, log or refusal."""

import pytest
import structlog

from shared.auth import Role
from shared.settings import Settings
from tests.intake.bad_rows import bad_csv
from tests.intake.counter import Case, refused
from tests.intake.groups_desk import GroupDesk, csv_of, person_in, pupil, pupils
from tests.intake.test_privacy import stored_in

SOMEBODY = ("欧阳绿竹", *pupil(12)[1:5], "欧阳青松", "13959512345")
SECRETS = [SOMEBODY[0], SOMEBODY[5], SOMEBODY[4], SOMEBODY[2], SOMEBODY[6], SOMEBODY[4][6:14]]


async def through_its_whole_life(desk: GroupDesk) -> Case:
    case, _ = await desk.import_list(await desk.accept(), csv_of([*pupils(5), SOMEBODY, SOMEBODY]), "good")
    shown = (await desk.get(f"/{case['case_no']}/insured", pii=True))["items"]
    gone = {"party_refs": [shown[0]["party_ref"]]}
    case = await desk.step(case, "removals", Role.TELLER, gone)
    case = await desk.step(case, "additions", Role.TELLER, {"persons": [person_in(pupil(77))]})
    answer = await desk.decide(await desk.step(case, "submission"))
    return await desk.step((await desk.pay(answer.json())).json(), "issue")


async def test_no_event_says_who_is_on_the_list(desk: GroupDesk):
    case = await through_its_whole_life(desk)
    told = "".join([event.data for event in await desk.counter.events(case)])
    assert '"heads":6' in told
    assert [secret for secret in [*SECRETS, "仙游县第一中学"] if secret in told] == []


async def test_no_log_line_says_who_is_on_the_list(desk: GroupDesk, capsys: pytest.CaptureFixture[str]):
    await through_its_whole_life(desk)
    await desk.import_list(await desk.accept(), bad_csv(), "good")
    structlog.get_logger().info("end of the log")
    logged = "".join(capsys.readouterr())
    assert "/v1/group-applications/{case_no}/insured-list" in logged
    assert "end of the log" in logged
    assert [secret for secret in [*SECRETS, "欧阳"] if secret in logged] == []


async def test_nobody_on_the_list_is_readable_in_the_database(desk: GroupDesk, settings: Settings):
    await through_its_whole_life(desk)
    stored = stored_in(settings.data)
    assert "仙游县第一中学".encode() in stored
    assert [secret for secret in SECRETS if secret.encode() in stored] == []


async def test_the_report_and_the_refusals_repeat_nothing_of_the_list(desk: GroupDesk):
    case, _ = await desk.import_list(await desk.accept(), csv_of([SOMEBODY, SOMEBODY]))
    assert len(told := await desk.findings(case)) == 1
    answer = await desk.post(f"/{case['case_no']}/additions", Role.TELLER, {"persons": [person_in(SOMEBODY)] * 2})
    refused(answer, 422, "rule-broken", rule="id-twice", field="persons.1.id_number")
    assert [secret for secret in SECRETS if secret in f"{told}{answer.text}"] == []


async def test_people_are_masked_without_the_right_to_see_them_and_a_read_is_recorded(desk: GroupDesk):
    case, _ = await desk.import_list(await desk.accept(), csv_of([SOMEBODY]))
    path = f"/{case['case_no']}/insured"
    masked = await desk.get(path)
    assert [secret for secret in SECRETS if secret in str(masked)] == []
    assert (masked["masked"], masked["items"][0]["guardian"]) == (True, "欧***")
    assert await desk.counter.pii_reads() == []
    shown = await desk.get(path, pii=True, purpose="underwriting")
    assert (shown["items"][0]["name"], shown["items"][0]["guardian"]) == ("欧阳绿竹", "欧阳青松")
    (read,) = await desk.counter.pii_reads()
    assert (read.subject, read.purpose) == (case["case_no"], "underwriting")


@pytest.mark.parametrize("asked", [{"id_number": SOMEBODY[4]}, {"mobile": "139 5951 2345"}])
async def test_somebody_is_found_by_their_whole_number(desk: GroupDesk, asked: dict[str, str]):
    case, _ = await desk.import_list(await desk.accept(), csv_of([*pupils(4), SOMEBODY]))
    found = (await desk.post("/insured/search", Role.TELLER, asked)).json()
    assert [(each["case_no"], each["role"]) for each in found["items"]] == [(case["case_no"], "insured")]
    elsewhere = await desk.post("/insured/search", Role.TELLER, asked, org="350323")
    assert elsewhere.json()["items"] == []


async def test_the_insured_are_shown_page_by_page(desk: GroupDesk):
    case = await desk.listed(heads=5)
    path, seen, cursor = f"/{case['case_no']}/insured", [], {}
    while True:
        page = await desk.get(path, limit="2", pii=True, **cursor)
        seen += [each["id_number"] for each in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == [pupil(number)[4] for number in range(5)]
