"""References (流水号): a bank's counts once in the whole house, a teller's once at the counter."""

from pathlib import Path

import pytest
from sqlalchemy import text

from shared.auth import Role
from shared.clock import SimulatedClock
from shared.db import make_engine
from shared.migrate import migrate, migrate_engine
from shared.settings import Settings
from shared.testing.databases import BOTH, database
from tests.intake.counter import Counter, counter_in, refused
from tests.intake.ledger.till import Till

BEFORE = "0012"
ONCE = {"field": "reference", "rule": "reference-once"}


@pytest.mark.parametrize("again", ["ICBC1a", "icbc1A"])
@pytest.mark.parametrize("org", ["350322", "350323"])
async def test_a_banks_reference_counts_once(counter: Counter, till: Till, org: str, again: str):
    await till.taken(50_000, reference="ICBC1a")
    body = {"org": org, "amount_fen": 50_000, "method": "transfer", "reference": again}
    headers = counter.token(Role.CASHIER, org) | {"Idempotency-Key": "A"}
    async with counter.nothing_written():
        refused(await counter.http.post("/v1/receipts", json=body, headers=headers), 409, "conflict", **ONCE)


async def test_a_transfer_for_a_case_counts_once_with_those_of_the_book(counter: Counter, till: Till):
    case = await counter.decided()
    await till.taken(7, reference="ICBC1")
    paid = {"amount_fen": 360_000, "method": "transfer"}
    path = f"/applications/{case['case_no']}/receipts"
    async with counter.nothing_written():
        refused(await till.post(path, paid | {"reference": "icbc1"}), 409, "conflict", **ONCE)
        refused(await till.post(path, paid), 422, "rule-broken", field="reference", rule="transfer-referenced")
        answer = await till.take(7, reference=None)
        refused(answer, 422, "rule-broken", field="reference", rule="transfer-referenced")
    assert (await till.post(path, paid | {"reference": "ICBC2"})).json()["status"] == "paid"
    await till.check_book()


async def test_a_tellers_slip_has_the_number_of_another_counters(counter: Counter, till: Till):
    first, second = await counter.decided(), await counter.decided()
    await till.taken(360_000, first["case_no"], "cash", reference="S-1")
    async with counter.nothing_written():
        refused(await till.take(360_000, second["case_no"], "cash", reference="s-1"), 409, "conflict", **ONCE)
    assert (await till.taken(7, reference="S-1"))["reference"] == "S-1", "a bank's is another"
    await till.check_book()


@pytest.mark.parametrize("kind", BOTH)
async def test_what_was_entered_twice_before_stays_and_counts_from_now_on(
    kind: str, tmp_path: Path, time: SimulatedClock
):
    async with database(kind, tmp_path) as url:
        settings = Settings(data=tmp_path, jobs=False, database_url=url)
        await migrate(settings, "intake")
        async with counter_in(settings, time) as counter:
            till = Till(counter)
            twice = [await till.taken(7, reference=each) for each in ("A1", "B2")]
        engine = make_engine(url)
        await migrate_engine(engine, "intake", BEFORE)
        async with engine.begin() as connection:
            await connection.execute(text("UPDATE premium_receipts SET reference = 'a1' WHERE reference = 'B2'"))
        await migrate_engine(engine, "intake")
        await engine.dispose()
        async with counter_in(settings, time) as counter:
            till.counter = counter
            assert [(await till.receipt(each))["reference"] for each in twice] == ["A1", "a1"]
            refused(await till.take(7, reference="A1"), 409, "conflict", **ONCE)
            await till.taken(7, reference="B2")
            await till.check_book()
