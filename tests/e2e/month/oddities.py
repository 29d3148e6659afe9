"""What the simulator's branches do too seldom for a short month: done over REST, between two of its parts."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest

from simulator import applications, claim_payments, claim_settling, claims, compliance, forms, house, surveys
from simulator.api import Api, Json
from simulator.branches import BRANCHES, manager_of
from simulator.identification import COMPLIANCE, REPORTS
from simulator.moves import World
from simulator.trainings import ROOT as TRAININGS
from simulator.visits import QUEUES
from simulator.visits import ROOT as VISITS

BRANCH = BRANCHES[0]
DEAR = 6  # times as much as usual for the product most people buy: some of it comes in as large cash


def make_frequent(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = forms.OFFERS
    dear = replace(first, premium=tuple(each * DEAR for each in first.premium), cover=(1, 2))
    monkeypatch.setattr(forms, "OFFERS", (dear, *others))
    monkeypatch.setattr(house, "SUSPECTS", 0.25)
    monkeypatch.setattr(applications, "report_large_cash", _nobody_reports)
    monkeypatch.setitem(compliance.JUDGES, "confirmed", _report_some_day)
    _dispute_claims(monkeypatch)


def _dispute_claims(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most that isn't small is investigated, by people who take days for it; many decisions are disputed."""
    monkeypatch.setattr(claims, "EVERYDAY", {"sprain": 1, "fracture": 1})
    odds = {name: (0.8, how) for name, (_, how) in claim_settling.SURVEYS.items()}
    monkeypatch.setattr(claim_settling, "SURVEYS", odds)
    monkeypatch.setattr(surveys, "WORK", {grade: minutes * 3 for grade, minutes in surveys.WORK.items()})
    monkeypatch.setattr(claim_settling, "APPEALS", {"paid": 0.25, "refusal_told": 0.7})
    often = {"ADVANCED": 0.7, "REOPENS": 0.15, "GRANTED": 0.5, "OVERPAID": 0.3, "COMES_AGAIN": 1.0}
    for name, odds_of in often.items():
        monkeypatch.setattr(claim_settling, name, odds_of)
    monkeypatch.setattr(claim_payments, "WRONG_ACCOUNT", 0.12)


async def _nobody_reports(_world: World, _case: Json) -> None: ...


def _report_some_day(case: Json, _on: date, draw: Random) -> tuple[str, Json] | None:
    return ("report", {"filed_as": f"STR-{case['case_no']}"}) if draw.random() < 0.2 else None


async def happen(api: Api, on: date) -> None:
    await _train(api, on)
    await _report_large_cash(api)
    await _leave_open(api)


async def _train(api: Api, on: date) -> None:
    """Two trainings, one of them recorded by mistake."""
    told: Json = {"org": BRANCH.org, "outlet": BRANCH.outlets[1], "held_on": on.isoformat(), "attendees": 12}
    told |= {"trainer": f"T{BRANCH.org}-1", "topics": ["signature-doubtful"]}
    manager = manager_of(BRANCH.org)
    await api.post(manager, TRAININGS, told)
    mistaken = await api.post(manager, TRAININGS, told | {"outlet": BRANCH.outlets[2]})
    await api.post(manager, f"{TRAININGS}/{mistaken['case_no']}/cancellation")


async def _report_large_cash(api: Api) -> None:
    """Whatever lies there, be it late; the newest waits for the next time."""
    reports: list[dict[str, Any]] = await api.pages(COMPLIANCE, REPORTS, status="opened", org="35")
    for report in sorted(reports, key=lambda each: each["opened_at"])[:-1]:
        body, seen = {"filed_as": f"CTR-{report['case_no']}"}, f'"{report["version"]}"'
        await api.post(COMPLIANCE, f"{REPORTS}/{report['case_no']}/report", body, if_match=seen)


async def _leave_open(api: Api) -> None:
    """Somebody is served, and the teller goes home."""
    hall: Json = {"org": BRANCH.org, "outlet": BRANCH.outlets[0]}
    await api.post(BRANCH.kiosk, VISITS, hall | {"business": "enquiry", "priority_reason": None})
    teller = BRANCH.teller(Random(1))
    called = await api.post(teller, f"{QUEUES}/next", hall | {"window_no": "9"})
    await api.post(teller, f"{VISITS}/{called['case_no']}/handling")
