"""Somebody acts for the applicant (代办): who they are is verified, and the principal hears what they were paid."""

from dataclasses import replace
from typing import Any

import pytest

from services.policy_service.items.catalogue import ITEMS
from services.policy_service.requests.agents import NOTICE_ABOVE_FEN
from services.policy_service.values.lines import MoneyLine
from shared.auth import Role
from shared.errors import Text
from tests.policy_service.requests.desk import AGENT, Case, ServiceDesk, all_papers

ITEM = "contact-change"
PAPERS = [*all_papers(ITEM), "authority", "agent_id"]


@pytest.fixture
def due(monkeypatch: pytest.MonkeyPatch) -> list[MoneyLine]:
    """What the item in hand pays: a row of the catalogue with money."""
    lines: list[MoneyLine] = []
    monkeypatch.setitem(ITEMS, ITEM, replace(ITEMS[ITEM], money=lambda standing, change: lines))
    return lines


async def paid_out(desk: ServiceDesk, due: list[MoneyLine], amount_fen: int, **form: Any) -> Case:
    due.append(MoneyLine("refund", Text("退费", "refund"), amount_fen, "保险条款"))
    case = await desk.moved(await desk.asked(ITEM, **form), "submission")
    assert case["status"] == "awaiting_payout"
    money, key = {"amount_fen": amount_fen, "reference": "LS0001"}, {"Idempotency-Key": "pay-1"}
    return await desk.moved(case, "payout", Role.CASHIER, money, **key)


async def test_a_principal_is_told_what_their_agent_was_paid_and_a_clock_runs_until_then(
    desk: ServiceDesk, due: list[MoneyLine]
):
    case = await paid_out(desk, due, NOTICE_ABOVE_FEN + 1, agent=AGENT, papers=PAPERS)
    assert (case["status"], case["allowed"], case["principal_told_at"]) == ("awaiting_notice", ["tell_principal"], None)
    assert case["due_at"] is not None
    told = await desk.moved(case, "principal-notice", body={"means": "phone"})
    assert (told["status"], told["notice_means"], told["principal_told_at"]) == ("confirmed", "phone", told["at"])
    clocks = (await desk.office.get(f"/service-requests/{case['case_no']}/sla")).json()["clocks"]
    running = {each["explanation"]["id"]: each["explanation"]["stopped_at"] for each in clocks}
    assert (running["bsr-pos5"], running["pos-payout"]) == (told["at"], case["at"])


@pytest.mark.parametrize(
    ("amount_fen", "form"),
    [(NOTICE_ABOVE_FEN, {"agent": AGENT, "papers": PAPERS}), (NOTICE_ABOVE_FEN + 1, {})],
    ids=["a thousand yuan", "no agent"],
)
async def test_nobody_is_told_of_less_or_of_what_they_took_themselves(
    desk: ServiceDesk, due: list[MoneyLine], amount_fen: int, form: dict[str, Any]
):
    case = await paid_out(desk, due, amount_fen, **form)
    assert case["status"] == "confirmed"
    assert (await desk.move(case, "principal-notice", body={"means": "phone"})).status_code == 409


async def test_who_saw_the_agents_document_is_recorded_until_it_proves_unfit(desk: ServiceDesk):
    case = await desk.asked(ITEM, agent=AGENT, papers=[*all_papers(ITEM), "authority"])
    assert (case["missing_papers"], case["agent_verified_by"]) == (["agent_id"], None)
    case = await desk.moved(case, "papers", body={"papers": ["agent_id"]})
    assert (case["agent_verified_by"], case["agent_verified_at"]) == (case["by"], case["at"])
    case = await desk.moved(case, "papers/agent_id/rejection", body={"cause": "expired"})
    assert (case["missing_papers"], case["agent_verified_by"]) == (["agent_id"], None)


async def test_without_an_agent_nobody_is_verified(desk: ServiceDesk):
    assert (await desk.asked(ITEM, papers=PAPERS))["agent_verified_by"] is None
