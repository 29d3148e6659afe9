"""Money that the bank debited and no premium took goes back, whole and once, and each fen of it is accounted for."""

from datetime import UTC, datetime

import pytest

from shared.auth import Role
from shared.testing.alone import Alone
from tests.policy_service.renewals.collector import Collector, Row
from tests.policy_service.requests.desk import policy_given_back

DUE_AT = datetime(2026, 10, 13, 2, tzinfo=UTC)


@pytest.fixture
async def batch(collector: Collector, office: Alone) -> Row:
    """Of four premiums one pays, one fails, and two came for policies that were given back meanwhile."""
    numbers = await collector.policies(4, free_look_days=15)
    await collector.run()
    office.time.set(DUE_AT)
    sent = await collector.exported()
    for number in numbers[:2]:
        await policy_given_back(office, number)
    numbered = {item["renewal_no"]: item for item in await collector.items(sent)}
    policies = {each["case_no"]: each["policy_no"] for each in await collector.renewals()}
    results = ["其他" if policies[renewal] == numbers[3] else "成功" for renewal in numbered]
    return await collector.reconciled(sent, *results)


async def unapplied(office: Alone, **asked: str) -> list[Row]:
    return list((await office.get("/unapplied-debits", **asked)).json()["items"])


def path_of(debit: Row) -> str:
    return f"/renewal-batches/{debit['batch_no']}/items/{debit['item_no']}"


async def asked_for(collector: Collector, debit: Row, role: Role = Role.TELLER) -> tuple[int, Row]:
    answer = await collector.post(f"{path_of(debit)}/return-request", role=role)
    return answer.status_code, dict(answer.json())


async def given_back(collector: Collector, debit: Row, key: str = "1", **body: object) -> tuple[int, Row]:
    path = f"{path_of(debit)}/return"
    form = {"amount_fen": debit["amount_fen"], "reference": "TK-1"} | body
    answer = await collector.post(path, form, **{"Idempotency-Key": key})
    return answer.status_code, dict(answer.json())


async def balance(office: Alone, **asked: str) -> tuple[int, ...]:
    told = (await office.get("/unapplied-balance", **asked)).json()
    return told["held"], told["held_fen"], told["returned"], told["returned_fen"]


async def test_each_fen_that_came_is_a_premium_or_held_or_went_back(collector: Collector, office: Alone, batch: Row):
    assert await balance(office) == (2, 720_000, 0, 0)
    first, second = await unapplied(office)
    assert (first["held"], first["unapplied_why"], first["amount_fen"]) == ("held", "policy-not-in-force", 360_000)
    code, told = await asked_for(collector, first)
    assert (code, told["held"], told["return_asked_by"]) == (200, "return-asked", "S-teller")
    assert [each["item_no"] for each in await unapplied(office, held="return-asked")] == [first["item_no"]]
    assert await balance(office) == (2, 720_000, 0, 0)
    code, told = await given_back(collector, first)
    assert (code, told["held"], told["return_reference"], told["returned_by"]) == (200, "returned", "TK-1", "S-cashier")
    assert told["returned_at"] == "2026-10-13T02:00:00Z"
    assert [each["item_no"] for each in await unapplied(office, held="held")] == [second["item_no"]]
    assert [each["item_no"] for each in await unapplied(office, held="returned")] == [first["item_no"]]
    assert await balance(office) == (1, 360_000, 1, 360_000)
    collected = sum(each["premium_fen"] for each in await collector.renewals(status="collected"))
    assert batch["succeeded_fen"] == collected + 360_000 + 360_000


async def test_it_goes_back_once_whoever_asks_and_under_a_number_of_its_own(
    collector: Collector, office: Alone, batch: Row
):
    first, second = await unapplied(office)
    for each in (first, second):
        assert (await asked_for(collector, each))[0] == 200
    assert (await given_back(collector, first))[0] == 200
    assert (await given_back(collector, first))[0] == 200, "the first answer once more"
    code, told = await given_back(collector, first, "2", reference="TK-2")
    assert (code, told["rule"], told["reference"]) == (409, "returned-once", "TK-1")
    code, told = await asked_for(collector, first)
    assert (code, told["rule"]) == (409, "returned-once")
    code, told = await given_back(collector, second, "3")
    assert (code, told["rule"]) == (409, "reference-once")
    assert await balance(office) == (1, 360_000, 1, 360_000)


async def test_another_asks_for_it_than_pays_it_out(collector: Collector, office: Alone, batch: Row):
    [first, _] = await unapplied(office)
    code, told = await given_back(collector, first)
    assert (code, told["rule"]) == (409, "return-asked")
    await asked_for(collector, first, Role.CASHIER)
    code, told = await given_back(collector, first, "2")
    assert (code, told["rule"]) == (403, "return-four-eyes")
    code, told = await asked_for(collector, first)
    assert (code, told["rule"], told["return_asked_by"]) == (409, "return-asked-once", "S-cashier")
    assert await balance(office) == (2, 720_000, 0, 0)


async def test_what_paid_a_premium_or_another_sum_or_elsewhere_is_not_given_back(
    collector: Collector, office: Alone, batch: Row
):
    [first, _] = await unapplied(office)
    await asked_for(collector, first)
    code, told = await given_back(collector, first, amount_fen=359_999)
    assert (code, told["rule"], told["due_fen"]) == (422, "amount-due", 360_000)
    paid = next(item for item in await collector.items(batch) if item["result"] == "success" and item["held"] is None)
    assert [(await asked_for(collector, paid))[1]["rule"], (await given_back(collector, paid, "2"))[1]["rule"]] == [
        "debit-unapplied"
    ] * 2
    assert (await given_back(collector, first | {"item_no": 99}, "3"))[0] == 404
    elsewhere = await office.post(
        f"/renewal-batches/{first['batch_no']}/items/{first['item_no']}/return",
        Role.CASHIER,
        {"amount_fen": 360_000, "reference": "TK-9"},
        org="350400",
        **{"Idempotency-Key": "4"},
    )
    assert elsewhere.status_code == 403
    assert (await balance(office), await balance(office, org="350400")) == ((2, 720_000, 0, 0), (0, 0, 0, 0))
