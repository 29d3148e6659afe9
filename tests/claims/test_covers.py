"""What claims knows of a policy on a day, by the events of those who keep it."""

from typing import Any

import httpx
import pytest

from shared.auth import Role
from shared.contracts.policy_service import (
    PolicyEndorsed,
    PolicyLapsed,
    PolicyReinstated,
    PolicyRenewed,
    PolicySurrendered,
    PolicyVoided,
)
from shared.tables import pii_reads
from shared.testing.alone import Alone
from tests.claims.conftest import HOLDER, INSURED, PARTIES, POLICY_NO, opened, policy
from tests.claims.hall import ClaimsHall, refused

OTHER_NO = "BD260301-00000002"


async def standing(office: Alone, day: str, policy_no: str = POLICY_NO) -> dict[str, Any]:
    answer = await office.get(f"/covers/{policy_no}", Role.ADJUDICATOR, day=day)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["standing"])


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2026-03-01", "not-begun"),
        ("2026-03-02", "in-force"),
        ("2027-03-01", "in-force"),
        ("2027-03-02", "grace"),
        ("2027-05-01", "grace"),
        ("2027-05-02", "suspended"),
        ("2027-07-31", "suspended"),
        ("2027-08-01", "in-force"),
        ("2027-08-31", "in-force"),
        ("2027-09-01", "ended"),
    ],
)
async def test_the_status_of_each_day_of_a_policys_life(office: Alone, day: str, status: str):
    lapsed = {"on": "2027-05-03", "status": "suspended", "suspended_on": "2027-05-02"}
    back = {"on": "2027-08-01", "reinstated_on": "2027-08-01", "paid_to_on": "2028-03-02"}
    ended = {"on": "2027-09-01", "status": "terminated", "paid_to_on": "2028-03-02"}
    await office.feed(
        policy(PolicyLapsed, "lapse", 2, **lapsed),
        policy(PolicySurrendered, "surrender", 4, **ended),
        policy(PolicyReinstated, "reinstate", 3, **back),  # late
    )
    assert (await standing(office, day))["status"] == status


async def test_in_grace_what_is_owed_is_known_until_it_is_paid(office: Alone):
    told = await standing(office, "2027-03-20")
    assert [told[name] for name in ("status", "since", "arrears_fen")] == ["grace", "2027-03-02", 600_000]
    await office.feed(policy(PolicyRenewed, "renew", 2, on="2027-04-01", paid_to_on="2028-03-02"))
    told = await standing(office, "2027-03-20")
    assert (told["status"], told["arrears_fen"]) == ("grace", 0)
    assert (await standing(office, "2027-04-02"))["status"] == "in-force"


async def test_a_voided_sale_never_covered(office: Alone):
    await office.feed(policy(PolicyVoided, "void", 2, status="voided"))
    assert (await standing(office, "2026-04-01"))["status"] == "never"


async def test_it_ends_with_its_term_though_nobody_says_so(office: Alone, policy_service: dict[str, Any]):
    policy_service[PARTIES.replace(POLICY_NO, OTHER_NO)] = policy_service[PARTIES]
    await office.feed(opened(case_no=OTHER_NO, term_years=1, payment_mode="single", paid_to_on=None))
    assert (await standing(office, "2027-03-01", OTHER_NO))["status"] == "in-force"
    assert (await standing(office, "2027-03-02", OTHER_NO))["status"] == "ended"


async def test_somebodys_policies_are_found_by_their_number_and_the_search_is_recorded(
    office: Alone, policy_service: dict[str, Any]
):
    policy_service[PARTIES.replace(POLICY_NO, OTHER_NO)] = {
        "masked": False,
        "items": [INSURED | {"role": "policyholder"}],
    }
    await office.feed(opened(case_no=OTHER_NO))
    assert [each["policy_no"] for each in await search(office, "E1111-2222")] == [POLICY_NO, OTHER_NO]
    assert await search(office, HOLDER["id_number"]) == []  # not insured by it
    elsewhere = await office.post("/cover-search", Role.TELLER, {"id_number": "E11112222"}, org="350321")
    assert elsewhere.json() == []
    rows = await office.rows(pii_reads)
    assert [row.fields for row in rows] == [
        ["id_number", "found=2"],
        ["id_number", "found=0"],
        ["id_number", "found=0"],
    ]
    assert not any("E1111" in row.subject for row in rows)


async def search(office: Alone, id_number: str) -> list[dict[str, Any]]:
    answer = await office.post("/cover-search", Role.TELLER, {"id_number": id_number})
    assert answer.status_code == 200, answer.text
    return list(answer.json())


async def test_people_who_change_are_looked_up_again(office: Alone, policy_service: dict[str, Any]):
    policy_service[PARTIES] = {"masked": False, "items": [HOLDER, INSURED | {"id_number": "E33334444"}]}
    await office.feed(policy(PolicyEndorsed, "endorse", 2, item="contact-change", request_no="BQ1"))
    assert await search(office, "E33334444") == []
    await office.feed(policy(PolicyEndorsed, "endorse", 3, item="customer-data-change", request_no="BQ2"))
    assert [each["policy_no"] for each in await search(office, "E33334444")] == [POLICY_NO]
    assert await search(office, "E11112222") == []


async def test_without_its_people_a_policy_waits(office: Alone, policy_service: dict[str, Any]):
    await office.feed(opened(case_no=OTHER_NO))  # policy_service is down for it
    assert (await office.get(f"/covers/{OTHER_NO}", Role.TELLER)).status_code == 404


OLD = {"case_no": OTHER_NO, "on": "2020-03-01", "effective_on": "2020-03-02", "paid_to_on": "2021-03-02"}


async def rebuilt(office: Alone, role: Role = Role.PROVINCE, **body: Any) -> httpx.Response:
    return await office.post("/cover-rebuilds", role, body, org="35")


async def test_policies_of_before_a_service_was_new_are_asked_for(hall: ClaimsHall, policy_service: dict[str, Any]):
    lapsed = {"on": "2021-05-03", "status": "suspended", "suspended_on": "2021-05-02"}
    back = {"on": "2022-08-01", "reinstated_on": "2022-08-01", "paid_to_on": "2027-03-02"}
    steps = [opened(**OLD), policy(PolicyLapsed, "lapse", 2, **OLD | lapsed)]
    steps.append(policy(PolicyReinstated, "reinstate", 3, **OLD | back))
    policy_service |= {
        "/v1/policies": {"items": [{"case_no": OTHER_NO}], "next_cursor": "bmV4dA"},
        f"/v1/policies/{OTHER_NO}/told-steps": [each.model_dump(mode="json") for each in steps],
        PARTIES.replace(POLICY_NO, OTHER_NO): policy_service[PARTIES],
    }
    office = hall.office
    await office.feed(steps[0])
    assert (await office.get(f"/covers/{OTHER_NO}", Role.TELLER)).status_code == 404  # passed over: too old
    for _ in range(2):
        assert (await rebuilt(office)).json() == {"policies": 1, "next_cursor": "bmV4dA"}
    days = {"2021-05-01": "grace", "2021-05-02": "suspended", "2026-10-08": "in-force"}
    assert {day: (await standing(office, day, OTHER_NO))["status"] for day in days} == days
    case = await hall.reported(policy_no=OTHER_NO)
    assert (case["cover_status"], case["insured_ref"]) == ("in-force", INSURED["party_ref"])
    assert [each["policy_no"] for each in await search(office, "E11112222")] == [OTHER_NO, POLICY_NO]


async def test_a_rebuild_fails_whole_where_their_keeper_does(office: Alone, policy_service: dict[str, Any]):
    policy_service["/v1/policies"] = {"items": [{"case_no": OTHER_NO}], "next_cursor": None}
    assert (await rebuilt(office)).status_code == 503
    assert (await rebuilt(office, Role.TELLER)).status_code == 403
    assert (await rebuilt(office, most=0)).status_code == 422
    policy_service["/v1/policies"] = 422
    refused(await rebuilt(office, cursor="bad"), 422, "cursor-of-this-list")
