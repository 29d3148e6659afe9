"""The table of designated hospitals: kept by the province, and what benefit rules make of it."""

from typing import Any

import httpx
import pytest

from shared.auth import Role
from tests.claims.hall import Case, ClaimsHall, refused
from tests.claims.test_calculating import CARD_NO, calculate, invoiced, issue_card, record

OURS: Case = {"org": "35", "code": "H3503-1", "name": "仙游县医院", "level": "2A", "designated": True}
OURS |= {"from_on": "2026-01-01"}


@pytest.fixture
async def card(hall: ClaimsHall, policy_service: dict[str, Any]) -> ClaimsHall:
    await issue_card(hall, policy_service)
    return hall


async def post(hall: ClaimsHall, path: str = "", body: Any = None, org: str = "35") -> httpx.Response:
    return await hall.office.post(f"/hospitals{path}", Role.PROVINCE, body, org=org)


async def listed(hall: ClaimsHall, org: str = "35", **changes: Any) -> Case:
    answer = await post(hall, "", OURS | {"org": org} | changes, org)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def unpaid(hall: ClaimsHall, case: Case) -> list[tuple[str, str, str]]:
    (newest, *_) = await hall.get(case, "/calculations")
    return [(each["code"], each["subject"], each["text"]["en"]) for each in newest["refusals"]]


async def test_rows_follow_each_other_and_one_taken_back_makes_room(hall: ClaimsHall):
    row = await listed(hall)
    path = f"/{row['id']}"
    told = refused(await post(hall, "", OURS), 422, "periods-apart")
    assert (told["field"], told["hospital_id"]) == ("from_on", row["id"])
    later = {"designated": False, "from_on": "2026-07-01", "code": "h3503-1"}
    refused(await post(hall, "", OURS | later), 422, "periods-apart")
    early = await post(hall, f"{path}/end", {"to_on": "2025-12-31"})
    assert refused(early, 422, "period-in-order")["field"] == "to_on"
    ended = await post(hall, f"{path}/end", {"to_on": "2026-06-30"})
    assert (ended.status_code, ended.json()["to_on"]) == (200, "2026-06-30")
    next_row = await listed(hall, **later)
    assert next_row["code"] == "H3503-1", "in capitals"
    into = await post(hall, f"{path}/end", {"to_on": "2026-07-01"})
    assert refused(into, 422, "periods-apart")["field"] == "to_on"
    assert (await post(hall, f"/{next_row['id']}/removal")).status_code == 200
    again = await post(hall, f"/{next_row['id']}/removal")
    refused(again, 409, "not-taken-back")
    assert (await post(hall, f"{path}/end", {"to_on": "2026-07-01"})).status_code == 200
    whole = (await hall.office.get("/hospitals", Role.TELLER, code="h3503-1")).json()["items"]
    assert [(each["designated"], bool(each["removed_at"])) for each in whole] == [(True, False), (False, True)]
    on = [(await hall.office.get("/hospitals", on=day)).json()["items"] for day in ("2026-07-01", "2026-07-02")]
    assert [len(rows) for rows in on] == [1, 0]


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"to_on": "2025-12-31"}, "", "period-in-order"),
        ({"level": "4A"}, "level", "literal_error"),
        ({"org": "3503"}, "org", "string_pattern_mismatch"),
        ({"code": "仙游"}, "code", "string_pattern_mismatch"),
        ({"name": " "}, "name", "string_too_short"),
    ],
)
async def test_a_bad_row_is_told_by_field_and_rule(hall: ClaimsHall, changes: Case, field: str, rule: str):
    told = refused(await post(hall, "", OURS | changes), 422, rule)
    assert field in str(told["errors"][0]["field"])


async def test_only_a_province_keeps_its_table_and_others_have_their_own(hall: ClaimsHall):
    row = await listed(hall)
    assert (await hall.office.post("/hospitals", Role.ADJUDICATOR, OURS)).status_code == 403
    assert (await post(hall, "", OURS, org="44")).status_code == 403
    other = await post(hall, f"/{row['id']}/removal", org="44")
    assert other.status_code == 404
    await listed(hall, org="44")
    seen = (await hall.office.get("/hospitals", Role.TELLER, org="350322")).json()["items"]
    assert [each["org"] for each in seen] == ["35"]


async def test_an_invoice_of_a_hospital_that_is_not_designated_on_its_day_is_refused_by_a_rule_that_says_so(
    card: ClaimsHall,
):
    case = await invoiced(card, "A1", 200_000)
    await record(card, case, "A2", 100_000, hospital="h3501-1")
    assert (await calculate(card, case))["total_fen"] == 168_000, "nobody keeps a table"
    other = await listed(card, code="H3501-1", from_on="2026-10-11")
    assert (await calculate(card, case))["total_fen"] == 168_000, "not yet of that day"
    await post(card, f"/{other['id']}/removal")
    await listed(card, code="H3501-1")
    assert (await calculate(card, case))["total_fen"] == 48_000
    why = "hospital H3503-1, 2026-10-10: not in the table of hospitals"
    assert await unpaid(card, case) == [("undesignated-hospital", "A1", why)]
    ours = await listed(card, to_on="2026-10-09")
    assert (await calculate(card, case))["total_fen"] == 48_000
    assert (await unpaid(card, case))[0][2] == "hospital H3503-1, 2026-10-10: not designated"
    await post(card, f"/{ours['id']}/end", {"to_on": "2026-10-10"})
    case = await calculate(card, case)
    assert (case["total_fen"], await unpaid(card, case), case["risk_flags"]) == (168_000, [], [])


async def test_where_the_rule_asks_to_be_told_it_is_paid_with_a_risk_flag(
    hall: ClaimsHall, policy_service: dict[str, Any]
):
    await issue_card(hall, policy_service, product="G2003")
    case = await hall.accepted(policy_no=CARD_NO)
    await record(hall, case, "A1", 200_000)
    await record(hall, case, "A2", 100_000, hospital="H3501-1")
    await listed(hall, code="H3501-1")
    case = await hall.done(case, "registration", {}, Role.ADJUDICATOR)
    assert case["risk_flags"] == ["undesignated-hospital"]
    (flag,) = await hall.get(case, "/risk")
    assert flag["found"]["en"] == "hospitals not designated on the day, of 1 invoice(s): H3503-1"
    await listed(hall)
    case = await calculate(hall, case)
    assert (case["total_fen"], await unpaid(hall, case), case["risk_flags"]) == (200_000, [], [])
    await hall.done(case, "withdrawal", {"reason": "mistake"})
