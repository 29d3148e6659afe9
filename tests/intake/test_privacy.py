"""No personal data where they don't belong: events, logs, refusals, the file on the disk."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import structlog

from shared import keyring
from shared.auth import Role
from shared.keyring import KeyRing
from shared.settings import Settings
from simulator.people import resident_id
from tests.intake.counter import PERSON, Counter, refused
from tests.intake.test_deadlines import on

BORN = "1985-03-04"
WHO: dict[str, Any] = PERSON | {
    "name": "欧阳绿竹",
    "id_type": "resident_id",
    "phones": {"mobile": "13959512345", "home_phone": "0594-2512701"},
}
SECRETS = [WHO["name"], WHO["address"], WHO["account_no"], *WHO["phones"].values(), BORN, "19850304"]


@pytest.fixture
def who() -> dict[str, Any]:
    return WHO | {"id_number": resident_id("350322", date(1985, 3, 4), 123)}


async def through_its_whole_life(counter: Counter, who: dict[str, Any]) -> list[dict[str, Any]]:
    """Supplement, notices, unmasked read, premium and issue; and one that the deadline withdraws."""
    case = await counter.accept(mandate_signed=False, policyholder=who)
    form = counter.form(form_no=case["form_no"], policyholder=who)
    case = await counter.scanned(await counter.step(case, "supplement", Role.TELLER, {"form": form}))
    figures = {name: case[name] for name in ("premium_fen", "sum_assured_fen")}
    keyed = {"health_disclosed": True, "occupation_class": 1, "annual_income_fen": 12_000_000} | figures
    case = await counter.reviewed(await counter.step(case, "keying", Role.TELLER, keyed))
    await counter.underwrite(case, "notices", {"type": "medical"})
    case = await counter.step(case, "notice-answer", Role.TELLER, {"no": 1})
    approve = {"outcome": "approve", "code": "standard"}
    case = (await counter.underwrite(case, "decision", approve, **{"If-Match": f'"{case["version"]}"'})).json()
    await counter.debit(case, "success", "D-1")
    issued = await counter.step(case, "issue", Role.TELLER)
    path = f"/v1/applications/{case['case_no']}/parties"
    shown = await counter.http.get(path, headers=counter.token(Role.TELLER, pii=True))
    assert who["name"] in shown.text
    waiting = await counter.accept(mandate_signed=False, policyholder=who)
    await counter.until(on("11-20 09:00"))
    return [issued, waiting]


async def test_no_event_carries_personal_data(counter: Counter, who: dict[str, Any]):
    cases = await through_its_whole_life(counter, who)
    told = "".join([event.data for case in cases for event in await counter.events(case)])
    assert "medical" in told
    assert "withdrawn" in told
    assert [secret for secret in [*SECRETS, who["id_number"]] if secret in told] == []


async def test_no_log_line_carries_personal_data(
    counter: Counter, who: dict[str, Any], capsys: pytest.CaptureFixture[str]
):
    await through_its_whole_life(counter, who)
    structlog.get_logger().info("end of the log")
    logged = "".join(capsys.readouterr())
    assert "/v1/applications/{case_no}/parties" in logged
    assert "end of the log" in logged
    assert [secret for secret in [*SECRETS, who["id_number"]] if secret in logged] == []


async def test_no_refusal_repeats_what_it_refuses(counter: Counter, who: dict[str, Any]):
    bad = who | {"id_number": who["id_number"][:-1] + "0", "phones": {"mobile": "一三九" + "59512345"}}
    answer = await counter.post("", Role.TELLER, counter.form(policyholder=bad))
    refused(answer, 422, "invalid-request")
    assert [secret for secret in [*SECRETS, bad["id_number"], "59512345"] if secret in answer.text] == []


def stored_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*.db*"))


async def test_nothing_personal_is_readable_on_the_disk(counter: Counter, who: dict[str, Any], settings: Settings):
    await through_its_whole_life(counter, who)
    stored = stored_in(settings.data)
    assert b"350322-26-" in stored
    assert [secret for secret in [*SECRETS, who["id_number"]] if secret.encode() in stored] == []


async def test_codes_that_go_into_events_take_no_numbers(counter: Counter):
    case = await counter.accept()
    async with counter.nothing_written():
        for reason in ("13959512345", "E98765432", "called 13959512345", "-", "", "欧阳建国"):
            answer = await counter.post(f"/{case['case_no']}/withdrawal", Role.TELLER, {"reason": reason})
            refused(answer, 422, "invalid-request")
        for field in ("13959512345", "policyholder.13959512345", "policyholder.1.2.3"):
            form = counter.form(alterations=[{"field": field, "countersigned": False}])
            refused(await counter.post("", Role.TELLER, form), 422, "invalid-request")
    altered = [{"field": "beneficiaries.1.share_percent", "countersigned": False}]
    assert (await counter.accept(alterations=altered))["defects"][0]["fields"] == ["beneficiaries.1.share_percent"]


async def test_a_service_with_another_ring_than_its_data_is_not_ready(counter: Counter, who: dict[str, Any]):
    await counter.accept(policyholder=who)
    assert (await counter.http.get("/readyz")).json()["checks"]["keys"] == "ok"
    keyring.install(KeyRing.generate())
    answer = await counter.http.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["keys"]) == (503, "failed")
