"""Events that reach the log by another way than ours: none stops the figures, each is set aside with a reason."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.metrics.cells import Ledger
from services.metrics.facts import decode
from services.metrics.measures.base import Flow
from services.metrics.projection import Projection
from services.metrics.spans import Case
from services.metrics.state import UnfitEvent
from services.metrics.store import SqliteStore
from services.metrics.verify import verify
from services.metrics.worker import open_store
from shared.bus import Message
from shared.bus.local import LocalBus
from tests.metrics import histories
from tests.metrics.desk import Desk, event
from tests.metrics.test_projection import publish, some_cases

(LIKE,) = some_cases(1)
HOSTILE: list[dict[str, Any]] = [
    {"status": "open\0"},
    {"org": "35\0"},
    {"case_no": "\0"},
    {"kind": "a/b"},
    {"handler": "h\0"},
    {"labels": {"topic": "a\0b"}},
    {"labels": {"a\0b": "topic"}},
    {"premium_fen": 2**64},
    {"premium_fen": 2**62},
    {"dun_count": 2**40},
    {"clocks": [{"id": "issue", "started_at": "2026-04-18T01:00:00Z", "net_working_seconds": 2**63}]},
    {"debits": [{"attempt": -(2**70), "result": "success"}]},
    {"decision": "x" * 81},
    {"returned": "x" * 81},
    {"withdrawn": "x" * 81},
    {"notices": [{"type": "medical", "status": "\0"}]},
    {"clocks": [{"id": "issue", "started_at": "9999-12-31T23:59:59-14:00"}]},
    {"clocks": [{"id": "issue", "started_at": "2026-04-18T01:00:00Z", "due_at": "9999-12-31T23:59:59-14:00"}]},
    {"clocks": [{"id": "issue", "started_at": "2026-04-18T01:00:00Z", "stopped_at": "0001-01-01T00:00:00+14:00"}]},
]


@pytest.mark.parametrize("change", HOSTILE, ids=str)
def test_what_no_database_or_number_holds_is_unfit(change: dict[str, Any]) -> None:
    with pytest.raises(UnfitEvent):
        decode(histories.record(LIKE[0] | change, 0).value)


def test_a_backslash_before_u0000_is_no_nul() -> None:
    assert decode(histories.record(LIKE[0] | {"status": "\\u0000"}, 0).value).status == "\\u0000"


async def test_no_hostile_event_stops_the_others(engine: AsyncEngine, log: LocalBus) -> None:
    await publish(log, [[LIKE[0] | change] for change in HOSTILE])
    await publish(log, some_cases(10))
    store = open_store(engine, 1)
    await Projection(store).catch_up(log)
    await store.close()
    assert len(await refused(engine)) == len(HOSTILE)
    report = await verify(engine, log)
    assert report.equal
    assert report.facts == 10


NO_EVENTS = [
    b"", b"\xff", b"{}", b"[]", b"null", b'{"id":"x"}', b'{"data":null}', b'{"data_base64":"eA=="}',
    b'{"data":{"case_no":"\xff"}}', b'{"data":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
]  # fmt: skip


async def test_bytes_that_are_no_event_stop_nothing(engine: AsyncEngine, log: LocalBus) -> None:
    assert not any(await log.publish([Message(histories.TOPIC, "H1", value) for value in NO_EVENTS]))
    await publish(log, some_cases(3))
    store = open_store(engine, 1)
    await Projection(store).catch_up(log)
    await store.close()
    report = await verify(engine, log)
    assert (report.equal, report.facts) == (True, 3)
    assert len(await refused(engine)) == len(NO_EVENTS)


async def test_what_only_the_database_refuses_is_found_and_set_aside(engine: AsyncEngine, log: LocalBus) -> None:
    """As after a change of a measure that some event doesn't bear."""
    cases = some_cases(12)
    await publish(log, cases)

    def amount(case: Case) -> int:
        if case.state.case_no == "A5":
            raise ValueError("no such amount")
        return 2**70 if case.state.case_no == "A7" else 1

    ledger, store = Ledger([Flow("opened", lambda case: case.opened, amount=amount)]), open_store(engine, 1)
    await Projection(store, ledger).catch_up(log)
    await store.close()
    assert len(await refused(engine)) == len(cases[5]) + len(cases[7])
    async with engine.connect() as connection:
        kept = set((await connection.execute(text("SELECT key FROM facts"))).scalars())
        total = "SELECT sum(n) FROM cells c JOIN series s ON s.id = c.series_id WHERE org = '' AND period < 1000000"
        assert (await connection.execute(text(total))).scalar_one() == 10
    assert {key.split("/")[1] for key in kept} == {f"A{number}" for number in range(12)} - {"A5", "A7"}


async def test_readiness_fails_while_batches_do(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object) -> None:
        raise RuntimeError

    await desk.post([event()])
    with monkeypatch.context() as broken:
        broken.setattr(SqliteStore, "write", fails)
        with pytest.raises(RuntimeError):
            await desk.catch_up()
    answer = await desk.client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["projection"]) == (503, "failed")
    await desk.catch_up()
    assert (await desk.client.get("/readyz")).status_code == 200


async def refused(engine: AsyncEngine) -> list[str]:
    async with engine.connect() as connection:
        return list((await connection.execute(text("SELECT reason FROM refused_events"))).scalars())
