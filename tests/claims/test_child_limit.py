"""A child's death limit where no benefit rule cuts: calculations by hand, and agreed amounts."""

import asyncio
from typing import Any

import pytest

from shared.auth import Role
from tests.claims.conftest import HOLDER, INSURED, PARTIES, POLICY_NO, opened
from tests.claims.hall import INVOICED, Case, ClaimsHall, ok, refused
from tests.claims.test_calculating import calculate
from tests.claims.test_money_rules import LIVES, WAN, died, insure

PAID: Case = INVOICED | {"code": "death", "liability": "accidental_death"}
OLD = ("BD260301-00000021", "BD260301-00000022")  # of old vouchers: no rules reckon them


async def taken_over(hall: ClaimsHall, policy_service: dict[str, Any], born_on: str) -> None:
    for number in OLD:
        known = {"masked": False, "items": [HOLDER, INSURED | {"born_on": born_on}]}
        policy_service[PARTIES.replace(POLICY_NO, number)] = known
        await hall.office.feed(opened(case_no=number))


async def by_hand(hall: ClaimsHall, case: Case, *fen: int, lines: Any = None, **more: Any) -> Any:
    lines = lines or [PAID | {"amount_fen": each} for each in fen]
    form = {"lines": lines, "total_fen": sum(each["amount_fen"] for each in lines)} | more
    return await hall.post(f"/{case['case_no']}/manual-calculation", form, Role.ADJUDICATOR)


@pytest.mark.parametrize(
    ("born_on", "wan"),
    [("2016-10-09", 20), ("2016-10-08", 50), ("2008-10-09", 50), ("2008-10-08", 90)],  # 90: of age, no limit
)
async def test_by_hand_no_more_is_paid_than_the_law_lets(
    hall: ClaimsHall, policy_service: dict[str, Any], born_on: str, wan: int
):
    await taken_over(hall, policy_service, born_on)
    case = await died(hall, OLD[0])
    over = await by_hand(hall, case, wan * WAN, 1)
    assert over.status_code == (200 if wan == 90 else 422)
    if wan != 90:
        told = refused(over, 422, "minor-cap")
        assert [told[name] for name in ("field", "cap_fen", "paid_fen", "mark")] == ["lines", wan * WAN, 0, "V2"]
    ok(await by_hand(hall, case, wan * WAN))


@pytest.mark.parametrize("liability", [None, "old-death", "illness_death"])
async def test_whatever_a_line_is_called_it_counts_unless_it_is_no_benefit_of_the_death(
    hall: ClaimsHall, policy_service: dict[str, Any], liability: str | None
):
    await taken_over(hall, policy_service, "2020-01-01")
    case = await died(hall, OLD[0])
    line = PAID | {"code": "sum", "liability": liability, "amount_fen": 20 * WAN + 1}
    refused(await by_hand(hall, case, lines=[line]), 422, "minor-cap")
    loan = line | {"code": "loan", "amount_fen": -WAN}
    refused(await by_hand(hall, case, lines=[line, loan], ends_contract=True), 422, "minor-cap")
    cut = line | {"code": "minor-cap", "amount_fen": -1}
    returned = PAID | {"code": "premiums-returned", "liability": "refund", "amount_fen": WAN}
    assert ok(await by_hand(hall, case, lines=[line, cut, returned]))["total_fen"] == 21 * WAN


async def test_both_ways_of_reckoning_share_it_also_at_one_instant(hall: ClaimsHall, policy_service: dict[str, Any]):
    await insure(hall, policy_service, "2020-01-01")
    await taken_over(hall, policy_service, "2020-01-01")
    cases = [await died(hall, number) for number in OLD]
    answers = await asyncio.gather(*(by_hand(hall, case, 15 * WAN) for case in cases))
    assert sorted(each.status_code for each in answers) == [200, 422]
    case = await calculate(hall, await died(hall, LIVES[0]), died_on="2026-10-08")
    assert case["total_fen"] == 5 * WAN


async def test_by_hand_too_an_age_that_nobody_knows_is_told(hall: ClaimsHall, policy_service: dict[str, Any]):
    await taken_over(hall, policy_service, "2020-01-01")
    policy_service[PARTIES.replace(POLICY_NO, OLD[0])] = {"masked": False, "items": [HOLDER]}
    case = await died(hall, OLD[0])
    assert refused(await by_hand(hall, case, WAN), 422, "age-known")["field"] == "age_at_death"
    refused(await by_hand(hall, case, 21 * WAN, age_at_death=9), 422, "minor-cap")
    ok(await by_hand(hall, case, 21 * WAN, age_at_death=10))
    refused(await by_hand(hall, case, WAN, died_on="2026-10-07"), 422, "not-before-the-event")
    refused(await by_hand(hall, case, WAN, died_on="2026-10-13"), 422, "not-in-the-future")


async def test_by_hand_the_age_is_that_of_the_day_of_death(hall: ClaimsHall, policy_service: dict[str, Any]):
    await taken_over(hall, policy_service, "2016-10-10")
    case = await died(hall, OLD[0])
    refused(await by_hand(hall, case, 21 * WAN), 422, "minor-cap")
    ok(await by_hand(hall, case, 21 * WAN, died_on="2026-10-10"))


async def test_what_is_agreed_on_keeps_to_it(hall: ClaimsHall, policy_service: dict[str, Any]):
    await insure(hall, policy_service, "2020-01-01")
    case = await calculate(hall, await died(hall, LIVES[0]), died_on="2026-10-08", is_suicide=False)
    case = await hall.passed(case)
    agreed = {"outcome": "negotiate", "agreement": "XY-1"}
    told = refused(await hall.decide(case, "35", agreed_fen=20 * WAN + 1, **agreed), 422, "minor-cap")
    assert (told["field"], told["counted_fen"]) == ("agreed_fen", 20 * WAN + 1)
    assert ok(await hall.decide(case, "35", agreed_fen=20 * WAN, **agreed))["payable_fen"] == 20 * WAN
    assert (await calculate(hall, await died(hall, LIVES[1]), died_on="2026-10-08"))["total_fen"] == 0
