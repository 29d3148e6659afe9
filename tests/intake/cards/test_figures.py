"""What the board says of card policies, against SQL over intake's own tables."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import text

from services.metrics import queries
from services.metrics.projection import Projection
from services.metrics.queries import Window
from services.metrics.verify import verify
from services.metrics.worker import open_store
from shared.auth import Role
from shared.db import make_engine, make_sessions, sqlite_url
from shared.migrate import migrate_engine
from shared.relay import Relay
from tests.intake.cards.desk import CardDesk
from tests.intake.counter import CHINA, ORG

# Times lie as text, UTC; 8 hours make them the counter's. The due time of the clock is the closing of the same day.
COUNTS = {
    "cards-activated": "SELECT count(*) FROM card_activations",
    "card-policies-issued": "SELECT count(*) FROM card_activations WHERE issued_at IS NOT NULL",
    "card-pending-count": "SELECT count(*) FROM card_activations WHERE closed_at IS NULL",
    "card-withdrawal-rate": "SELECT avg(withdrawn IS NOT NULL) FROM card_activations",
    "card-same-day-rate": """
        SELECT avg(date(issued_at, '8 hours') = date(coalesce(paid.at, accepted_at), '8 hours'))
        FROM card_activations LEFT JOIN case_events paid
          ON paid.case_no = card_activations.case_no AND paid.type LIKE '%.paid.v1'
        WHERE issued_at IS NOT NULL""",
}


async def _play(desk: CardDesk, draw: Random) -> None:
    """Three days at the desk; always before the cut-off, so that the limit is the day's closing."""
    waiting: list[dict[str, Any]] = []
    for day in range(3):
        for number in range(8):
            minute = timedelta(days=day, hours=9, minutes=30 + 40 * number)
            desk.office.time.set(datetime(2026, 10, 12, tzinfo=CHINA) + minute)
            (card_no,) = await desk.handed_out(prepaid=draw.random() < 0.4)
            role = draw.choice([Role.TELLER, Role.INTEGRATOR])
            case = await desk.activated(card_no, role)
            if case["status"] == "issued":
                continue
            if case["status"] == "awaiting_premium":
                if draw.random() < 0.2:
                    await desk.step(case, "withdrawal", body={"reason": "customer-request"})
                    continue
                case = (await desk.pay(case)).json() if draw.random() < 0.7 else case
            waiting.append(case)
        for case in [case for case in waiting if case["status"] == "paid" and draw.random() < 0.4]:
            waiting.remove(case)
            await desk.step(case, "issue")


async def test_each_figure_equals_a_count_of_its_own(desk: CardDesk, tmp_path: Path) -> None:
    await _play(desk, Random(5))
    state = desk.office.app.state
    await Relay(state.sessions, state.bus).drain_once()
    engine = make_engine(sqlite_url(tmp_path / "metrics.db"))
    await migrate_engine(engine, "metrics")
    store = open_store(engine, 1)
    await Projection(store).catch_up(state.bus)
    assert (await verify(engine, state.bus)).equal
    async with make_sessions(engine)() as session, state.sessions() as own:
        for kpi, query in COUNTS.items():
            told = (await queries.kpi(session, kpi, Window(org=ORG))).value
            counted = await own.scalar(text(query))
            assert told == counted, kpi
            assert 0 < counted < (1 if kpi.endswith("-rate") else 25), kpi
    await store.close()
    await engine.dispose()
