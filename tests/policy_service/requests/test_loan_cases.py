"""A loan as a case: announced, overdue when its days are over, and counted by metrics as its own table is."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from services.metrics import queries
from services.metrics.kpis import KPIS
from services.metrics.queries import Window
from shared.testing.databases import copy_migrated
from tests.e2e.figures import agree, count
from tests.e2e.month import loans
from tests.e2e.month.ledger import SERVICES, Asked, ledger
from tests.intake.figures import figures_of
from tests.policy_service.requests.money_desk import MoneyDesk

HISTORY = ["lent", "handed-over", "fallen-overdue", "repaid", "settled"]
YEAR = Asked("3503", date(2023, 1, 1), date(2023, 10, 13))


async def listed(money: MoneyDesk, **asked: str) -> list[dict[str, Any]]:
    return list((await money.office.get("/policy-loans", **asked)).json()["items"])


async def repaid(money: MoneyDesk, loan_no: str, **amount: int) -> None:
    case = await money.agreed("loan-repayment", loan_no=loan_no, **amount)
    await money.paid(case, "receipts", case["money_in_fen"])


async def until(money: MoneyDesk, day: str, hour: int) -> int:
    return await money.office.pass_time(datetime.fromisoformat(f"{day}T{hour:02}:00:00").replace(tzinfo=UTC))


async def test_a_loan_is_overdue_from_the_second_day_after_it_was_due_until_it_is_repaid(money: MoneyDesk):
    case = await money.agreed("policy-loan", amount_fen=50_000)
    (loan,) = await listed(money)
    assert (loan["status"], loan["org"], loan["request_no"]) == ("agreed", "350322", case["case_no"])
    await money.paid(case, "payout", 50_000)
    (loan,) = await listed(money)
    assert (loan["status"], loan["due_on"], loan["waiting"]) == ("outstanding", "2023-10-10", None)
    assert loan["closed_at"], "nobody has anything to do about it"
    await until(money, "2023-10-11", 15)
    assert await listed(money, status="overdue") == []
    await until(money, "2023-10-11", 17)  # the twelfth at the counter
    (loan,) = await listed(money, status="overdue")
    assert loan["closed_at"] is None
    money.at("2023-10-12")
    await repaid(money, loan["case_no"], amount_fen=10_000)
    assert [each["status"] for each in await listed(money)] == ["overdue"]
    await repaid(money, loan["case_no"])
    (loan,) = await listed(money)
    assert (loan["status"], loan["outcome"], loan["balance_fen"]) == ("repaid", "repayment", 0)
    history = (await money.office.get(f"/policy-loans/{loan['case_no']}/history")).json()
    assert [step["type"].split(".")[2] for step in history] == HISTORY


async def test_one_repaid_in_time_never_falls_overdue(money: MoneyDesk):
    loan = await money.lent(50_000)
    money.at("2023-10-10")
    await repaid(money, loan["loan_no"])
    await until(money, "2023-10-20", 2)
    assert [each["status"] for each in await listed(money)] == ["repaid"]


async def test_how_many_are_overdue_is_what_the_tables_say(money: MoneyDesk, tmp_path: Path):
    """In time; late; partly and overdue; overdue; not due yet."""
    for fen in (5_000, 6_000, 7_000, 8_000):
        await money.lent(fen)
    of = {loan["principal_fen"]: loan["case_no"] for loan in await listed(money)}
    money.at("2023-07-13")
    await money.lent(9_000)
    await repaid(money, of[5_000])
    await until(money, "2023-10-13", 2)
    await repaid(money, of[6_000])
    await repaid(money, of[7_000], amount_fen=3_000)
    for service in SERVICES:
        await copy_migrated(service, tmp_path / f"{service}.db")
    async with figures_of(money.office.app, tmp_path) as session:
        window = Window(YEAR.org, start=YEAR.first, end=YEAR.last)
        told = {answer.kpi.id: answer for answer in await queries.kpis(session, list(loans.SQL), window)}
        with ledger(tmp_path, YEAR) as database:
            counted = {id: count(database, KPIS[id]) for id in loans.SQL}
    assert {id for id in loans.SQL if not agree(counted[id], told[id].model_dump())} == set()
    assert counted["loan-overdue-rate"] == (2 / 4, 2, 4)
    assert counted["loan-overdue-amount-rate"][1:] == (7_000 - (3_000 - 175) + 8_000, 26_000)  # 183 days: 175.48
