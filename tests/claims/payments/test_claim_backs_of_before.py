"""What was claimed back before claim-backs were cases becomes cases: announced as it stands, with its limit."""

from pathlib import Path
from typing import Any

import pytest

from shared.migrate import migrate_engine
from shared.tables import case_events
from shared.testing.databases import BOTH
from tests.claims.hall import Case, ClaimsHall, ok
from tests.claims.payments.test_claim_backs import decided, other_claim, overpaid, receive
from tests.claims.payments.test_failing import hall_on

BEFORE = "0012"
KNOWN = ("status", "amount_fen", "recovered_fen", "open_fen", "outcome", "org", "claim_no", "settlement_no")


async def stands(hall: ClaimsHall, *cases: Case) -> list[list[Any]]:
    return [[back[name] for name in KNOWN] for case in cases for back in await hall.backs(case)]


@pytest.mark.parametrize("kind", BOTH)
async def test_claim_backs_at_hand_are_taken_over_as_cases(tmp_path: Path, kind: str, policy_service: dict[str, Any]):
    async with hall_on(kind, tmp_path, policy_service) as hall:
        case, back = await overpaid(hall)
        await receive(hall, back, 10_000, "R1")
        case = await decided(hall, case, 95_000)
        *_, newest = await hall.backs(case)
        await receive(hall, newest, 3_000, "R2")
        done = await decided(hall, ok(await paid_elsewhere(hall)), 100_000)
        (whole,) = await hall.backs(done)
        await receive(hall, whole, 18_000, "R3")
        before, engine = await stands(hall, case, done), hall.office.app.state.sessions.kw["bind"]
        assert [row[0] for row in before] == ["settled_anew", "outstanding", "recovered"]
        await migrate_engine(engine, "claims", BEFORE)
        assert not [row for row in await hall.office.rows(case_events) if row.kind == "claim_back"]
        await migrate_engine(engine, "claims")
        assert await stands(hall, case, done) == before
        told = [row.type.split(".")[2] for row in await hall.office.rows(case_events) if row.kind == "claim_back"]
        assert sorted(told) == ["opened", "recovered", "settled-anew"]
        (left,) = [each for each in await hall.backs(case) if each["open_fen"]]
        assert left["due_at"].startswith("2026-11-11")
        assert await hall.came_in(left) == [3_000]
        assert (await receive(hall, left, 10_000, "R4")).json()["status"] == "recovered"


async def paid_elsewhere(hall: ClaimsHall) -> Any:
    other, payment = await other_claim(hall)
    return await hall.pay_out(other, payment, 118_000, "elsewhere")
