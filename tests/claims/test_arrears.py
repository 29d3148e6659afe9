"""Premiums in arrears where the contract goes on: whole ones are kept, and what a claim paid it keeps again."""

from datetime import date
from typing import Any

import pytest

from services.claims.adjudication.adjudicating import collected_fen
from services.claims.covers.day_status import paid_after
from services.claims.covers.models import CoverStep
from shared.auth import Role
from shared.contracts.policy_service import PolicyLapsed, PolicyRenewed
from tests.claims.conftest import PARTIES, POLICY_NO, opened, policy
from tests.claims.hall import INVOICED, Case, ClaimsHall, refused

TERMS = {"case_no": "BD250909-00000077", "effective_on": "2025-09-09"}
DUE, PAID = {"paid_to_on": "2026-09-09"}, {"paid_to_on": "2027-09-09"}


@pytest.mark.parametrize(("benefit_fen", "kept_fen"), [(99, 0), (100, 100), (199, 100), (500, 200)])
def test_a_benefit_pays_whole_premiums(benefit_fen: int, kept_fen: int):
    assert collected_fen((100, 100), benefit_fen) == kept_fen


async def by_hand(hall: ClaimsHall, case: Case, kept_fen: int, **more: Any) -> Any:
    lines = [INVOICED | {"amount_fen": 700_000}, INVOICED | {"code": "arrears", "amount_fen": -kept_fen}]
    form = {"lines": lines, "total_fen": 700_000 - kept_fen} | more
    return await hall.post(f"/{case['case_no']}/manual-calculation", form, Role.ADJUDICATOR)


async def test_one_premium_is_kept_while_the_policy_waits_for_it_or_this_claim_has_paid_it(
    hall: ClaimsHall, policy_service: dict[str, Any]
):
    policy_service[PARTIES.replace(POLICY_NO, TERMS["case_no"])] = policy_service[PARTIES]
    await hall.office.feed(opened(on="2025-09-09", **TERMS, **DUE))
    case = await hall.registered(policy_no=TERMS["case_no"], event_on="2026-10-08")
    told = refused(await by_hand(hall, case, 50_000), 422, "whole-premiums")
    assert told["premiums_fen"] == [600_000]
    assert (await by_hand(hall, case, 50_000, ends_contract=True)).json()["arrears_kept_fen"] == 50_000
    assert (await by_hand(hall, case, 600_000)).json()["arrears_kept_fen"] == 600_000
    # Each as the newest that is known of the policy: paid by this claim, by nobody, by another, and lapsed.
    steps: list[tuple[Any, str, dict[str, Any], bool]] = [
        (PolicyRenewed, "renew", PAID | {"claim_no": case["case_no"]}, True),
        (PolicyRenewed, "owe_premium", DUE | {"claim_no": case["case_no"]}, True),
        (PolicyRenewed, "renew", PAID | {"claim_no": None}, False),
        (PolicyRenewed, "owe_premium", DUE, True),
        (PolicyLapsed, "lapse", DUE | {"status": "suspended", "suspended_on": "2026-11-09"}, False),
    ]
    for version, (contract, action, facts, is_kept) in enumerate(steps, start=2):
        await hall.office.feed(policy(contract, action, version, on="2026-10-12", **TERMS, **facts))
        assert (await by_hand(hall, case, 600_000)).is_success == is_kept, (version, action)


def test_what_is_owed_again_was_not_paid():
    days = [date(2026, 9, 9), date(2027, 9, 9)]
    paid = [("open", 0), ("renew", 1), ("owe_premium", 0), ("renew", 1)]
    steps = [CoverStep(action=action, paid_to_on=days[at], premium_fen=7) for action, at in paid]
    known = (date(2025, 9, 9), "annual")
    told = [[each.fen for each in paid_after(date(2026, 1, 1), steps[:many], *known)] for many in (2, 3, 4)]
    assert told == [[7], [], [7]]
