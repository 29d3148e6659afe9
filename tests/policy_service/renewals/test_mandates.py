"""Mandates to debit renewals: from the form, at the counter, and with a change of account."""

from typing import Any

import pytest

from services.policy_service.policies.models import Policy
from shared.auth import Actor, Role
from shared.cases import advance, get_case
from shared.tables import pii_reads
from shared.testing.alone import Alone
from tests.policy_service.conftest import PERSON
from tests.policy_service.renewals.collector import Collector
from tests.policy_service.requests.desk import CHANGES

POLICY_NO = "BD251012-00000000"
PATH = f"/policies/{POLICY_NO}"
REASON = {"reason": "customer-request"}


@pytest.fixture
async def insured(collector: Collector) -> Collector:
    await collector.policies(1)
    return collector


async def mandates(office: Alone, *, pii: bool = False) -> list[dict[str, Any]]:
    return list((await office.get(f"{PATH}/mandates", Role.TELLER, pii=pii)).json()["items"])


async def test_the_account_on_the_form_is_a_mandate_masked_unless_the_read_is_recorded(
    insured: Collector, office: Alone
):
    [mandate] = await mandates(office)
    told = ("status", "source", "account_no", "holder")
    assert [mandate[name] for name in told] == ["signed", "form", "6227***********0123", "欧***"]
    assert await office.rows(pii_reads) == []
    [mandate] = await mandates(office, pii=True)
    assert (mandate["account_no"], mandate["holder"]) == (PERSON["account_no"], PERSON["name"])
    assert [(read.subject, read.purpose) for read in await office.rows(pii_reads)] == [(POLICY_NO, "service")]


async def test_a_form_without_an_account_gives_no_mandate(collector: Collector, office: Alone):
    await collector.policies(1, person={"account_no": None})
    assert await mandates(office) == []
    refused = await collector.post(f"{PATH}/mandate-refusal", REASON, Role.TELLER)
    assert (refused.status_code, refused.json()["status"]) == (201, "refused")
    await collector.run()
    assert (await collector.renewal())["mandated"] is False


async def test_what_is_signed_is_revoked_not_refused_and_once(insured: Collector, office: Alone):
    refused = await insured.post(f"{PATH}/mandate-refusal", REASON, Role.TELLER)
    assert (refused.status_code, refused.json()["rule"]) == (422, "mandate-unsigned")
    assert (await insured.post(f"{PATH}/mandate-revocation", REASON, Role.TELLER)).status_code == 200
    again = await insured.post(f"{PATH}/mandate-revocation", REASON, Role.TELLER)
    assert (again.status_code, again.json()["rule"]) == (422, "mandate-signed")


async def test_a_change_of_account_is_a_new_mandate(insured: Collector, office: Alone):
    [holder] = (await office.get(f"{PATH}/parties", Role.TELLER)).json()["items"]
    papers = ["application_form", "id_card", "account_card"]
    form = {"policy_no": POLICY_NO, "applicant_ref": holder["party_ref"], "papers": papers}
    change = {"item": "account-change"} | CHANGES["account-change"]
    asked = await office.post("/service-requests", Role.TELLER, form | {"change": change})
    assert asked.status_code == 201, asked.text
    done = await office.post(f"/service-requests/{asked.json()['case_no']}/submission", Role.TELLER, None)
    assert done.json()["status"] == "confirmed", done.text
    kept = await mandates(office, pii=True)
    assert [(each["status"], each["source"]) for each in kept] == [("replaced", "form"), ("signed", "account-change")]
    assert kept[1]["account_no"] == change["account_no"]


async def test_of_a_policy_that_ended_nothing_more_is_signed(insured: Collector, office: Alone):
    async with office.app.state.sessions.begin() as session:
        policy = await get_case(session, Policy, POLICY_NO, Actor.system())
        await advance(session, policy, "surrender", Actor.system())
    body = {"account_no": "6222020200112233445", "holder": "欧阳建国"}
    late = await insured.post(f"{PATH}/mandates", body, Role.TELLER)
    assert (late.status_code, late.json()["type"]) == (409, "/problems/illegal-transition")
