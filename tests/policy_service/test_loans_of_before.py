"""Loans lent before loans were cases become cases: told as they stand, and overdue when their days are over."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from services.policy_service.app import create_app
from shared.migrate import migrate_engine
from shared.tables import case_events
from shared.testing.alone import alone, answering
from shared.testing.databases import BOTH, database
from tests.policy_service.requests.money_desk import money_desk

BEFORE = datetime(2022, 10, 12, 2, tzinfo=UTC)


@pytest.mark.parametrize("kind", BOTH)
async def test_loans_at_hand_are_taken_over_as_cases(tmp_path: Path, intake: dict[str, Any], kind: str):
    async with (
        database(kind, tmp_path) as url,
        alone("policy_service", create_app, tmp_path, BEFORE, {"intake": answering(intake)}, url) as office,
    ):
        desk = await money_desk(office)
        desk.at("2023-04-13")
        for fen in (5_000, 6_000):
            await desk.lent(fen)
        repaid = next(each for each in (await desk.loans())["loans"] if each["principal_fen"] == 5_000)
        case = await desk.agreed("loan-repayment", loan_no=repaid["loan_no"])
        await desk.paid(case, "receipts", 5_000)
        await desk.agreed("policy-loan", amount_fen=7_000)
        before, engine = await desk.loans(), office.app.state.sessions.kw["bind"]
        await migrate_engine(engine, "policy_service", "0011")
        await migrate_engine(engine, "policy_service")
        assert await desk.loans() == before
        told = {
            row.case_no: row.type.split(".")[2] for row in await office.rows(case_events) if row.kind == "policy_loan"
        }
        cases = (await office.get("/policy-loans")).json()["items"]
        stands = {each["principal_fen"]: (each["status"], told[each["case_no"]], each["org"]) for each in cases}
        assert stands == {
            5_000: ("repaid", "settled", "350322"),
            6_000: ("outstanding", "handed-over", "350322"),
            7_000: ("agreed", "lent", "350322"),
        }
        await office.pass_time(datetime(2023, 10, 13, 2, tzinfo=UTC))
        overdue = (await office.get("/policy-loans", status="overdue")).json()["items"]
        assert [(each["principal_fen"], each["version"]) for each in overdue] == [(6_000, 2)]
