"""Policy services in a play: asked for, collected, paid out, looked up and campaigned for, without a refusal."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.policy_service.clauses.added_cover import INCREASES
from services.policy_service.clauses.loan_terms import due_after
from services.policy_service.clauses.products import PRODUCTS
from services.policy_service.items.catalogue import ITEMS
from simulator import archives, benefits, callbacks, campaigns, legacy, patterns, policies, renewals, services
from simulator.api import Json
from simulator.branches import BY_ORG
from simulator.eligible import (
    BECOMES_PAID_UP,
    DRAWN,
    LENDS,
    LENDS_PREMIUM,
    MOST_RAISED,
    PARTICIPATES,
    RAISED,
    REDUCIBLE,
    RIDERS,
    YUAN,
)
from simulator.items import OFFERS
from simulator.play import Play
from simulator.rhythm import Stream
from tests.simulator.playing import OPENING, cases_of, over_rest, suite

XIANYOU, MONDAY = BY_ORG["350322"], date(2026, 10, 12)
ROOTS = (policies, services, renewals, benefits, archives, campaigns, patterns, callbacks)
A_POLICY: Json = {
    "status": "in_force",
    "product": "L1001",
    "effective_on": "2023-11-01",
    "opened_at": "2026-10-13",
    "pay_years": 10,
    "term_years": 20,
    "salesperson": None,
    "free_look_days": 0,
    "free_look_ends_on": None,
    "document_status": None,
    "next_due_on": "2026-11-01",
    "paid_to_on": "2026-11-01",
    "payment_mode": "annual",
    "sum_assured_fen": 5_000_000,
    "item": None,
    "legacy": False,
    "additions": [],
}


def test_every_item_of_the_catalogue_is_asked_for_of_the_products_whose_clauses_allow_it():
    assert set(OFFERS) == set(ITEMS)
    assert set(LENDS) == {code for code, terms in PRODUCTS.items() if terms.lends_percent}
    assert {DRAWN} == {code for code, terms in PRODUCTS.items() if terms.draws}
    least = {code: terms.least_sum_assured_fen for code, terms in PRODUCTS.items() if terms.least_sum_assured_fen}
    assert {code: yuan * YUAN for code, yuan in REDUCIBLE.items()} == least
    assert {code: terms.riders for code, terms in PRODUCTS.items() if terms.riders} == RIDERS
    assert {code: cover.most_fen for code, cover in INCREASES.items()} == {RAISED: MOST_RAISED * YUAN}
    for played, clause in (
        (PARTICIPATES, "participates"),
        (LENDS_PREMIUM, "lends_premium"),
        (BECOMES_PAID_UP, "becomes_paid_up"),
    ):
        assert set(played) == {code for code, row in PRODUCTS.items() if getattr(row, clause)}, clause


def asked_of(**changes: Any) -> set[str]:
    return {item for item, offer in OFFERS.items() if offer.fits(A_POLICY | changes, MONDAY)}


def test_only_what_a_policy_allows_is_asked_of_it():
    assert {"surrender", "policy-loan", "partial-surrender", "payment-mode-change"} <= asked_of()
    assert "reinstatement" not in asked_of()
    lost = asked_of(document_status="lost")
    assert "document-reissue" in lost
    assert not lost & {"surrender", "policy-loan", "payment-mode-change", "holder-change", "document-loss"}
    suspended = asked_of(status="suspended")
    assert {"reinstatement", "surrender"} <= suspended
    assert not suspended & {"account-change", "policy-loan"}
    in_free_look = asked_of(free_look_days=15, free_look_ends_on="2026-10-20")
    assert "free-look-cancellation" in in_free_look
    assert not in_free_look & {"surrender", "policy-loan", "partial-surrender"}
    assert asked_of(status="terminated") == set()
    assert ["loan-repayment" in asked_of(**has) for has in ({}, {"item": "policy-loan"}, {"legacy": True})] == [0, 1, 1]
    anniversary = {"effective_on": "2023-10-05", "next_due_on": "2027-10-05"}
    assert "rider-addition" in asked_of(**anniversary)
    assert "rider-addition" not in asked_of(**anniversary | {"effective_on": "2023-08-05"})
    assert "rider-addition" not in asked_of(**anniversary | {"next_due_on": "2026-10-05"})
    all_riders = [{"product": rider} for rider in RIDERS["L1001"]]
    assert "rider-addition" not in asked_of(**anniversary, additions=all_riders)
    assert "sum-increase" in asked_of(product="L1005")
    assert "sum-increase" not in asked_of()


def test_the_archive_has_policies_of_all_products_some_of_which_something_falls_due():
    drafts = [legacy.draft_of(XIANYOU, number, 7, MONDAY) for number in range(archives.AT_FIRST)]
    assert len({draft["product"] for draft in drafts}) == 8
    due = [date.fromisoformat(draft["paid_to_on"]) for draft in drafts if "paid_to_on" in draft]
    assert sum(MONDAY < day < MONDAY + timedelta(days=30) for day in due) > 3
    assert sum(day < MONDAY for day in due) > 1, "which lapse before long"
    lent = [date.fromisoformat(draft["loan"]["lent_on"]) for draft in drafts if "loan" in draft]
    assert {MONDAY < due_after(day) < MONDAY + timedelta(days=30) for day in lent} == {True}
    assert {draft["policyholder"]["account_no"] is None for draft in drafts} == {True, False}
    assert drafts == [legacy.draft_of(XIANYOU, number, 7, MONDAY) for number in range(archives.AT_FIRST)]


async def cases_after(tmp_path: Path, days: int, a_day: Stream) -> tuple[Play, list[Json]]:
    async with suite(tmp_path) as app, over_rest(app) as api:
        play = Play(api, seed=3, a_day=a_day)
        await play.read_clock()
        await play.play_until(OPENING + timedelta(days=days))
        return play, await cases_of(api, *(kind.ROOT for kind in ROOTS))


@pytest.mark.slow
async def test_a_branch_s_policies_are_found_collected_for_paid_and_changed(tmp_path: Path):
    play, cases = await cases_after(tmp_path, 8, Stream(applications=1.0, services=24.0))
    assert play.refusals == Counter()
    known = Counter((case["kind"], case["status"]) for case in cases)
    assert known["archive_lookup", "registered"] >= 50
    assert known["archive_lookup", "told"] > 3
    assert known["policy", "suspended"] > 0
    for wanted in (("renewal", "collected"), ("renewal", "lapse_notified")):
        assert known[wanted], known
    assert known["benefit", "paid_out"] or known["benefit", "transfer_failed"], "the bank has answered"
    assert sum(case["kind"] == "campaign" for case in cases) > 2
    calls = [case for case in cases if case["kind"] == "callback"]
    owed = Counter(case["project"] for case in calls)
    assert set(owed) >= {"grace-period", "policy-lapsed", "agent-service", "agent-left"}, owed
    answered = {case["project"] for case in calls if case["status"] in ("completed", "problem")}
    assert answered & {"grace-period", "policy-lapsed", "agent-service"}, owed
    requests = [case for case in cases if case["kind"] == "service_request"]
    assert len({case["item"] for case in requests}) > 9
    assert sum(case["money_in_fen"] or case["money_out_fen"] for case in requests if case["status"] == "confirmed")
