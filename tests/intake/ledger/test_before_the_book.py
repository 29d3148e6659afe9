"""What was paid before there was a money book stands in it after the upgrade."""

from pathlib import Path

import pytest

from shared.auth import Role
from shared.clock import SimulatedClock
from shared.db import make_engine
from shared.migrate import migrate, migrate_engine
from shared.settings import Settings
from shared.testing.databases import BOTH, database
from tests.intake.counter import counter_in
from tests.intake.ledger.till import Till

BEFORE = "0007"


@pytest.mark.parametrize("kind", BOTH)
async def test_money_of_before_is_entered(kind: str, tmp_path: Path, time: SimulatedClock):
    async with database(kind, tmp_path) as url:
        settings = Settings(data=tmp_path, jobs=False, database_url=url)
        await migrate(settings, "intake")
        async with counter_in(settings, time) as counter:
            till = Till(counter)
            await counter.paid()
            await counter.decided()
            kept, withdrawn = [(await till.activated_card(prepaid=True))["case_no"] for _ in range(2)]
            path = f"/card-activations/{withdrawn}/withdrawal"
            assert (await till.post(path, {"reason": "asked"}, Role.TELLER)).status_code == 200
            told = await till.balance()
            engine = make_engine(url)
            await migrate_engine(engine, "intake", BEFORE)
            await migrate_engine(engine, "intake")
            await engine.dispose()
            await till.check_book()
            assert await till.balance() == told
            assert (told["collected_fen"], told["suspended_fen"]) == (380_000, 10_000)
            (receipt,) = (await till.get("/receipts", case_no=kept))["items"]
            assert (receipt["came_by"], receipt["applied_fen"], receipt["kind"]) == (
                "prepaid",
                10_000,
                "card_activation",
            )
