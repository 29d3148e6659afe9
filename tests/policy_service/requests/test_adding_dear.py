"""From 20,000 yuan of a first premium on identities are checked (AML-07-NB1), by the sum of the day it is paid."""

from shared.auth import Role
from shared.testing.alone import Alone
from tests.policy_service.requests.adding_desk import due, paid_up_to, second_year

MORE = {"sum_assured_fen": 300_000_000, "papers": ["application_form", "id_card", "policy", "insured_id"]}


async def test_what_rose_above_it_before_it_was_paid_asks_for_the_check(branch: Alone):
    desk = await second_year(branch, "2024-10-03", product="L1005", sum_assured_fen=20_000_000)
    case = await due(desk, "sum-increase", 100, **MORE)
    assert case["money_in_fen"] == 91_803  # 2,800 thousands × 6.00 yuan, twice, for 10 of 366 days
    desk.at("2024-10-20")
    await paid_up_to(desk, "2025-10-13")
    before = await desk.policy()
    answer = await desk.money(case, "receipts", 3_295_562)
    assert (answer.status_code, answer.json()["rule"]) == (422, "aml-07-nb1")
    assert answer.json()["missing"] == ["identity_check"]
    assert await desk.policy() == before
    assert (await desk.move(case, "papers", Role.TELLER, {"papers": ["identity_check"]})).status_code == 200
    assert (await desk.money(case, "receipts", 3_295_562, "2")).status_code == 200
