"""Claims played by hand: their KPIs equal a count by plain SQL over the services' own tables."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from simulator.api import Api
from tests.e2e.claims_played import ClaimsOffice, play, put_covers
from tests.e2e.figures import differences, is_trivial, kpi, morning_of, told_by
from tests.e2e.month import claim_backs
from tests.e2e.month.claims import CLAIMS, LIMITS, PAYMENTS
from tests.e2e.month.ledger import Asked
from tests.e2e.month.small_claims import SMALL_CLAIMS
from tests.simulator.playing import over_rest, suite

WHOLE = Asked("35", date(2026, 9, 1), date(2026, 11, 12))
FIRST_DAY = Asked("350322", date(2026, 9, 1), date(2026, 9, 1))  # at its end a small claim is left open
WINDOWS = (
    WHOLE,
    FIRST_DAY,
    Asked("350322", date(2026, 9, 2), date(2026, 9, 8)),
    Asked("350322", date(2026, 9, 7), date(2026, 10, 15)),
)
MINE = (*CLAIMS, *LIMITS, *PAYMENTS, *claim_backs.SQL, *SMALL_CLAIMS)


async def sliced(api: Api, id: str, by: str) -> dict[str, Any]:
    return {each["by"]: each["value"] for each in (await kpi(api, id, WHOLE, by=by))["slices"]}


# Of the whole, as the play has it.
SLICES: dict[tuple[str, str], dict[str, float]] = {
    ("claims-closed", "outcome"): {"not-registered": 1, "paid": 13, "refused": 1, "withdrawn": 1},
    ("claims-refused", "reason"): {"not-covered": 1, "waiting-period": 1},
    ("claims-withdrawn", "reason"): {"claimed-elsewhere": 1},
    ("claims-not-registered", "reason"): {"not-covered": 1},
    ("claims-lacking-papers", "paper"): {"account_card": 1, "medical_record": 2},
    ("claims-lacking-papers", "cause"): {"absent": 2, "incomplete": 1},
    ("claims-flagged", "risk"): {"early-after-issue": 7},
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
    async with suite(tmp_path, morning_of(WHOLE.first)) as app, over_rest(app) as api:
        await put_covers(app)
        await play(ClaimsOffice(api))
        slices = {(id, by): await sliced(api, id, by) for id, by in SLICES}
        told = await told_by(app, api, WINDOWS, MINE)
    assert differences(tmp_path, told) == []
    assert {id for id in MINE if all(is_trivial(told[asked][id]) for asked in (WHOLE, FIRST_DAY))} == set()
    assert slices == SLICES
