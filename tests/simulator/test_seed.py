"""The same seed plays the same days, whatever comes in: cases are alike but for their numbers, drawn anew."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from services.intake.groups import list_work
from simulator import (
    applications,
    archives,
    banks,
    benefits,
    callbacks,
    campaigns,
    cards,
    cashbox,
    claim_backs,
    claim_payments,
    debits,
    findings,
    groups,
    house,
    losses,
    policies,
    renewals,
    services,
    surveys,
    visits,
)
from simulator.api import Json
from simulator.identification import COMPLIANCE
from simulator.kinds import looker
from simulator.play import Play
from simulator.rhythm import Stream
from tests.simulator.playing import OPENING, cases_of, over_rest, suite

ROOTS = (
    *(kind.ROOT for kind in (applications, archives, banks, benefits, callbacks, campaigns, cards, claim_backs)),
    *(kind.ROOT for kind in (claim_payments, findings, groups, losses, policies, renewals, services, surveys, visits)),
    *(cashbox.REFUNDS, house.LEAVES, house.INSPECTIONS),
)
ALL_SORTS = Stream(applications=4.0, visits=8.0, cards=6.0, groups=3.0, banks=6.0, services=6.0, claims=60.0)


def course_of(case: Json) -> tuple[str, ...]:
    """How far a case has come, when, by whom, and over how much."""
    names = ("kind", "org", "outlet", "product", "salesperson", "opened_at", "status", "version", "action", "at", "by")
    more = ("due_at", "outcome", "item", "project", "event_on", "types", "total_fen", "amount_fen", "finding", "type")
    return tuple(str(case.get(name)) for name in (*names, *more))


async def courses(folder: Path) -> Counter[tuple[str, ...]]:
    async with suite(folder) as app, over_rest(app) as api:
        play = Play(api, seed=3, a_day=ALL_SORTS)
        await play.read_clock()
        await play.play_until(OPENING + timedelta(days=3))
        assert not play.refusals
        cases = await cases_of(api, *ROOTS)
        suspicions = await api.pages(COMPLIANCE, house.SUSPICIONS, limit=200)
        batches = await api.pages(looker("35"), debits.ROOT, limit=200)
    told = Counter(course_of(case) for case in (*cases, *suspicions))
    return told + Counter(tuple(str(batch[name]) for name in ("org", "at", "items", "succeeded")) for batch in batches)


@pytest.mark.slow
async def test_the_same_seed_plays_the_same_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(list_work, "POLL_SECONDS", 0.01)
    once, again = [await courses(tmp_path / run) for run in ("once", "again")]
    assert once == again
    kinds = Counter(course[0] for course in once)
    assert sum(kinds.values()) > 200
    usual = ("policy", "archive_lookup", "visit", "callback", "bank_application", "application", "card_activation")
    assert all(kinds[kind] > 5 for kind in usual), kinds
    assert all(kinds[kind] for kind in ("group_application", "service_request", "claim", "renewal")), kinds
