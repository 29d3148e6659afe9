"""A day's file against our own movements: what matches, what is missing on which side, and what became of it."""

import asyncio
from datetime import datetime
from typing import Any

import pytest

from services.intake.bank.reconciliation.models import BankReconciliation
from shared.auth import Role
from tests.intake.bank.sales import BANK, ORG, BankDesk, line_of, statement
from tests.intake.counter import CHINA, faults, refused

COUNTS = ("matched", "missing_with_us", "missing_with_them", "amount_differs", "policy_differs")


def counts(run: dict[str, Any]) -> tuple[int, ...]:
    return tuple(run[name] for name in COUNTS)


async def settle(desk: BankDesk, run: dict[str, Any], *rows: int, role: Role = Role.CASHIER, org: str = ORG) -> Any:
    body = {"rows": list(rows), "reason": "entered-next-day"}
    return await desk.office.post(f"/bank-reconciliations/{run['id']}/settlements", role, body, org=org)


async def different(desk: BankDesk) -> dict[str, Any]:
    """A day with one match, and one difference of each sort."""
    same, dearer, other, unknown_to_them = [await desk.issued() for _ in range(4)]
    await desk.submitted()  # unpaid: no money moved
    lines = [
        line_of(same),
        line_of(dearer, yuan="50001.00"),
        line_of(other, policy="BD261012-ZZZZZZZZ"),
        line_of(same, number="20261012999999"),
    ]
    run = (await desk.reconcile(statement(*lines))).json()
    assert unknown_to_them["case_no"] in {each["case_no"] for each in await desk.rows(run, outcome="missing_with_them")}
    return dict(run)


async def test_a_day_that_matches(desk: BankDesk) -> None:
    cases = [await desk.issued() for _ in range(3)]
    voided = await desk.voided()
    lines = [line_of(case) for case in (*cases, voided)]
    answer = await desk.reconcile(statement(*lines, line_of(voided, "撤单")))
    run = answer.json()
    assert (answer.status_code, run["status"], run["run_no"], counts(run)) == (201, "matched", 1, (5, 0, 0, 0, 0))
    sums = (run["bank_premium_fen"], run["bank_void_fen"], run["our_premium_fen"], run["our_void_fen"])
    assert sums == (20_000_000, 5_000_000, 20_000_000, 5_000_000)
    assert [(day["day"], day["status"]) for day in await desk.days()] == [("2026-10-12", "matched")]


async def test_each_sort_of_difference_is_told_and_kept(desk: BankDesk) -> None:
    run = await different(desk)
    assert (run["status"], counts(run), run["unsettled"]) == ("different", (1, 1, 1, 1, 1), 4)
    assert (run["bank_premium_fen"], run["our_premium_fen"]) == (20_000_100, 20_000_000)
    rows = {each["outcome"]: each for each in await desk.rows(run)}
    assert (rows["amount_differs"]["bank_fen"], rows["amount_differs"]["our_fen"]) == (5_000_100, 5_000_000)
    assert rows["policy_differs"]["bank_policy_no"] == "BD261012-ZZZZZZZZ" != rows["policy_differs"]["our_policy_no"]
    gone, extra = rows["missing_with_us"], rows["missing_with_them"]
    assert (gone["case_no"], gone["our_fen"], gone["row"]) == (None, None, 5)
    assert (extra["row"], extra["bank_fen"], extra["our_fen"]) == (None, None, 5_000_000)


async def test_a_void_that_the_bank_does_not_know_is_a_difference_of_its_own(desk: BankDesk) -> None:
    voided = await desk.voided()
    run = (await desk.reconcile(statement(line_of(voided)))).json()
    assert counts(run) == (1, 0, 1, 0, 0)
    assert [each["kind"] for each in await desk.rows(run, outcome="missing_with_them")] == ["void"]


async def test_differences_are_settled_with_a_reason_all_or_none(desk: BankDesk) -> None:
    run = await different(desk)
    rows = await desk.rows(run)
    matched, *open_ones = sorted((each["id"] for each in rows), key=lambda id: id != rows[0]["id"])
    refused(await settle(desk, run, open_ones[0], matched), 409, "conflict", field="rows")
    refused(await settle(desk, run, open_ones[0], 10**6), 409, "conflict", field="rows")
    refused(await settle(desk, run, open_ones[0], role=Role.INTEGRATOR), 403, "forbidden")
    partly = (await settle(desk, run, *open_ones[:3])).json()
    assert (partly["status"], partly["unsettled"]) == ("different", 1)
    refused(await settle(desk, run, open_ones[0]), 409, "conflict", rule="open-differences")
    done = (await settle(desk, run, open_ones[3])).json()
    assert (done["status"], done["unsettled"]) == ("settled", 0)
    told = [(each["settled"], each["settled_by"]) for each in await desk.rows(run) if each["id"] in open_ones]
    assert told == [("entered-next-day", "S-cashier")] * 4
    assert [day["status"] for day in await desk.days(status="settled")] == ["settled"]


async def test_reconciled_again_the_last_run_counts_and_the_first_stays(desk: BankDesk) -> None:
    run, case = await different(desk), await desk.issued()
    again = (await desk.reconcile(statement(line_of(case)))).json()
    assert (again["run_no"], again["id"] != run["id"]) == (2, True)
    (day,) = await desk.days()
    assert day["run"]["id"] == again["id"]
    first = (await desk.office.get(f"/bank-reconciliations/{run['id']}", Role.CASHIER)).json()
    assert first == run
    (row, *_) = await desk.rows(run, outcome="missing_with_us")
    refused(await settle(desk, run, row["id"]), 409, "conflict")


async def test_what_moves_after_the_file_makes_the_day_outdated(desk: BankDesk) -> None:
    await desk.reconcile(statement(line_of(await desk.issued())))
    assert [day["status"] for day in await desk.days()] == ["matched"]
    await desk.issued()
    assert [day["status"] for day in await desk.days()] == ["outdated"]


async def test_a_day_without_a_file_is_seen(desk: BankDesk) -> None:
    await desk.issued()
    desk.office.time.set(datetime(2026, 10, 13, 9, 0, tzinfo=CHINA))
    await desk.issued()
    await desk.submitted()
    days = await desk.days(status="unreconciled")
    assert [(day["day"], day["bank"], day["our_premium_fen"], day["run"]) for day in days] == [
        ("2026-10-12", BANK, 5_000_000, None),
        ("2026-10-13", BANK, 5_000_000, None),
    ]
    assert await desk.days(status="different") == []
    assert [day["day"] for day in await desk.days(since="2026-10-13")] == ["2026-10-13"]
    assert await desk.days(bank="icbc") == []


async def test_a_file_of_the_province_covers_what_lies_below_it(desk: BankDesk) -> None:
    case = await desk.issued()
    run = (await desk.reconcile(statement(line_of(case)), org="35")).json()
    assert counts(run) == (1, 0, 0, 0, 0)
    assert [(day["org"], day["status"]) for day in await desk.days(org="35")] == [("35", "matched")]
    assert await desk.days() == []  # nothing is left to do for the county
    await desk.issued()
    assert [(day["org"], day["status"]) for day in await desk.days(org="35")] == [("35", "outdated")]
    refused(await desk.office.get(f"/bank-reconciliations/{run['id']}", Role.CASHIER), 403, "out-of-scope")


async def test_a_day_without_sales_is_reconciled_with_a_heading_alone(desk: BankDesk) -> None:
    run = (await desk.reconcile(statement())).json()
    assert (run["status"], counts(run)) == ("matched", (0, 0, 0, 0, 0))


async def test_the_day_lies_not_in_the_future_and_the_organisation_in_ones_own(desk: BankDesk) -> None:
    refused(await desk.reconcile(statement(), day="2026-10-13"), 422, "rule-broken", field="day")
    assert ("day", "date_type") in faults(await desk.reconcile(statement(), day="12.10.2026"))
    refused(await desk.reconcile(statement(), role=Role.TELLER), 403, "forbidden")
    answer = await desk.office.get("/bank-reconciliations", Role.CASHIER, since="2026-01-01")
    refused(answer, 422, "rule-broken", field="since")
    refused(await desk.office.get("/bank-reconciliations/99", Role.CASHIER), 404, "not-found")


@pytest.mark.parametrize("attempt", range(2))
async def test_a_file_sent_twice_at_once_makes_two_runs(desk_on_both: BankDesk, attempt: int) -> None:
    content = statement(line_of(await desk_on_both.issued()))
    answers = await asyncio.gather(*(desk_on_both.reconcile(content) for _ in range(3)))
    assert sorted(answer.json()["run_no"] for answer in answers) == [1, 2, 3]
    assert len(await desk_on_both.office.rows(BankReconciliation.__table__)) == 3


async def test_differences_settled_twice_at_once_are_settled_once(desk_on_both: BankDesk) -> None:
    run = await different(desk_on_both)
    ids = [each["id"] for each in await desk_on_both.rows(run) if each["outcome"] != "matched"]
    answers = await asyncio.gather(*(settle(desk_on_both, run, *ids) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert (await desk_on_both.days())[0]["run"]["unsettled"] == 0
