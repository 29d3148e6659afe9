"""An issued application opens its policy: once, with its people, however often and under whatever trouble."""

from typing import Any

import pytest

from services.policy_service.policies.models import Party
from shared.auth import Role
from shared.contracts.intake_bank import BankApplicationIssued, BankApplicationVoided
from shared.contracts.intake_cards import CardActivationIssued
from shared.inbox import parked
from shared.observability import trace_id
from shared.tables import case_events, inbox, pii_reads, timers
from shared.testing.alone import Alone, event_like
from tests.e2e.counter import until
from tests.policy_service.conftest import INSURED, PARTIES, PERSON, issued
from tests.policy_service.requests.desk import policy_given_back


async def test_the_policy_is_the_application_as_issued(office: Alone):
    event = issued()
    await office.feed(event)
    policy = (await office.get("/policies/BD261012-00000001")).json()
    for name in ("org", "channel", "product", "salesperson", "premium_fen", "sum_assured_fen", "free_look_days"):
        assert policy[name] == getattr(event, name), name
    assert (policy["status"], policy["application_no"]) == ("awaiting_delivery", event.case_no)
    assert policy["policyholder_ref"] == PERSON["party_ref"]
    assert policy["handler"] is None


async def test_fed_twice_there_is_one_policy(office: Alone):
    await office.feed(issued(), issued())
    await office.feed(issued())
    assert [row.type for row in await office.rows(case_events)] == ["policy_service.policy.opened.v1"]
    assert len(await office.rows(Party.__table__)) == 2


async def test_while_intake_is_down_nothing_is_opened_and_afterwards_it_is(office: Alone, intake: dict[str, Any]):
    answer = intake.pop(PARTIES)
    await office.feed(issued())
    assert await office.rows(case_events) == []
    waiting = (await office.rows(inbox))[0]
    assert (waiting.done_at, waiting.attempts, waiting.parked_at) == (None, 1, None)
    assert "503" in waiting.error

    intake[PARTIES] = answer
    await until(office.app.state.inbox.retry_due)
    assert (await office.get("/policies/BD261012-00000001")).status_code == 200
    assert (await office.rows(inbox))[0].done_at is not None


async def test_the_policy_goes_on_with_the_trace_of_the_application(office: Alone, intake: dict[str, Any]):
    answer = intake.pop(PARTIES)
    first = f"00-{'a' * 32}-{'7' * 16}-01"
    await office.feed(issued(), traceparent=first)
    intake[PARTIES] = answer  # tried again it is of the same trace
    await until(office.app.state.inbox.retry_due)
    (opened,) = await office.rows(case_events)
    assert trace_id(opened.traceparent) == trace_id(first)
    assert opened.traceparent != first  # a span of its own


async def test_an_application_that_is_no_issued_one_is_parked_with_its_reason(office: Alone):
    broken = issued().model_copy(update={"policy_no": None})
    await office.feed(broken)
    assert await office.rows(case_events) == []
    async with office.app.state.sessions() as session:
        given_up = await parked(session)
    assert "policy_no" in str(given_up)


async def test_people_are_masked_unless_the_token_may_read_them(office: Alone):
    await office.feed(issued())
    masked = (await office.get("/policies/BD261012-00000001/parties", Role.TELLER)).json()
    assert masked["masked"] is True
    assert masked["items"][0]["name"] == "欧***"
    assert await office.rows(pii_reads) == []
    seen = await office.get("/policies/BD261012-00000001/parties", Role.TELLER, pii=True, purpose="receipt")
    assert seen.json()["items"][0]["phones"] == PERSON["phones"]
    read = (await office.rows(pii_reads))[0]
    assert (read.actor, read.subject, read.purpose) == ("S-teller", "BD261012-00000001", "receipt")


async def test_people_are_asked_for_by_role(office: Alone):
    await office.feed(issued())
    path = "/policies/BD261012-00000001/parties"
    assert [each["role"] for each in (await office.get(path, Role.CALLER, role="insured")).json()["items"]] == [
        "insured"
    ]
    assert (await office.get(path, Role.CALLER, role="neighbour")).status_code == 422
    assert (await office.get(path, Role.CASHIER)).status_code == 403


async def test_no_personal_data_in_plain_text_at_rest_or_in_what_is_announced(office: Alone):
    await office.feed(issued())
    stored = b"".join(path.read_bytes() for path in office.settings.data.glob("policy_service*"))
    announced = "".join(row.data for row in await office.rows(case_events))
    assert b"BD261012-00000001" in stored
    for secret in (PERSON["name"], PERSON["id_number"], PERSON["address"], PERSON["account_no"], "13959512345"):
        assert secret.encode() not in stored, secret
        assert secret not in announced, secret


async def test_a_card_policy_has_no_free_look_period_and_is_in_force_at_once(office: Alone, intake: dict[str, Any]):
    known = {"case_no": "KZ261012-00000001", "policy_no": "BD261012-00000002", "version": 3, "org": "350322"}
    known |= {"kind": "card_activation", "action": "issue", "status": "issued", "line": "short_term_card"}
    known |= {"free_look_days": 0, "free_look_starts": "signature", "effective_on": "2026-10-13", "term_years": 1}
    intake["/v1/card-activations/KZ261012-00000001/parties"] = {"masked": False, "items": [PERSON]}
    await office.feed(event_like(CardActivationIssued, **known))
    policy = (await office.get("/policies/BD261012-00000002")).json()
    assert (policy["status"], policy["line"], policy["allowed"]) == ("in_force", "short_term_card", [])
    assert policy["policyholder_ref"] == PERSON["party_ref"]
    assert await office.rows(timers) == []


def of_bank(intake: dict[str, Any]) -> tuple[BankApplicationIssued, BankApplicationVoided]:
    """A bank's sale as intake announces its issue and its void; who intake has as its people."""
    known = {"case_no": "YB261012-00000001", "policy_no": "BD261012-00000003", "org": "350322", "channel": "bank"}
    known |= {"kind": "bank_application", "free_look_days": 15, "free_look_starts": "day_after", "term_years": None}
    intake["/v1/bank-applications/YB261012-00000001/parties"] = {"masked": False, "items": [PERSON, INSURED]}
    issue = known | {"action": "issue", "status": "issued", "version": 4, "effective_on": "2026-10-13"}
    void = known | {"action": "void", "status": "voided", "version": 5}
    return event_like(BankApplicationIssued, **issue), event_like(BankApplicationVoided, **void)


async def test_a_banks_policy_is_delivered_and_has_its_free_look_period(office: Alone, intake: dict[str, Any]):
    issue, _ = of_bank(intake)
    await office.feed(issue)
    policy = (await office.get("/policies/BD261012-00000003")).json()
    assert (policy["status"], policy["channel"], policy["free_look_days"]) == ("awaiting_delivery", "bank", 15)
    assert policy["application_no"] == issue.case_no
    assert len(await office.rows(Party.__table__)) == 2


@pytest.mark.parametrize("steps", [(), ("delivery",), ("delivery", "receipt")])
async def test_voided_by_the_bank_it_ends_and_goes_no_further(
    office: Alone, intake: dict[str, Any], steps: tuple[str, ...]
):
    issue, void = of_bank(intake)
    await office.feed(issue)
    path, day = "/policies/BD261012-00000003", {"delivery": "delivered_on", "receipt": "signed_on"}
    for step in steps:
        answer = await office.post(f"{path}/{step}", Role.TELLER, {day[step]: "2026-10-12"})
        assert answer.status_code == 200, answer.text
    await office.feed(void, void)
    policy = (await office.get(path)).json()
    assert (policy["status"], policy["outcome"], policy["allowed"]) == ("voided", "voided", [])
    assert (policy["due_at"], policy["closed_at"] is not None) == (None, True)
    assert await office.rows(timers) == []
    answer = await office.post(f"{path}/delivery", Role.TELLER, {"delivered_on": "2026-10-12"})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/illegal-transition")
    assert (await office.rows(case_events))[-1].type == "policy_service.policy.voided.v1"


async def test_a_void_before_its_policy_waits_for_it(office: Alone, intake: dict[str, Any]):
    issue, void = of_bank(intake)
    people = intake.pop("/v1/bank-applications/YB261012-00000001/parties")
    await office.feed(issue, void)
    assert await office.rows(case_events) == []
    intake["/v1/bank-applications/YB261012-00000001/parties"] = people

    async def all_done() -> bool:
        await office.app.state.inbox.retry_due()
        return all(row.done_at is not None for row in await office.rows(inbox))

    await until(all_done)
    assert (await office.get("/policies/BD261012-00000003")).json()["status"] == "voided"


async def test_a_bank_voids_what_was_given_back_that_day_and_the_premium_is_owed_once(
    office: Alone, intake: dict[str, Any]
):
    issue, void = of_bank(intake)
    await office.feed(issue)
    path = "/policies/BD261012-00000003"
    assert (await policy_given_back(office, issue.policy_no))["refund_due_fen"] > 0
    await office.feed(void)
    policy = (await office.get(path)).json()
    assert (policy["status"], policy["refund_due_fen"]) == ("voided", 0), "intake pays it back"
