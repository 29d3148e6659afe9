"""Where a claim waived the premiums nothing is added: it would be insured for its first premium alone."""

from typing import Any

import pytest

from shared.contracts.claims import ClaimApproved
from shared.testing.alone import Alone, event_like
from tests.policy_service.requests.adding_desk import ACCIDENT, due, refusal, second_year
from tests.policy_service.requests.desk import POLICY_NO
from tests.policy_service.requests.money_desk import MoneyDesk

WAIVED = ("policy_no", "premiums-waived")


async def waive(desk: MoneyDesk, from_on: str = "2024-10-13") -> None:
    known = {"kind": "claim", "case_no": "LP231020-7CW4H9XD", "version": 9, "org": "350322", "status": "paid"}
    known |= {"action": "confirm", "at": "2023-10-20T02:00:00Z", "policy_no": POLICY_NO, "event_on": "2023-10-16"}
    known |= {"closed_at": known["at"]}
    await desk.office.feed(event_like(ClaimApproved, **known, ends_contract=False, waives_from_on=from_on))
    assert (await desk.policy())["waived_from_on"] == from_on


@pytest.mark.parametrize(
    ("product", "item", "asked"),
    [("L1001", "rider-addition", ACCIDENT), ("L1005", "sum-increase", {"sum_assured_fen": 30_000_000})],
)
async def test_neither_a_rider_nor_an_increase(branch: Alone, product: str, item: str, asked: dict[str, Any]):
    desk = await second_year(branch, product=product, sum_assured_fen=20_000_000)
    assert (await desk.quoted(item, **asked)).status_code == 200
    await waive(desk)
    assert await refusal(desk, item, **asked) == WAIVED


async def test_nor_what_waited_for_its_first_premium_meanwhile(branch: Alone):
    desk = await second_year(branch)
    case = await due(desk, "rider-addition", **ACCIDENT)
    await waive(desk)
    before = await desk.policy()
    answer = await desk.money(case, "receipts", case["money_in_fen"])
    assert (answer.status_code, answer.json()["field"], answer.json()["rule"]) == (422, *WAIVED)
    assert await desk.policy() == before
