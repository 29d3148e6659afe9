"""Some days on which banks and salespeople write numbers down as they do: what rings, what doesn't, who brings others.

Each KPI of it equals a count by plain SQL over the services' own tables.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.metrics.kpis import KPIS
from services.metrics.verify import verify
from shared.db import make_engine
from simulator import numbers
from simulator.api import Api, Json
from simulator.branches import Staff
from simulator.play import Play
from simulator.rhythm import Stream
from tests.e2e.month.ledger import Asked, ledger
from tests.e2e.month.numbers import COLLECTIONS, NUMBERS
from tests.e2e.test_month import agree, count, said, suite

FIRST, END = date(2026, 9, 1), datetime(2026, 9, 10, 12, 0, tzinfo=UTC)
WINDOWS = (
    Asked("35", FIRST, date(2026, 9, 10)),
    Asked("350322", FIRST, date(2026, 9, 9)),
    Asked("35", date(2026, 9, 3), date(2026, 9, 7)),
)
ASKED = (*NUMBERS, *COLLECTIONS)


@pytest.mark.slow
async def test_each_kpi_of_numbers_equals_a_count_by_sql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(numbers, "HABITS", dict.fromkeys(numbers.WRITE, 1))
    async with (
        suite(tmp_path, FIRST) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client,
    ):
        api = Api(client)
        play = Play(api, seed=5, a_day=Stream(banks=4.0))
        await play.read_clock()
        await play.take_up()
        await play.play_until(END)
        assert not play.refusals
        told = {asked: await answers(api, asked) for asked in WINDOWS}
        causes = await slices(api, "no-number-rate", "number_cause")
        doubts = await slices(api, "numbers-doubted", "doubt")
        channels = await slices(api, "numbers-rescued", "channel")
        old_rule: Any = await api.get_list(Staff("S-auditor", ("auditor",), "35"), "/callback/v1/old-dialling-rule")
        engine = make_engine(app.state.settings.database_url_of("metrics"))
        assert (await verify(engine, app.state.bus)).equal
        await engine.dispose()
    for asked in WINDOWS:
        with ledger(tmp_path, asked) as database:
            counted = {id: count(database, KPIS[id]) for id in ASKED}
        wrong = {id: (said(told[asked][id]), counted[id]) for id in counted if not agree(counted[id], told[asked][id])}
        assert wrong == {}, asked
    whole = {id: said(answer) for id, answer in told[WINDOWS[0]].items()}
    assert all(value and 0 < value != 1 for value, *_ in whole.values()), whole
    assert {"no-such-number", "service-number"} == causes.keys()
    assert sum(causes.values()) == whole["no-number-rate"][1]
    assert doubts.keys() == {"shared-number", "salespersons-number"}
    assert channels == {"bank": whole["numbers-rescued"][1]}
    missed = {row["channel"]: row["missed"] for row in old_rule}
    assert missed["bank"] > 0 == sum(row["unknown"] for row in old_rule)


async def answers(api: Api, asked: Asked) -> dict[str, Any]:
    auditor = Staff("S-auditor", ("auditor",), asked.org)
    window = {"org": asked.org, "from": asked.first.isoformat(), "to": asked.last.isoformat()}
    return {id: await api.get(auditor, f"/metrics/v1/kpis/{id}", **window) for id in ASKED}


async def slices(api: Api, id: str, by: str) -> dict[str, int]:
    asked: Json = {"org": "35", "from": "2026-09-01", "to": "2026-09-10", "by": by}
    told = await api.get(Staff("S-auditor", ("auditor",), "35"), f"/metrics/v1/kpis/{id}", **asked)
    return {each["by"]: each["numerator"] for each in told["slices"]}
