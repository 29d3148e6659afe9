"""Claims played by hand: their KPIs equal a count by plain SQL over the services' own tables."""

from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.metrics.kpis import KPIS
from services.metrics.verify import verify
from shared.db import make_engine
from simulator.api import Api
from simulator.branches import Staff
from tests.e2e.claims_played import ClaimsOffice, play, put_covers
from tests.e2e.month import claim_backs
from tests.e2e.month.claims import CLAIMS, LIMITS, PAYMENTS
from tests.e2e.month.ledger import Asked, ledger
from tests.e2e.month.small_claims import SMALL_CLAIMS
from tests.e2e.test_month import agree, count, is_trivial, said, suite

WHOLE = Asked("35", date(2026, 9, 1), date(2026, 11, 12))
FIRST_DAY = Asked("350322", date(2026, 9, 1), date(2026, 9, 1))  # at its end a small claim is left open
WINDOWS = (
    WHOLE,
    FIRST_DAY,
    Asked("350322", date(2026, 9, 2), date(2026, 9, 8)),
    Asked("350322", date(2026, 9, 7), date(2026, 10, 15)),
)
MINE = (*CLAIMS, *LIMITS, *PAYMENTS, *claim_backs.SQL, *SMALL_CLAIMS)


async def answers(api: Api, asked: Asked) -> dict[str, Any]:
    auditor = Staff("S-auditor", ("auditor",), asked.org)
    window = {"org": asked.org, "from": asked.first.isoformat(), "to": asked.last.isoformat()}
    return {id: await api.get(auditor, f"/metrics/v1/kpis/{id}", **window) for id in MINE}


async def sliced(api: Api, id: str, by: str) -> dict[str, Any]:
    auditor = Staff("S-auditor", ("auditor",), WHOLE.org)
    window = {"org": WHOLE.org, "from": WHOLE.first.isoformat(), "to": WHOLE.last.isoformat(), "by": by}
    told: Any = await api.get(auditor, f"/metrics/v1/kpis/{id}", **window)
    return {each["by"]: each["value"] for each in told["slices"]}


# Of the whole, as the play has it.
SLICES: dict[tuple[str, str], dict[str, float]] = {
    ("claims-closed", "outcome"): {"not-registered": 1, "paid": 12, "refused": 1, "withdrawn": 1},
    ("claims-refused", "reason"): {"not-covered": 1, "waiting-period": 1},
    ("claims-withdrawn", "reason"): {"claimed-elsewhere": 1},
    ("claims-not-registered", "reason"): {"not-covered": 1},
    ("claims-lacking-papers", "paper"): {"account_card": 1, "medical_record": 2},
    ("claims-lacking-papers", "cause"): {"absent": 2, "incomplete": 1},
    ("claims-flagged", "risk"): {"early-after-issue": 6},
    ("claims-amount-granted", "liability"): {"hospital_day": 300, "illness_medical": 9510, "unnamed": 600},
    ("small-claims-left-open", "stage"): {"registered": 1},
    ("claim-appeals-answered", "outcome"): {"granted": 1, "upheld": 1},
    ("claim-limits-broken", "limit"): {
        **dict.fromkeys(("bsr-cl1", "claim-account", "claim-appeal", "claim-small", "claim-tell"), 1),
        **dict.fromkeys(("law23-2", "law23-2-payment", "law24", "law25"), 1),
        **{"bsr-cl2": 3, "claim-back": 2, "law23-1": 2},
    },
    ("claim-backs-opened", "payee"): {"insured": 4},
    ("claim-transfers-failed", "reason"): {"account-dormant": 1, "system-error": 1},
    ("claim-amount-paid", "settlement"): {"advance": 300, "payment": 10760},
}


@pytest.mark.slow
async def test_each_kpi_of_claims_equals_a_count_by_sql(tmp_path: Path):
    async with (
        suite(tmp_path, WHOLE.first) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as client,
    ):
        await put_covers(app)
        api = Api(client)
        await play(ClaimsOffice(api))
        told = {asked: await answers(api, asked) for asked in WINDOWS}
        slices = {each: await sliced(api, *each) for each in SLICES}
        engine = make_engine(app.state.settings.database_url_of("metrics"))
        assert (await verify(engine, app.state.bus)).equal
        await engine.dispose()
    for asked in WINDOWS:
        with ledger(tmp_path, asked) as database:
            counted = {id: count(database, KPIS[id]) for id in MINE}
        wrong = {id: (said(told[asked][id]), counted[id]) for id in counted if not agree(counted[id], told[asked][id])}
        assert wrong == {}, asked
    assert {id for id in MINE if all(is_trivial(told[asked][id]) for asked in (WHOLE, FIRST_DAY))} == set()
    assert slices == SLICES
