"""The kinds of case that the simulated staff work on, and what the work on one brings about in another service."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from simulator import (
    applications,
    banks,
    cards,
    claim_backs,
    claim_payments,
    claim_settling,
    claims,
    findings,
    groups,
    losses,
    policies,
    services,
    surveys,
    visits,
)
from simulator.api import Json
from simulator.branches import Branch, Staff, manager_of
from simulator.moves import Choices, Done, Move, World, form_no_of, identity_by


@dataclass(frozen=True, slots=True)
class Echo:
    """A case in this status brings about another in a service that hears of it, found there by a parameter."""

    kind: str
    parameter: str
    number: Callable[[Json], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """`exact`: its minutes count, so nothing of it is done before its time (see `play.TICK`).

    `met`: in these statuses others than its people move it on, too: who takes it up looks at it first, and alone.
    `heard`: other services act on its steps.
    """

    root: str
    choices: Choices
    identity: Callable[[Json], str]
    echoes: Mapping[str, Echo]
    behind: Mapping[str, float] = field(default_factory=dict)
    exact: bool = False
    met: frozenset[str] = frozenset()
    heard: bool = False

    def next_move(self, case: Json, seed: int) -> Move | None:
        """None: nobody will touch the case again; only its timers may."""
        choose = self.choices.get(case["status"])
        return choose(case, self.draw(case, seed, "move")) if choose else None

    def draw(self, case: Json, seed: int, what: str) -> Random:
        return Random(f"{seed}/{self.identity(case)}/{case['status']}/{case['version']}/{what}")


_origin = identity_by("salesperson", "opened_at")
KINDS = {
    "application": Kind(
        applications.ROOT,
        applications.CHOICES,
        form_no_of,
        {"issued": Echo("policy", "application_no", lambda case: case["case_no"])},
        applications.BEHIND,
        met=frozenset({"awaiting_premium"}),
    ),
    "policy": Kind(
        policies.ROOT,
        policies.CHOICES,
        _origin,
        {},
        met=frozenset(policies.CHOICES),
    ),
    "bank_application": Kind(
        banks.ROOT,
        banks.CHOICES,
        banks.identity,
        dict.fromkeys(("issued", "voided"), Echo("policy", "application_no", lambda case: case["case_no"])),
        banks.BEHIND,
    ),
    "card_activation": Kind(
        cards.ROOT,
        cards.CHOICES,
        cards.identity,
        {"issued": Echo("policy", "application_no", lambda case: case["case_no"])},
    ),
    "group_application": Kind(groups.ROOT, groups.CHOICES, form_no_of, {}, groups.BEHIND),
    "visit": Kind(visits.ROOT, visits.CHOICES, visits.identity, {}, exact=True),
    "service_request": Kind(services.ROOT, services.CHOICES, services.identity, {}, met=frozenset(services.CHOICES)),
    "claim": Kind(
        losses.ROOT,
        claims.CHOICES | claim_settling.CHOICES,
        losses.identity,
        {},
        met=frozenset({"accepted", "registered", "under_survey"}),  # another's withdrawal, an advance, a survey
        heard=True,  # its policy stands still, and who is paid is called
    ),
    "claim_payment": Kind(
        claim_payments.ROOT,
        claim_payments.CHOICES,
        claim_payments.identity,
        {},
        met=frozenset({"in_transfer"}),
        heard=True,
    ),
    "claim_back": Kind(
        claim_backs.ROOT,
        claim_backs.CHOICES,
        claim_backs.identity,
        {},
        met=frozenset({claim_backs.OPEN}),  # kept from a payment
    ),
    "survey": Kind(surveys.ROOT, surveys.CHOICES, surveys.identity, {}, met=frozenset(surveys.CHOICES)),
    "finding": Kind(findings.ROOT, findings.CHOICES, findings.identity, {}),
}


@dataclass(frozen=True, slots=True)
class Coming:
    """How one of a stream of people (`rhythm.Stream`) begins; `odds`: how often in real time, of a hundred steps.

    `alone`: what they ask for depends on a case that others may move at the same time.
    """

    come: Callable[[World, Branch, datetime], Awaitable[Done]]
    odds: float
    exact: bool = False
    alone: bool = False


COMINGS = {
    "applications": Coming(applications.accept, 12),
    "visits": Coming(visits.arrive, 18, exact=True),
    "cards": Coming(cards.sell, 6),
    "groups": Coming(groups.hand_in, 2),
    "banks": Coming(banks.sell, 4),
    "services": Coming(services.ask, 20, alone=True),
    "claims": Coming(claims.report, 3, alone=True),
}


def looker(org: str) -> Staff:
    """Whoever only looks: the branch manager."""
    return manager_of(org)
