"""What a policy's events tell of its holder's numbers, without a digit of them, and what others' numbers add."""

from typing import Any
from uuid import UUID

import orjson
import pytest

from services.policy_service.numbers.models import HolderNumber, SalespersonsNumber
from services.policy_service.numbers.telling import SHARED_BY
from shared.auth import Role
from shared.tables import case_events
from shared.testing.alone import Alone
from tests.policy_service.conftest import INSURED, PARTIES, PERSON, issued
from tests.policy_service.requests.desk import HOLDER_REF, INSURED_REF, POLICY_NO, ServiceDesk

MOBILE = "13959512345"
RESCUED = {"field": "office_phone", "kind": "mobile", "flags": ["mobile-in-office-field"], "since": None}
NOW = "2026-10-12T02:00:00Z"
Intake = dict[str, Any]
Told = dict[str, Any]
DOUBTS = {"shared-number", "salespersons-number"}


async def told(office: Alone, policy_no: str = POLICY_NO) -> dict[str, Any]:
    """By the newest event of the policy."""
    events = [row for row in await office.rows(case_events) if row.case_no == policy_no]
    return dict(orjson.loads(events[-1].data))


async def open_with(
    office: Alone, intake: Intake, number: int, phones: dict[str, str], **holder: Any
) -> dict[str, Any]:
    """A policy of somebody of its own, and what its opening tells."""
    case_no, policy_no = f"TB261012-{number:08d}", f"BD261012-{number:08d}"
    who = {"party_ref": str(UUID(int=number)), "id_number": f"E{number:08d}", "phones": phones} | holder
    intake[PARTIES.replace("TB261012-00000001", case_no)] = {"masked": False, "items": [PERSON | who]}
    await office.feed(issued(case_no=case_no, policy_no=policy_no))
    return await told(office, policy_no)


def doubts(event: dict[str, Any]) -> list[list[str]]:
    return [
        [flag for flag in each["flags"] if flag in ("shared-number", "salespersons-number")]
        for each in event["numbers"]
    ]


@pytest.mark.parametrize(
    ("phones", "numbers", "reach"),
    [
        ({"office_phone": MOBILE}, [RESCUED], "rescued"),
        ({"mobile": MOBILE}, [{"field": "mobile", "kind": "mobile", "flags": [], "since": None}], "rung"),
        ({}, [], "blank"),
        (
            {"mobile": "1395951"},
            [{"field": "mobile", "kind": "invalid", "flags": ["no-such-number"], "since": None}],
            "no-such-number",
        ),
    ],
)
async def test_an_opened_policy_tells_what_its_numbers_are(
    office: Alone, intake: Intake, phones: dict[str, str], numbers: list[Any], reach: str
):
    event = await open_with(office, intake, 7, phones)
    assert (event["numbers"], event["reach_at_issue"]) == (numbers, reach)
    assert len(await office.rows(HolderNumber.__table__)) == (reach in ("rung", "rescued"))


async def test_a_fresh_number_is_told_with_the_endorsement_and_what_was_at_the_issue_stays(office: Alone):
    await office.feed(issued())
    await ServiceDesk(office).done("contact-change", change=_contact(HOLDER_REF, {"mobile": "13800000001"}))
    event = await told(office)
    assert event["item"] == "contact-change"
    assert event["numbers"] == [{"field": "mobile", "kind": "mobile", "flags": [], "since": NOW}, RESCUED]
    assert event["reach_at_issue"] == "rescued"
    assert len(await office.rows(HolderNumber.__table__)) == 2


async def test_a_number_that_stays_the_same_line_is_not_told_as_changed(office: Alone):
    await office.feed(issued())
    again = {"office_phone": f"0{MOBILE}", "home_phone": "0594-2512701"}
    await ServiceDesk(office).done("contact-change", change=_contact(HOLDER_REF, again))
    since = {each["field"]: each["since"] for each in (await told(office))["numbers"]}
    assert since == {"office_phone": None, "home_phone": NOW}


async def test_the_insureds_number_is_not_the_holders(office: Alone):
    await office.feed(issued())
    before = await told(office)
    await ServiceDesk(office).done("contact-change", change=_contact(INSURED_REF, {"mobile": "13800000001"}))
    assert (await told(office))["numbers"] == before["numbers"]


async def test_with_another_holder_their_numbers_are_told(office: Alone):
    await office.feed(issued())
    await ServiceDesk(office).done("holder-change")
    assert (await told(office))["numbers"] == []
    assert await office.rows(HolderNumber.__table__) == []


async def test_a_number_of_several_unrelated_holders_is_doubted_and_no_other(office: Alone, intake: Intake):
    same = [{"mobile": "13800000001"}, {"office_phone": "0594-13800000001"}, {"home_phone": "+86 138-0000-0001"}]
    events = [await open_with(office, intake, 10 + place, same[place % 3]) for place in range(SHARED_BY)]
    assert [doubts(each) for each in events] == [[[]]] * (SHARED_BY - 1) + [[["shared-number"]]]
    assert events[-1]["reach_at_issue"] != "shared-number", "a doubt refuses nothing"
    assert doubts(await open_with(office, intake, 30, {"mobile": "13800000002"})) == [[]]


async def test_somebody_with_many_policies_shares_their_number_with_nobody(office: Alone, intake: Intake):
    for number in range(10, 10 + SHARED_BY + 1):
        event = await open_with(office, intake, number, {"mobile": MOBILE}, id_number="E00000010")
        assert doubts(event) == [[]]


async def test_people_who_stand_on_a_policy_together_are_no_strangers(office: Alone, intake: Intake):
    """Each child of a family has a policy of their own and their mother's number."""
    family = [PERSON | {"id_number": "E00000009"}]
    for number in range(10, 10 + SHARED_BY):
        child = INSURED | {"id_number": f"E{number:08d}", "party_ref": str(UUID(int=100 + number))}
        family.append(child)
    intake[PARTIES] = {"masked": False, "items": family}
    await office.feed(issued())
    for number in range(10, 10 + SHARED_BY):
        assert doubts(await open_with(office, intake, number, {"mobile": MOBILE})) == [[]]


async def list_numbers(office: Alone, *salespeople: Any, role: Role = Role.INTEGRATOR) -> Any:
    return await office.post("/salespeoples-numbers", role, {"salespeople": list(salespeople)})


async def test_two_organisations_may_each_have_somebody_of_one_code(office: Alone, intake: Intake):
    async def list_of(org: str, *numbers: str) -> None:
        body = {"salespeople": [{"salesperson": "A1", "numbers": list(numbers)}]}
        answer = await office.post("/salespeoples-numbers", Role.INTEGRATOR, body, org=org)
        assert (answer.status_code, answer.json()[0]["kept"]) == (200, len(numbers)), answer.text

    await list_of("350322", MOBILE)
    await list_of("350400", MOBILE, "13800000001")
    await list_of("350400", "13800000002")
    event = await open_with(office, intake, 9, {"mobile": MOBILE, "home_phone": "13800000001"})
    assert doubts(event) == [["salespersons-number"], []], "the other's list took nothing from theirs"
    await list_of("350400", MOBILE)
    await list_of("350322")
    event = await open_with(office, intake, 10, {"mobile": MOBILE})
    assert doubts(event) == [["salespersons-number"]], "it is still that of the other's salesperson"


async def test_a_salespersons_number_is_doubted_and_kept_as_a_hash_alone(office: Alone, intake: Intake):
    listed = {"salesperson": "A1", "numbers": [MOBILE, "0594-2512701转8", "无"]}
    answer = await list_numbers(office, listed)
    assert (answer.status_code, answer.json()) == (200, [{"salesperson": "A1", "kept": 2, "not_diallable": [2]}])
    kept = await office.rows(SalespersonsNumber.__table__)
    assert {len(row.number_hash) for row in kept} == {64}
    assert not any(digits in repr(row) for row in kept for digits in (MOBILE, "2512701"))
    event = await open_with(office, intake, 7, {"home_phone": f"0594{MOBILE}", "office_phone": "2512701"})
    assert doubts(event) == [["salespersons-number"], []], "another extension is another line"
    assert event["reach_at_issue"] == "rung"


async def test_listed_anew_somebodys_old_numbers_are_forgotten(office: Alone, intake: Intake):
    await list_numbers(office, {"salesperson": "A1", "numbers": [MOBILE]})
    await list_numbers(office, {"salesperson": "A1", "numbers": []})
    assert doubts(await open_with(office, intake, 7, {"mobile": MOBILE})) == [[]]


@pytest.mark.parametrize(
    ("salespeople", "field", "rule"),
    [
        ([{"salesperson": "A1", "numbers": []}] * 2, "salespeople", "listed-once"),
        ([], "salespeople", "too_short"),
        ([{"salesperson": "张三", "numbers": []}], "salespeople.0.salesperson", "string_pattern_mismatch"),
        ([{"salesperson": "A1", "numbers": ["1" * 81]}], "salespeople.0.numbers.0", "string_too_long"),
    ],
)
async def test_a_list_with_a_fault_is_refused_and_told_where(office: Alone, salespeople: Any, field: str, rule: str):
    answer = await list_numbers(office, *salespeople)
    assert answer.status_code == 422
    assert [(each["field"], each["rule"]) for each in answer.json()["errors"]] == [(field, rule)]


async def test_only_the_sales_companys_system_lists_numbers(office: Alone):
    listed = {"salesperson": "A1", "numbers": [MOBILE]}
    assert (await list_numbers(office, listed, role=Role.TELLER)).status_code == 403


def _contact(ref: str, phones: dict[str, str]) -> dict[str, Any]:
    return {"item": "contact-change", "party_ref": ref, "phones": phones}
