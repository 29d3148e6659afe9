"""Claims in a play: reported, completed, investigated, decided and paid without a refusal; the same for a seed."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from services.claims.adjudication.exclusions import EXCLUSIONS
from services.claims.adjudication.liabilities import Cause, Liability
from services.claims.adjudication.rules import RULES
from services.claims.cases.reasons import REFUSALS
from services.claims.papers.matrix import CAUSES, TYPES, missing
from services.claims.surveys import survey_types
from services.intake.groups import list_work
from shared.transfer_reasons import REASONS
from simulator import claim_backs, claim_payments, claim_settling, claims, groups, losses, surveys
from simulator.api import Json
from simulator.insured import Cover
from simulator.losses import LOSSES
from simulator.play import Play
from simulator.rhythm import Stream
from tests.simulator.playing import OPENING, cases_of, over_rest, suite

LIABILITIES = {
    "accident-medical": Liability.ACCIDENT_MEDICAL,
    "illness-medical": Liability.ILLNESS_MEDICAL,
    "hospital-allowance": Liability.HOSPITAL_DAY,
    "disability": Liability.ACCIDENTAL_DISABILITY,
    "critical-illness": Liability.CRITICAL_ILLNESS,
    "illness-death": Liability.ILLNESS_DEATH,
    "accident-death": Liability.ACCIDENTAL_DEATH,
    "waiver-death": Liability.PREMIUM_WAIVER,
}
A_WEEK = Stream(applications=1.0, cards=6.0, groups=2.0, services=3.0, claims=36.0)


@pytest.mark.parametrize("name", LOSSES)
def test_each_of_its_products_pays_for_what_befalls_the_insured(name: str):
    loss = LOSSES[name]
    assert all(loss.cause in TYPES[code].of for code in loss.types)
    for product in loss.products:
        rules = [rule for rule in RULES if rule.product == product and Cause(loss.cause) in rule.causes]
        assert {LIABILITIES[code] for code in loss.types} <= {rule.liability for rule in rules}, product
        if loss.cause == "illness":
            assert all(rule.waiting_days < loss.after for rule in rules), product


def test_every_word_said_to_the_services_is_one_of_theirs():
    assert set(claims.OUTSIDE.values()) | set(claim_settling.REASONS.values()) <= set(REFUSALS)
    assert set(claim_settling.REFUSED_FOR.values()) <= set(REFUSALS)
    assert set(claims.CAUSES) <= set(CAUSES)
    assert set(claim_payments.BANK_REASONS) == set(REASONS)
    assert set(surveys.FINDINGS) == set(surveys.TOLD) == set(survey_types.FINDINGS)
    assert {how for _, how in losses.SURVEYS.values()} <= set(survey_types.TYPES)
    assert set(losses.SURVEYS) == set(LOSSES)
    assert {code for odds in claim_settling.CIRCUMSTANCES.values() for code in odds} <= set(EXCLUSIONS)
    for scheme, proofs in claims.DEATH_PAPERS.items():
        assert [missing(["death_proof"], papers, scheme) for papers in proofs] == [[], []]


def test_an_event_before_the_cover_or_in_its_waiting_period_is_mostly_not_claimed():
    begun, day = Cover("BD1", "K2002", date(2026, 9, 1), is_live=True), date(2026, 9, 2)
    assert begun.fits(LOSSES["sprain"], day)
    assert not begun.fits(LOSSES["sprain"], date(2026, 9, 1))
    assert not begun.fits(LOSSES["pneumonia"], day)
    assert not Cover("BD1", "K2002", date(2026, 9, 1), is_live=False).fits(LOSSES["sprain"], day)


async def played(folder: Path, days: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Play, dict[str, list[Json]]]:
    """The play, and its cases by kind."""
    monkeypatch.setattr(list_work, "POLL_SECONDS", 0.01)
    roots = (losses.ROOT, claim_payments.ROOT, claim_backs.ROOT, surveys.ROOT, surveys.ALLOCATIONS)
    async with suite(folder) as app, over_rest(app) as api:
        play = Play(api, seed=3, a_day=A_WEEK)
        await play.read_clock()
        await play.play_until(OPENING + timedelta(days=days))
        found = await cases_of(api, *roots)
    return play, {kind: [case for case in found if case["kind"] == kind] for kind in {case["kind"] for case in found}}


@pytest.mark.slow
async def test_claims_are_played_whole_and_what_is_paid_too_much_or_wrongly_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    often = (
        *((claim_payments, "WORKS", 0.6), (claim_payments, "WRONG_ACCOUNT", 0.3), (claims, "CHANGED_MIND", 0.15)),
        *((claims, "ANOTHERS", 0.3), (claim_settling, "OVERPAID", 0.5), (claim_settling, "COMES_AGAIN", 1.0)),
    )
    for room, name, odds in often:
        monkeypatch.setattr(room, name, odds)
    investigated = {name: (0.5, how) for name, (_, how) in losses.SURVEYS.items()}
    monkeypatch.setattr(claim_settling, "SURVEYS", investigated)
    play, cases = await played(tmp_path, 16, monkeypatch)
    assert play.refusals == Counter()
    check_claims(cases["claim"])
    statuses = Counter((kind, case["status"]) for kind, those in cases.items() for case in those)
    for wanted in ("paid", "withdrawn", "awaiting_papers", "under_survey"):
        assert statuses["claim", wanted], statuses
    assert statuses["survey", "accepted"], statuses
    check_payments(cases["claim_payment"])
    assert {"outstanding", "recovered"} <= {back["status"] for back in cases["claim_back"]}, cases["claim_back"]


def check_claims(reported: list[Json]) -> None:
    assert {case["channel"] for case in reported} == set(claims.CHANNELS)
    assert all(case["status"] != "refusal_told" or case["refusal_reasons"] for case in reported)
    assert {case["decided_by"] for case in reported if case["decided_by"]}.isdisjoint(
        case["calculated_by"] for case in reported
    )
    small = [case for case in reported if case["track"] == "small" and case["status"] == "paid"]
    assert any(case["closed_at"][:10] == case["completed_at"][:10] for case in small), "settled the same day"
    assert any(case["product"] in groups.BY_CODE for case in reported), "a group's people"


def check_payments(payments: list[Json]) -> None:
    assert any(payment["status"] == "paid_out" for payment in payments)
    assert any(payment["attempts"] > 1 for payment in payments), "a transfer that failed"
    assert any(payment["set_off_fen"] for payment in payments)
    voided = [payment for payment in payments if payment["status"] == "voided"]
    assert voided
    assert all(payment["outcome"] == "voided" for payment in voided)
