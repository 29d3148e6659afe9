"""Whose life more is insured of: consent, and the limit for children (LAW33, LAW34)."""

from typing import Any

from shared.auth import Role
from shared.testing.alone import Alone
from tests.policy_service.conftest import INSURED, PARTIES, PERSON, issued
from tests.policy_service.requests.adding_desk import ACCIDENT, refusal, second_year
from tests.policy_service.requests.money_desk import MoneyDesk

RIDER = "rider-addition"
OTHER = "/v1/applications/TB261012-00000002/parties"
CHILD = INSURED | {"name": "欧阳小平", "id_number": "E11112222", "born_on": "2015-05-01"}  # 8 in October 2023


async def of_a_child(branch: Alone, intake: dict[str, Any], **child: str) -> MoneyDesk:
    intake[PARTIES]["items"][1] = CHILD | child
    return await second_year(branch, sum_assured_fen=10_000_000)


async def test_a_childs_death_cover_stays_within_the_limit(branch: Alone, intake: dict[str, Any]):
    desk = await of_a_child(branch, intake)
    assert await refusal(desk, RIDER, **ACCIDENT) == ("cover_elsewhere_fen", "cover-elsewhere-told")
    fits = await desk.quoted(RIDER, cover_elsewhere_fen=0, **ACCIDENT)  # 100,000 of the policy, as much of the rider
    assert (fits.status_code, fits.json()["money_in_fen"]) == (200, 11_770)  # 1.20 yuan: 120.00 × 359/366
    assert await refusal(desk, RIDER, cover_elsewhere_fen=1, **ACCIDENT) == ("sum_assured_fen", "minor-sum-cap")


async def test_from_ten_on_the_limit_is_higher(branch: Alone, intake: dict[str, Any]):
    desk = await of_a_child(branch, intake, born_on="2013-10-20")
    assert (await desk.quoted(RIDER, cover_elsewhere_fen=30_000_000, **ACCIDENT)).status_code == 200
    over = {"cover_elsewhere_fen": 30_000_001}
    assert await refusal(desk, RIDER, **over, **ACCIDENT) == ("sum_assured_fen", "minor-sum-cap")


async def test_other_policies_of_the_child_count_and_those_that_ended_do_not(branch: Alone, intake: dict[str, Any]):
    desk = await of_a_child(branch, intake)
    people = [PERSON | {"party_ref": "5b0f8a52-3c1d-4f7e-9a66-0c2d8e417b00"}]
    people.append(CHILD | {"party_ref": "0d3c9d0e-6b43-4a1e-8a55-5d1e4a7f2c00"})
    intake[OTHER] = {"masked": False, "items": people}
    second = {"case_no": "TB261012-00000002", "policy_no": "BD261012-00000002"}
    await branch.feed(issued(**second, effective_on="2023-10-20", sum_assured_fen=5_000_000))
    assert await refusal(desk, RIDER, cover_elsewhere_fen=0, **ACCIDENT) == ("sum_assured_fen", "minor-sum-cap")
    form = desk.asking("free-look-cancellation", reason="changed-mind") | {"policy_no": second["policy_no"]}
    form["applicant_ref"] = people[0]["party_ref"]
    case = (await branch.post("/service-requests", Role.TELLER, form)).json()
    await desk.reviewed(await desk.moved(case, "submission"))
    assert (await desk.quoted(RIDER, cover_elsewhere_fen=0, **ACCIDENT)).status_code == 200


async def test_what_pays_on_no_death_has_no_such_limit(branch: Alone, intake: dict[str, Any]):
    desk = await of_a_child(branch, intake)
    asked = {"rider": "F5003", "sum_assured_fen": 2_000_000}
    assert (await desk.quoted(RIDER, **asked)).status_code == 200


async def test_younger_children_have_no_accident_rider(branch: Alone, intake: dict[str, Any]):
    desk = await of_a_child(branch, intake, born_on="2015-10-21")
    assert await refusal(desk, RIDER, cover_elsewhere_fen=0, **ACCIDENT) == ("insured.born_on", "age-within-product")
